"""How a margin account that owes too much is sold, by market orders in its own name.

No I/O, no thread, no clock: time is an argument, in nanoseconds since 1970.
"""

from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, List, Mapping

from .accounts import exact
from .matching import Refused, Symbol

if TYPE_CHECKING:
    from .exchange import Exchange


@exact
def liquidate(exchange: "Exchange", uid: int, account: str, now: int) -> None:
    """Cancel the orders, sell what is not owed, buy what is, and pay back; as far as the books go."""
    exchange.cancel_all(uid, now, account=account)
    _pay_back(exchange, uid, account, now)
    debts = _debts(exchange, uid, account)
    for symbol in _pairs(exchange, account):
        if symbol.base not in debts:
            size = exchange.accounts.available(uid, account, symbol.base) // symbol.base_increment * symbol.base_increment
            _trade(exchange, uid, account, symbol, "sell", {"size": size}, now)
    for symbol in _pairs(exchange, account):
        if symbol.base in debts:
            _buy(exchange, uid, account, symbol, debts[symbol.base], now)
    _pay_back(exchange, uid, account, now)


def _pairs(exchange: "Exchange", account: str) -> List[Symbol]:
    """The pairs that lead to USDT."""
    return [symbol for symbol in exchange.symbols.values()
            if symbol.quote == "USDT" and symbol.base in exchange.margin.currencies(account)]


def _debts(exchange: "Exchange", uid: int, account: str) -> Mapping[str, Decimal]:
    holdings = exchange.margin.position(uid, account).holdings
    return {each.currency: each.liability for each in holdings if each.liability}


def _pay_back(exchange: "Exchange", uid: int, account: str, now: int) -> None:
    for currency, debt in _debts(exchange, uid, account).items():
        paid = min(debt, exchange.accounts.available(uid, account, currency))
        if paid:
            exchange.margin.repay(uid, account, currency, paid, now)


def _buy(exchange: "Exchange", uid: int, account: str, symbol: Symbol, owed: Decimal, now: int) -> None:
    """Buy what is owed; if there is not enough money, for all there is."""
    size = max((owed / symbol.base_increment).to_integral_value(ROUND_UP) * symbol.base_increment, symbol.base_min)
    money = exchange.accounts.available(uid, account, symbol.quote) / (1 + exchange.taker_rate)
    if not _trade(exchange, uid, account, symbol, "buy", {"size": size}, now):
        funds = money // symbol.quote_increment * symbol.quote_increment
        _trade(exchange, uid, account, symbol, "buy", {"funds": funds}, now)


def _trade(exchange: "Exchange", uid: int, account: str, symbol: Symbol, side: str, amounts: Mapping[str, Decimal],
           now: int) -> bool:
    """Whether the order was taken: too small an amount is not, nor one without the money for it."""
    wanted = {"symbol": symbol.name, "side": side, "type": "market", **amounts}
    try:
        exchange.place(uid, wanted, now, account=account)
    except Refused:
        return False
    return True
