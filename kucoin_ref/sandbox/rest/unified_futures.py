"""Handlers of the unified account's data on contracts alone: funding, index, open interest, risk limits; and their rows."""

from decimal import Decimal
from typing import Any, Dict, List, Optional

from ...unified.market import UnifiedMarket
from ..contract_market import CYCLE, DAILY_INTEREST, RATE_CAP, ContractMarket
from ..contracts import PRICE_BAND
from ..exchange import Candle, Exchange, Stats
from ..gateway import MILLISECOND, Call
from ..matching import ZERO, Refused, digits
from .futures_market import best
from .handlers import after, answers, in_range

MOST_SYMBOLS = 10
MOST_INTEREST_RATES = 100
#: Settlement of the contracts by the names of ``productType``.
_SETTLED = {"USDT-FUTURES": ("USDT",), "USDC-FUTURES": ("USDC",), "COIN-FUTURES": ("XBT", "ETH", "SOL")}


@answers(UnifiedMarket.get_index_price)
def get_index_price(exchange: Exchange, call: Call) -> Any:
    """By the contract's symbol or by that of its index; one source, the spot market here."""
    values, name = call.values, call.values["symbol"]
    markets = exchange.futures.markets.values()
    market = next((each for each in markets if name in (each.contract.name, each.contract.row["indexSymbol"])), None)
    fits = [
        (moment // MILLISECOND, price)
        for moment, price in reversed(market.indices if market else ())
        if in_range(values, moment)
    ]
    points = after(fits, values, lambda point: point[0], 50, "pageSize")
    rows = [
        {
            "symbol": name,
            "granularity": 1000,
            "ts": moment,
            "indexPrice": digits(price),
            "decompositionList": [{"exchange": "kucoin", "price": digits(price), "weight": "1"}],
        }
        for moment, price in points
    ]
    return {"items": rows, "lastId": points[-1][0] if points else 0}


@answers(UnifiedMarket.get_current_funding_rates)
def get_current_funding_rates(exchange: Exchange, call: Call) -> Any:
    symbol, product = call.values.get("symbol"), call.values.get("productType")
    markets = [market_of(exchange, symbol)] if symbol else list(exchange.futures.markets.values())
    return [
        {
            "symbol": market.contract.name,
            "nextFundingRate": digits(market.rate),
            "fundingTime": market.funding_at // MILLISECOND,
            "fundingRateCap": digits(RATE_CAP),
            "fundingRateFloor": digits(-RATE_CAP),
            "currentGranularity": CYCLE // MILLISECOND,
            "newGranularity": CYCLE // MILLISECOND,
            "newGranularityStartTime": market.contract.row["firstOpenDate"],
        }
        for market in markets
        if symbol or product is None or market.contract.settle in _SETTLED[product]
    ]


@answers(UnifiedMarket.get_history_funding_rate)
def get_history_funding_rate(exchange: Exchange, call: Call) -> Any:
    market = market_of(exchange, call.values["symbol"])
    rows = [
        {"fundingRate": digits(rate), "ts": moment // MILLISECOND}
        for moment, rate in reversed(market.funded)
        if in_range(call.values, moment)
    ]
    return {"symbol": market.contract.name, "list": rows}


@answers(UnifiedMarket.get_open_interest)
def get_open_interest(exchange: Exchange, call: Call) -> Any:
    """The present only."""
    if call.values.get("interval"):
        raise Refused("106000", "The sandbox has no history of open interest.")
    names = call.values["symbol"].split(",") if call.values.get("symbol") else list(exchange.futures.markets)
    if len(names) > MOST_SYMBOLS:
        raise Refused("106000", f"symbol: at most {MOST_SYMBOLS}")
    return [
        {
            "symbol": market_of(exchange, name).contract.name,
            "openInterest": digits(exchange.futures.clearing.open_interest(name)),
            "ts": call.now // MILLISECOND,
        }
        for name in names
    ]


@answers(UnifiedMarket.get_interest_rate_index)
def get_interest_rate_index(exchange: Exchange, call: Call) -> Any:
    """One rate, which does not move, every eight hours."""
    values = call.values
    market_of(exchange, values["symbol"])
    newest = min(values.get("endAt", call.now // MILLISECOND), call.now // MILLISECOND) * MILLISECOND // CYCLE * CYCLE
    last, size = values.get("lastId"), min(values.get("pageSize", 20), MOST_INTEREST_RATES)
    if last:
        newest = min(newest, (last * MILLISECOND - 1) // CYCLE * CYCLE)
    moments = [(newest - number * CYCLE) // MILLISECOND for number in range(size)]
    rows = [
        {"ts": moment, "symbol": values["symbol"], "interestRate": digits(DAILY_INTEREST)}
        for moment in moments
        if moment >= values.get("startAt", 0)
    ]
    return {"items": rows, "lastId": rows[-1]["ts"] if rows else 0}


@answers(UnifiedMarket.get_position_tiers)
def get_position_tiers(exchange: Exchange, call: Call) -> Any:
    """The risk limits of contracts; of borrowing there is one tier for a currency, without an end."""
    if call.values.get("data") == "BORROW":
        raise Refused("106000", "The sandbox has no tiers of borrowing.")
    if not call.values.get("symbol"):
        raise Refused("106000", "symbol is needed with RISK_LIMIT.")
    names = call.values["symbol"].split(",")
    if len(names) > MOST_SYMBOLS:
        raise Refused("106000", f"symbol: at most {MOST_SYMBOLS}")
    return [
        {
            "currency": market.contract.settle,
            "symbol": market.contract.name,
            "tier": level.level,
            "minSize": str(level.least),
            "maxSize": str(level.most),
            "maxLeverage": str(level.leverage),
            "maintainMarginRate": digits(level.maintenance),
            "quickCalOffset": None,
        }
        for market in (market_of(exchange, name) for name in names)
        for level in market.contract.levels
    ]


# --- rows of contracts among those of pairs ---


def market_of(exchange: Exchange, symbol: str) -> ContractMarket:
    """The market of a contract, refused with the unified account's code."""
    if symbol not in exchange.futures.markets:
        raise Refused("106053", "Symbol does not exist.")
    return exchange.futures.markets[symbol]


def ticker_row(market: ContractMarket, now: int) -> Dict[str, Any]:
    """Best prices, last trade and day of a contract; sizes are lots."""
    contract, stats, trade = market.contract, market.tape.stats(now), market.tape.last()
    (bid, bid_size), (ask, ask_size) = best(market, "buy"), best(market, "sell")
    return {
        "symbol": contract.name,
        "name": contract.name,
        "bestBidPrice": bid or "0",
        "bestBidSize": str(bid_size),
        "bestAskPrice": ask or "0",
        "bestAskSize": str(ask_size),
        "lastPrice": digits(trade.price if trade else ZERO),
        "size": digits(trade.size if trade else ZERO),
        "open": digits(stats.open or ZERO),
        "high": digits(stats.high or ZERO),
        "low": digits(stats.low or ZERO),
        "baseVolume": digits(_in_base(market, stats)),
        "quoteVolume": digits(turnover(market, stats)),
        "priceChange": digits(stats.change_price),
        "priceChangePercent": digits(stats.change_rate + 0),  # or a small fall rounds to "-0"
        "indexPrice": digits(market.index),
        "markPrice": digits(market.mark),
    }


def turnover(market: ContractMarket, traded: Any) -> Decimal:
    """What a day or a candle turned over in the quote currency: a lot of an inverse contract is one of it."""
    value: Decimal = traded.volume if market.contract.inverse else traded.turnover * market.contract.multiplier
    return value


def _in_base(market: ContractMarket, stats: Stats) -> Decimal:
    """What a day turned over in the base currency; of an inverse contract at the last price."""
    if not market.contract.inverse:
        return stats.volume * market.contract.multiplier
    return (stats.volume / stats.last).quantize(Decimal("1E-8")) if stats.last else ZERO


def candle_row(market: ContractMarket, candle: Candle) -> List[Optional[str]]:
    """A candle in the same columns as a pair's; the volume is lots."""
    amounts = (candle.open, candle.close, candle.high, candle.low, candle.volume, turnover(market, candle))
    return [str(candle.time), *map(digits, amounts)]


def instrument_row(market: ContractMarket) -> Dict[str, Any]:
    """The rules of a contract."""
    contract, row = market.contract, market.contract.row
    mark = market.mark or ZERO
    return {
        "symbol": contract.name,
        "name": contract.name,
        "baseCurrency": row["baseCurrency"],
        "quoteCurrency": row["quoteCurrency"],
        "tradingStatus": row["status"],
        "tickSize": digits(contract.tick),
        "contractType": "0",
        "isInverse": contract.inverse,
        "unitSize": digits(contract.multiplier),
        "lotSize": str(row["lotSize"]),
        "minBaseOrderSize": str(row["lotSize"]),
        "maxBaseOrderSize": digits(contract.most_lots),
        "maxMarketOrderSize": digits(contract.most_lots),
        "maxLeverage": str(contract.most_leverage),
        "maxPrice": digits(contract.most_price),
        "buyLimit": digits(mark * (1 + PRICE_BAND)),
        "sellLimit": digits(mark * (1 - PRICE_BAND)),
        "displayBaseCurrency": "BTC" if row["baseCurrency"] == "XBT" else row["baseCurrency"],
        "settlementCurrency": contract.settle,
        "settlementFeeRate": None,
        "settlementTime": None,
        "expiryTime": None,
        "makerFeeRate": digits(contract.maker_rate),
        "takerFeeRate": digits(contract.taker_rate),
        "marketStage": "NORMAL",
        "marketType": "NORMAL",
        "preMarketToPerpDate": None,
        "indexSourceExchanges": list(row["sourceExchanges"]),
        "indexPriceTickSize": digits(contract.index_tick),
    }
