"""Handlers of the futures market's data and of public funding rates."""

from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union, get_args

from ...account.fee import Fees
from ...futures.funding_fees import FuturesFundingFees
from ...futures.market import FuturesMarket, Granularity
from ..contract_market import CYCLE, DAILY_INTEREST, MINUTE, RATE_CAP, ContractMarket
from ..contracts import PRICE_BAND, Contract
from ..exchange import Candle, Exchange
from ..gateway import MILLISECOND, Call
from ..matching import SECOND, ZERO, Refused, Stats, digits
from .handlers import answers, in_range, json_number, windowed

MOST_CANDLES = 500
MOST_RATES = 100


# --- contracts ---


@answers(FuturesMarket.get_symbol)
def get_symbol(exchange: Exchange, call: Call) -> Any:
    if call.values["symbol"] not in exchange.futures.markets:
        raise Refused("404000", "URL not found")
    return _contract_row(exchange, exchange.futures.market(call.values["symbol"]), call.now)


@answers(FuturesMarket.get_all_symbols)
def get_all_symbols(exchange: Exchange, call: Call) -> Any:
    return [_contract_row(exchange, market, call.now) for market in exchange.futures.markets.values()]


@answers(Fees.get_futures_actual_fee)
def get_futures_actual_fee(exchange: Exchange, call: Call) -> Any:
    contract = exchange.futures.contract(call.values["symbol"])
    rates = {"takerFeeRate": digits(contract.taker_rate), "makerFeeRate": digits(contract.maker_rate)}
    return {"symbol": contract.name, **rates}


@answers(FuturesMarket.get_24hr_stats)
def get_24hr_stats(exchange: Exchange, call: Call) -> Any:
    markets = exchange.futures.markets.values()
    turnovers = (turnover_in_usd(market.contract, market.tape.stats(call.now)) for market in markets)
    return {"turnoverOf24h": json_number(sum(turnovers, ZERO))}


@answers(FuturesMarket.get_server_time)
def get_server_time(exchange: Exchange, call: Call) -> Any:
    return call.now // MILLISECOND


@answers(FuturesMarket.get_service_status)
def get_service_status(exchange: Exchange, call: Call) -> Any:
    return {"msg": "", "status": "open"}


# --- book and trades ---


@answers(FuturesMarket.get_ticker)
def get_ticker(exchange: Exchange, call: Call) -> Any:
    return ticker_row(exchange.futures.market(call.values["symbol"]), call.now)


@answers(FuturesMarket.get_all_tickers)
def get_all_tickers(exchange: Exchange, call: Call) -> Any:
    return [ticker_row(market, call.now) for market in exchange.futures.markets.values()]


@answers(FuturesMarket.get_full_order_book)
def get_full_order_book(exchange: Exchange, call: Call) -> Any:
    return _book(exchange, call, None)


@answers(FuturesMarket.get_part_order_book)
def get_part_order_book(exchange: Exchange, call: Call) -> Any:
    if call.values["size"] not in ("20", "100"):
        raise Refused("404", "not exist")
    return _book(exchange, call, int(call.values["size"]))


@answers(FuturesMarket.get_trade_history)
def get_trade_history(exchange: Exchange, call: Call) -> Any:
    market = exchange.futures.market(call.values["symbol"])
    number = list(exchange.futures.markets).index(market.contract.name) + 1
    return [
        {
            "sequence": trade.id,
            "contractId": number,
            "tradeId": str(trade.id),
            "makerOrderId": trade.maker_order_id,
            "takerOrderId": trade.taker_order_id,
            "ts": trade.time,
            "size": int(trade.size),
            "price": digits(trade.price),
            "side": trade.side,
        }
        for trade in market.tape.trades()
    ]


@answers(FuturesMarket.get_klines)
def get_klines(exchange: Exchange, call: Call) -> Any:
    market, seconds = exchange.futures.market(call.values["symbol"]), call.values["granularity"] * 60
    if call.values["granularity"] not in get_args(Granularity):
        raise Refused("300000", "Unsupported granularity")
    start, end = call.values.get("from"), call.values.get("to")
    end_s = end // 1000 + 1 if end is not None else call.now // SECOND + 1
    candles = market.tape.candles(seconds, -(-start // 1000) if start is not None else 0, end_s)[::-1]
    candles = candles[:MOST_CANDLES] if start is not None else candles[-MOST_CANDLES:]
    return [_candle_row(market.contract, candle) for candle in candles]


# --- index, mark price and what funding is made of ---


@answers(FuturesMarket.get_mark_price)
def get_mark_price(exchange: Exchange, call: Call) -> Any:
    market = _known(exchange, call, "mark price is not supported")
    return {
        "symbol": market.contract.name,
        "granularity": 1000,
        "timePoint": market.indices[-1][0] // MILLISECOND if market.indices else call.now // MILLISECOND,
        "value": json_number(market.mark),
        "indexPrice": json_number(market.index),
    }


@answers(FuturesMarket.get_spot_index_price)
def get_spot_index_price(exchange: Exchange, call: Call) -> Any:
    market = _of_row(exchange, call, "indexSymbol")
    points = list(market.indices)[::-1] if market else []
    rows = _index_rows(call, points, 1000)
    for row in rows["dataList"]:
        row["decomposionList"] = [{"exchange": "kucoin", "price": row["value"], "weight": 1.0}]
    return rows


@answers(FuturesMarket.get_premium_index)
def get_premium_index(exchange: Exchange, call: Call) -> Any:
    market, of_cycle = _of_row(exchange, call, "premiumsSymbol1M"), _of_row(exchange, call, "premiumsSymbol8H")
    points = list(market.premiums if market else of_cycle.cycle_premiums if of_cycle else ())[::-1]
    return _index_rows(call, points, 60000 if market else CYCLE // MILLISECOND)


@answers(FuturesMarket.get_interest_rate_index)
def get_interest_rate_index(exchange: Exchange, call: Call) -> Any:
    """A currency's rate does not move here, so its history needs no memory: the newest 1000 moments of it."""
    of_cycle = _of_row(exchange, call, "fundingBaseSymbol") or _of_row(exchange, call, "fundingQuoteSymbol")
    of_minute = _of_row(exchange, call, "fundingBaseSymbol1M") or _of_row(exchange, call, "fundingQuoteSymbol1M")
    if of_cycle is None and of_minute is None:
        return _index_rows(call, [], 60000)
    step = CYCLE if of_cycle else MINUTE
    newest = min(call.values.get("endAt", call.now // MILLISECOND) * MILLISECOND, call.now) // step
    return _index_rows(call, [(number * step, DAILY_INTEREST) for number in range(newest, newest - 1000, -1)], step // MILLISECOND)


@answers(FuturesFundingFees.get_current_funding_rate)
def get_current_funding_rate(exchange: Exchange, call: Call) -> Any:
    market = _known(exchange, call, "funding rate is not supported")
    return {
        "symbol": market.contract.row["fundingRateSymbol"],
        "granularity": CYCLE // MILLISECOND,
        "timePoint": (market.funding_at - CYCLE) // MILLISECOND,
        "value": json_number(market.rate),
        "predictedValue": json_number(market.predicted_rate),
        "fundingRateCap": json_number(RATE_CAP),
        "fundingRateFloor": json_number(-RATE_CAP),
        "period": 0,  # its meaning is not documented; the example has 0
        "fundingTime": market.funding_at // MILLISECOND,
    }


@answers(FuturesFundingFees.get_public_funding_history)
def get_public_funding_history(exchange: Exchange, call: Call) -> Any:
    market = exchange.futures.market(call.values["symbol"])
    return [
        {"symbol": market.contract.name, "fundingRate": json_number(rate), "timepoint": moment // MILLISECOND}
        for moment, rate in reversed(market.funded)
        if call.values["from"] <= moment // MILLISECOND <= call.values["to"]
    ][:MOST_RATES]


# --- what the handlers share ---


def turnover_in_usd(contract: Contract, traded: Union[Stats, Candle]) -> Decimal:
    """What a day or a candle turned over: a lot of an inverse contract is 1 USD, and USDT counts as USD."""
    return traded.volume if contract.inverse else traded.turnover * contract.multiplier


def ticker_row(market: ContractMarket, now: int) -> Dict[str, Any]:
    """The best prices and the last trade."""
    trade, (bid, bid_size), (ask, ask_size) = market.tape.last(), best(market, "buy"), best(market, "sell")
    return {
        "sequence": market.book.sequence,
        "symbol": market.contract.name,
        "side": trade.side if trade else None,
        "size": int(trade.size) if trade else 0,
        "tradeId": str(trade.id) if trade else None,
        "price": digits(trade.price if trade else None),
        "bestBidPrice": bid,
        "bestBidSize": bid_size,
        "bestAskPrice": ask,
        "bestAskSize": ask_size,
        "ts": now,
    }


def best(market: ContractMarket, side: str) -> Tuple[Optional[str], int]:
    """Price and lots of the best bid or ask; None and 0 of an empty side."""
    for price, size in market.book.levels(side, 1):
        return digits(price), int(size)
    return None, 0


def _contract_row(exchange: Exchange, market: ContractMarket, now: int) -> Dict[str, Any]:
    contract, day, last = market.contract, market.tape.stats(now), market.tape.last()
    return {
        **contract.row,
        "fundingFeeRate": json_number(market.rate),
        "predictedFundingFeeRate": json_number(market.predicted_rate),
        "openInterest": digits(exchange.futures.clearing.open_interest(contract.name)),
        "turnoverOf24h": json_number(turnover_in_usd(contract, day)),
        "volumeOf24h": json_number(day.volume if contract.inverse else day.volume * contract.multiplier),
        "markPrice": json_number(market.mark),
        "indexPrice": json_number(market.index),
        "lastTradePrice": json_number(last.price if last else None),
        "nextFundingRateTime": max(market.funding_at - now, 0) // MILLISECOND,
        "lowPrice": json_number(day.low),
        "highPrice": json_number(day.high),
        "priceChgPct": json_number(day.change_rate),
        "priceChg": json_number(day.change_price),
        "buyLimit": json_number(market.mark * (1 + PRICE_BAND) if market.mark else None),
        "sellLimit": json_number(market.mark * (1 - PRICE_BAND) if market.mark else None),
    }


def _book(exchange: Exchange, call: Call, depth: Optional[int]) -> Dict[str, Any]:
    market = exchange.futures.market(call.values["symbol"])
    sides = {
        name: [[json_number(price), int(size)] for price, size in market.book.levels(side, depth)]
        for name, side in (("bids", "buy"), ("asks", "sell"))
    }
    return {"sequence": market.book.sequence, "symbol": market.contract.name, **sides, "ts": call.now}


def _candle_row(contract: Contract, candle: Candle) -> List[Any]:
    """A candle in the order of the futures host: close after high and low; volume in lots, then turnover."""
    prices = [json_number(price) for price in (candle.open, candle.high, candle.low, candle.close)]
    return [candle.time * 1000, *prices, json_number(candle.volume), json_number(turnover_in_usd(contract, candle))]


def _known(exchange: Exchange, call: Call, message: str) -> ContractMarket:
    if call.values["symbol"] not in exchange.futures.markets:
        raise Refused("415000", message, status=200)
    return exchange.futures.market(call.values["symbol"])


def _of_row(exchange: Exchange, call: Call, field: str) -> Optional[ContractMarket]:
    """The first market whose contract names the wanted index in this field; an unknown index is no error."""
    markets = exchange.futures.markets.values()
    return next((market for market in markets if market.contract.row[field] == call.values["symbol"]), None)


def _index_rows(call: Call, points: List[Tuple[int, Any]], granularity: int) -> Dict[str, Any]:
    fits = [point for point in points if in_range(call.values, point[0])]
    rows = windowed(fits, _at_most_100(call.values), lambda point: point[0] // MILLISECOND, 10)
    rows["dataList"] = [
        {"symbol": call.values["symbol"], "granularity": granularity, "timePoint": moment // MILLISECOND, "value": json_number(value)}
        for moment, value in rows["dataList"]
    ]
    return rows


def _at_most_100(values: Mapping[str, Any]) -> Dict[str, Any]:
    return {**values, "maxCount": min(values.get("maxCount", 10), 100)}
