"""Handlers of the unified account's market data: pairs (``SPOT``) and contracts (``FUTURES``) through the same calls.

What there is of contracts alone is in :mod:`.unified_futures`.
"""

from decimal import Decimal
from typing import Any, Dict, List, Optional, Tuple

from ...pages import CANDLE_SECONDS
from ...unified.market import UnifiedMarket
from ..contract_market import ContractMarket
from ..currencies import CURRENCIES
from ..exchange import Exchange, Stats, Symbol
from ..gateway import Call
from ..lending import CURRENCIES as LENT
from ..matching import SECOND, ZERO, Book, Refused, digits
from .handlers import answers
from .spot import candle_row, get_fiat_price
from .unified_futures import candle_row as contract_candle_row
from .unified_futures import instrument_row, market_of, ticker_row, turnover

MOST_CANDLES = 1500
MOST_CONTRACT_CANDLES = 200


@answers(UnifiedMarket.get_currency)
def get_currency(exchange: Exchange, call: Call) -> Any:
    rows = _currencies([call.values["currency"]], call.values.get("chain"))
    if not rows:
        raise Refused("900003", "currency not exists")
    return rows[0]


@answers(UnifiedMarket.get_currencies)
def get_currencies(exchange: Exchange, call: Call) -> Any:
    return _currencies(call.values.get("currencyList"), call.values.get("chain"))


@answers(UnifiedMarket.get_ticker)
def get_ticker(exchange: Exchange, call: Call) -> Any:
    if _of_contracts(call):
        rows = [ticker_row(market, call.now) for market in _markets(exchange, call)]
    else:
        rows = [_ticker(exchange, symbol, call.now) for symbol in _symbols(exchange, call)]
    return {"tradeType": call.values["tradeType"], "ts": call.now, "list": rows}


@answers(UnifiedMarket.get_symbol)
def get_symbol(exchange: Exchange, call: Call) -> Any:
    if _of_contracts(call):
        rows = [instrument_row(market) for market in _markets(exchange, call)]
    else:
        rows = [_instrument(exchange.symbols[symbol]) for symbol in _symbols(exchange, call)]
    return {"tradeType": call.values["tradeType"], "list": rows}


@answers(UnifiedMarket.get_klines)
def get_klines(exchange: Exchange, call: Call) -> Any:
    """Columns as recorded of pairs (open, close, high, low) for both; later documentation has the close last."""
    values = call.values
    if values["interval"] not in CANDLE_SECONDS or values.get("klineType", "TRADE") != "TRADE":
        raise Refused("106000", f"The sandbox has no candles of {values.get('klineType', 'TRADE')}, {values['interval']}.")
    span = values.get("startAt") or 0, values.get("endAt") or call.now // SECOND + 1
    seconds = CANDLE_SECONDS[values["interval"]]
    if _of_contracts(call):
        (market,) = _markets(exchange, call)
        candles = market.tape.candles(seconds, *span)[:MOST_CONTRACT_CANDLES]
        rows = [contract_candle_row(market, candle) for candle in candles]
    else:
        (symbol,) = _symbols(exchange, call)
        rows = [candle_row(candle) for candle in exchange.candles(symbol, seconds, *span)[:MOST_CANDLES]]
    return {"tradeType": values["tradeType"], "symbol": values["symbol"], "list": rows}


@answers(UnifiedMarket.get_order_book)
def get_order_book(exchange: Exchange, call: Call) -> Any:
    """There are no retail price improvement orders here."""
    book, limit = _book(exchange, call), call.values["limit"]
    depth, more = None if limit == "FULL" else int(limit), ["0"] if call.values.get("rpiFilter") else []
    sides = {
        name: [[digits(price), digits(size), *more] for price, size in book.levels(side, depth)]
        for name, side in (("bids", "buy"), ("asks", "sell"))
    }
    return {"tradeType": call.values["tradeType"], "symbol": book.symbol, "sequence": book.sequence, **sides}


@answers(UnifiedMarket.get_trade)
def get_trade(exchange: Exchange, call: Call) -> Any:
    of_contracts = _of_contracts(call)
    trades = _markets(exchange, call)[0].tape.trades() if of_contracts else exchange.trades(_symbols(exchange, call)[0])
    more = {"isRpiTrade": False} if of_contracts else {}
    rows = [
        {
            "sequence": str(trade.sequence),
            "tradeId": str(trade.id),
            "price": digits(trade.price),
            "size": digits(trade.size),
            "side": trade.side,
            "ts": trade.time,
            **more,
        }
        for trade in trades
    ]
    return {"tradeType": call.values["tradeType"], "list": rows}


@answers(UnifiedMarket.get_collateral_ratio)
def get_collateral_ratio(exchange: Exchange, call: Call) -> Any:
    """Here all of every holding counts."""
    tier = {"tier": 1, "min": "0", "max": "1000000000", "cdr": "1", "cdrEquity": "1000000000"}
    return [{"currency": row["currency"], "cdrConfigs": [tier]} for row in CURRENCIES]


@answers(UnifiedMarket.get_borrowable_currencies)
def get_borrowable_currencies(exchange: Exchange, call: Call) -> Any:
    return [{"currency": name} for name in LENT]


@answers(UnifiedMarket.get_trade_statistics)
def get_trade_statistics(exchange: Exchange, call: Call) -> Any:
    """In USDT."""
    spot = sum((_turnover(exchange, symbol, call.now) for symbol in exchange.symbols), ZERO)
    markets = exchange.futures.markets.values()
    futures = sum((turnover(market, market.tape.stats(call.now)) for market in markets), ZERO)
    return {"spot": {"turnoverOf24h": digits(spot)}, "futures": {"turnoverOf24h": digits(futures)}}


@answers(UnifiedMarket.get_fiat_price)
def get_unified_fiat_price(exchange: Exchange, call: Call) -> Any:
    values = {**call.values, "currencies": ",".join(call.values.get("currencies", []))}
    return get_fiat_price(exchange, Call(call.endpoint, values, call.now, call.peer, call.key))


@answers(UnifiedMarket.get_service_status)
def get_service_status(exchange: Exchange, call: Call) -> Any:
    return {"tradeType": call.values["tradeType"], "serverStatus": "open", "msg": ""}


@answers(UnifiedMarket.get_client_ip_address)
def get_client_ip_address(exchange: Exchange, call: Call) -> Any:
    return call.peer


# --- what the handlers share ---


def _of_contracts(call: Call) -> bool:
    return bool(call.values["tradeType"] == "FUTURES")


def _markets(exchange: Exchange, call: Call) -> List[ContractMarket]:
    """The contracts that a call is about: the one it names, or all."""
    symbol = call.values.get("symbol")
    return [market_of(exchange, symbol)] if symbol else list(exchange.futures.markets.values())


def _book(exchange: Exchange, call: Call) -> Book:
    return _markets(exchange, call)[0].book if _of_contracts(call) else exchange.book(_symbols(exchange, call)[0])


def _symbols(exchange: Exchange, call: Call) -> List[str]:
    """The pairs that a call is about: the one it names, or all."""
    symbol = call.values.get("symbol")
    if symbol is None:
        return list(exchange.symbols)
    if symbol not in exchange.symbols:
        raise Refused("106053", "Symbol does not exist.")
    return [symbol]


def _ticker(exchange: Exchange, symbol: str, now: int) -> Dict[str, Any]:
    stats, trade = exchange.stats(symbol, now), exchange.last_trade(symbol)
    (bid, bid_size), (ask, ask_size) = (_best(exchange.book(symbol), side) for side in ("buy", "sell"))
    return {
        "symbol": symbol,
        "name": symbol,
        "bestBidPrice": bid,
        "bestBidSize": bid_size,
        "bestAskPrice": ask,
        "bestAskSize": ask_size,
        "lastPrice": digits(trade.price if trade else ZERO),
        "size": digits(trade.size if trade else ZERO),
        **_day(stats),
    }


def _day(stats: Stats) -> Dict[str, Any]:
    return {
        "open": digits(stats.open or ZERO),
        "high": digits(stats.high or ZERO),
        "low": digits(stats.low or ZERO),
        "baseVolume": digits(stats.volume),
        "quoteVolume": digits(stats.turnover),
        "priceChange": digits(stats.change_price),
        "priceChangePercent": digits(stats.change_rate + 0),  # or a small fall rounds to "-0"
    }


def _best(book: Book, side: str) -> Tuple[Optional[str], Optional[str]]:
    price, size = next(iter(book.levels(side, 1)), (ZERO, ZERO))
    return digits(price), digits(size)


def _instrument(symbol: Symbol) -> Dict[str, Any]:
    row = symbol.row
    return {
        "symbol": symbol.name,
        "name": row["name"],
        "baseCurrency": symbol.base,
        "quoteCurrency": symbol.quote,
        "market": row["market"],
        "feeCurrency": row["feeCurrency"],
        "tradingStatus": "TradingEnabled" if row["enableTrading"] else "TradingDisabled",
        "priceLimitRatio": row["priceLimitRate"],
        "feeCategory": "class" + "ABC"[row["feeCategory"] - 1],
        "makerFeeCoefficient": row["makerFeeCoefficient"],
        "takerFeeCoefficient": row["takerFeeCoefficient"],
        "st": row["st"],
        "minBaseOrderSize": row["baseMinSize"],
        "maxBaseOrderSize": row["baseMaxSize"],
        "baseOrderStep": row["baseIncrement"],
        "minQuoteOrderSize": row["quoteMinSize"],
        "maxQuoteOrderSize": row["quoteMaxSize"],
        "quoteOrderStep": row["quoteIncrement"],
        "tickSize": row["priceIncrement"],
        "minFunds": row["minFunds"],
        "callauctionIsEnabled": row["callauctionIsEnabled"],
        "callauctionPriceFloor": row["callauctionPriceFloor"],
        "callauctionPriceCeiling": row["callauctionPriceCeiling"],
        "callauctionFirstStageStartTime": row["callauctionFirstStageStartTime"],
        "callauctionSecondStageStartTime": row["callauctionSecondStageStartTime"],
        "callauctionThirdStageStartTime": row["callauctionThirdStageStartTime"],
        "tradingStartTime": row["tradingStartTime"],
    }


def _turnover(exchange: Exchange, symbol: str, now: int) -> Decimal:
    return exchange.stats(symbol, now).turnover * exchange.margin.price(exchange.symbols[symbol].quote)


def _currencies(names: Optional[List[str]], chain: Optional[str]) -> List[Dict[str, Any]]:
    rows = [row for row in CURRENCIES if names is None or row["currency"] in names]
    return [
        {
            "currency": row["currency"],
            "name": row["name"],
            "fullName": row["fullName"],
            "precision": row["precision"],
            "list": [_chain(each) for each in row["chains"] if chain in (None, each["chainId"])],
        }
        for row in rows
    ]


def _chain(row: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "chain": row["chainId"],
        "chainName": row["chainName"],
        "isDepositEnabled": row["isDepositEnabled"],
        "isWithdrawEnabled": row["isWithdrawEnabled"],
        "isMemoRequired": row["needTag"],
        "confirms": row["confirms"],
        "preConfirms": row["preConfirms"],
        "addressRegex": "",
        "memoRegex": "",
        "contractAddress": row["contractAddress"],
        "depositFeeRate": None,
        "depositTierFee": None,
        "fixedDepositFee": None,
        "maxDepositFee": None,
        "minDepositSize": row["depositMinSize"],
        "maxDepositSize": row["maxDeposit"],
        "withdrawFeeRate": row["withdrawFeeRate"],
        "withdrawPrecision": row["withdrawPrecision"],
        "minWithdrawSize": row["withdrawalMinSize"],
        "maxWithdrawSize": row["maxWithdraw"],
        "minWithdrawFee": row["withdrawalMinFee"],
        "maxWithdrawFee": None,
    }
