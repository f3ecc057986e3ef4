"""What is pushed on the unified account's topics: the ``d`` of each message, with the wire's own one- to three-letter keys.

Keys differ by case only: ``s`` is a symbol and ``S`` a side. Amounts are text; sizes of contracts are lots. Sequences and
times come as numbers or as text, by whichever server answers: read them with ``int()``.
"""

from decimal import Decimal
from typing import List, TypedDict, Union

Number = Union[int, Decimal]  #: a JSON number
Whole = Union[int, str]  #: a whole number, as number or as text

# --- public ---


class TickerPush(TypedDict):
    s: str  #: symbol
    E: Whole  #: sequence
    a: str  #: best ask
    A: str  #: its size
    b: str  #: best bid
    B: str  #: its size
    l: str  #: last price
    q: str  #: last size
    S: str  #: side of the taker: ``BUY`` or ``SELL`` with pairs, in small letters with contracts
    M: Whole  #: when it was matched, nanoseconds


class CandlePush(TypedDict):
    s: str  #: symbol
    i: str  #: interval, such as ``1min``
    O: int  #: start, seconds
    C: int  #: end, seconds
    o: str  #: open
    c: str  #: close
    h: str  #: high
    l: str  #: low
    v: str  #: volume
    a: str  #: turnover
    S: Union[bool, str]  #: whether it is the first message of the candle; once seen as text


class _TradeParts(TypedDict, total=False):
    rpi: bool  #: contracts only: whether a retail price improvement order took part


class TradePush(_TradeParts):
    s: str  #: symbol
    E: Whole  #: sequence
    ti: str  #: trade id
    p: str  #: price
    q: str  #: size
    S: str  #: side of the taker, in small letters
    M: Whole  #: when it was matched, nanoseconds


class OrderBookPush(TypedDict):
    """A picture or a change of an order book, as ``t`` of the frame says: ``snapshot`` or ``delta``."""

    s: str  #: symbol
    O: Whole  #: first sequence it covers
    C: Whole  #: last sequence it covers
    M: Whole  #: when it was matched, nanoseconds
    a: List[List[str]]  #: asks: ``[price, size]``; size ``"0"`` ends a level
    b: List[List[str]]  #: bids


class MarkPricePush(TypedDict):
    s: str  #: contract
    mp: str  #: mark price
    ip: str  #: index price
    oi: str  #: open interest, lots
    ts: int  #: ms


class _FundingFeeParts(TypedDict, total=False):
    lfr: str  #: the rate settled last, share


class FundingFeePush(_FundingFeeParts):
    s: str  #: contract
    fr: str  #: the rate as it is predicted now, share
    ft: int  #: last settlement, ms
    nt: int  #: next settlement, ms
    gl: int  #: ms between settlements
    fc: str  #: highest rate
    ff: str  #: lowest rate


class _EstimatedPrice(TypedDict, total=False):
    eq: Number  #: estimated price, as the page's example calls it
    ep: Number  #: the same, as its table calls it


class CallAuctionInfoPush(_EstimatedPrice):
    s: str  #: symbol
    es: Number  #: estimated size
    slp: Number  #: lowest price of sell orders
    shp: Number  #: highest price of sell orders
    blp: Number  #: lowest price of buy orders
    bhp: Number  #: highest price of buy orders
    ts: int  #: ms


# --- private ---


class _OrderParts(TypedDict, total=False):
    pS: str  #: position side
    mM: str  #: margin mode
    pOP: str  #: price of the take-profit order
    lOP: str  #: price of the stop-loss order
    bT: str  #: broker tag


class OrderPush(_OrderParts):
    """One change of one of your orders; fields that do not apply are empty text."""

    tT: str  #: trade type
    oi: str  #: order id
    ci: str  #: client order id
    os: int  #: 0 not triggered, 1 triggered, 2 live, 3 filled, 4 partly filled, 5 cancelled, 6 partly filled and cancelled
    eT: str  #: what happened: OPEN, UPDATE, FILL, CANCEL, TRIGGER or MATCH
    s: str  #: symbol
    S: str  #: side
    oT: str  #: order type
    lR: str  #: liquidity role: ``TAKER`` or ``MAKER``
    oS: str  #: who placed it, such as ``USER``
    p: str  #: price
    ti: str  #: trade id
    q: str  #: size
    qU: str  #: its unit: BASECCY, QUOTECCY or UNIT (lots)
    fS: str  #: filled so far
    lS: str  #: size of the last fill
    ls: str  #: price of the last fill
    aP: str  #: average price
    f: str  #: fee
    fC: str  #: currency of the fee
    t: str  #: tax
    cR: str  #: why it was cancelled, such as ``USER`` or ``SYSTEM_CANCEL``
    cS: Union[str, int]  #: cancelled size; at times the number 0
    rS: str  #: remaining size
    tD: str  #: trigger direction
    tP: str  #: trigger price
    tPT: str  #: trigger price type
    toi: str  #: id of the order that triggered it
    pP: str  #: take-profit trigger price
    pPT: str  #: take-profit price type
    lP: str  #: stop-loss trigger price
    lPT: str  #: stop-loss price type
    stp: str  #: self-trade prevention
    rO: bool  #: reduce only
    tIF: str  #: time in force
    pO: bool  #: post only
    O: Whole  #: order time, nanoseconds
    U: Whole  #: time of this change, nanoseconds


class ExecutionLitePush(TypedDict):
    oi: str  #: order id; ``"0"`` for a liquidation, automatic deleveraging or settlement
    ti: Whole  #: trade id, a number with pairs and text with contracts
    s: str  #: symbol
    S: str  #: side
    oT: str  #: order type
    p: str  #: price
    q: str  #: size
    lR: str  #: liquidity role: ``TAKER`` or ``MAKER``
    E: Whole  #: when it was executed, nanoseconds


class ExecutionPush(ExecutionLitePush):
    ci: str  #: client order id
    f: str  #: fee
    fC: str  #: currency of the fee
    fT: str  #: NORMAL, LIQUID, ADL or SETTLEMENT
    fP: str  #: profit of what was closed; may be empty


class _BalanceParts(TypedDict, total=False):
    e: str  #: equity; this and what follows is not there for every account type
    l: str  #: liability
    tCM: str  #: total cross margin
    cPM: str  #: cross position margin
    cOM: str  #: cross order margin
    cUP: str  #: cross unrealised profit
    iPM: str  #: isolated position margin
    iOM: str  #: isolated order margin
    iFF: str  #: isolated funding fee
    iUP: str  #: isolated unrealised profit
    cS: str  #: collateral status: 1, 2 or 3
    E: Whole  #: sequence of the event


class BalancePush(_BalanceParts):
    """One currency of an account after a change."""

    c: str  #: currency
    b: str  #: balance
    a: str  #: available
    h: str  #: hold
    U: Whole  #: time of the change: nanoseconds with ``UNIFIED``, ms with ``FUNDING``


class _PositionParts(TypedDict, total=False):
    pM: str  #: position margin
    r: str  #: risk ratio
    adl: str  #: place in the queue for automatic deleveraging


class PositionPush(_PositionParts):
    pi: str  #: position id
    s: str  #: contract
    mM: str  #: margin mode
    q: str  #: lots; negative is short
    eP: str  #: entry price
    pV: str  #: value
    mP: str  #: mark price
    lP: str  #: liquidation price
    bP: str  #: bankruptcy price
    l: str  #: leverage
    uPL: str  #: unrealised profit
    rPL: str  #: realised profit
    iM: str  #: initial margin
    mmr: str  #: maintenance margin rate
    mtM: str  #: maintenance margin
    U: Whole  #: time of the change, nanoseconds
    O: Whole  #: when it was opened, nanoseconds


class LiquidationWarningPush(TypedDict):
    eT: str  #: MARGIN_CALL from 80 % risk, REDUCE_ONLY from 85, LIQUIDATION_WARNING from 90, FORCE_LIQUIDATION from 100
    r: str  #: risk ratio
    a: str  #: adjusted equity
    iM: str  #: initial margin
    mM: str  #: maintenance margin
    aM: str  #: available margin
    e: str  #: equity
    l: str  #: liability
    U: Whole  #: nanoseconds


class _LeverageParts(TypedDict, total=False):
    s: str  #: contract, with trade type ``FUTURES``
    c: str  #: currency, with trade type ``MARGIN``


class LeveragePush(_LeverageParts):
    l: str  #: leverage
    mM: str  #: margin mode
    tT: str  #: trade type
