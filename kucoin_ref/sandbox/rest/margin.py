"""Handlers of margin: what everybody can see, the accounts, and orders that draw on them."""

from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal
from typing import Any, Dict, Iterator, Optional, Tuple

from ...account.account import Accounts
from ...margin.market import MarginMarket
from ...margin.order import MarginOrder
from ..exchange import Exchange, Order
from ..gateway import MILLISECOND, Call
from ..margin import CROSS, ISOLATED, LIQUIDATION_RATIO, MAX_LEVERAGE, WARNING_RATIO
from ..margin_types import Holding, Position
from ..matching import Refused, digits
from .account import ledger_row, wanted_entries
from .handlers import after, answers, in_range
from .spot import fill_row, is_wanted, order_number, order_row

#: What margin orders are refused with, where the spot market has another code.
_CODES = {"102426": "126044", "102427": "126011", "102429": "126022", "200004": "126013"}

_SYMBOL_FIELDS = (
    "symbol", "name", "enableTrading", "market", "baseCurrency", "quoteCurrency", "baseIncrement", "baseMinSize",
    "quoteIncrement", "quoteMinSize", "baseMaxSize", "quoteMaxSize", "priceIncrement", "feeCurrency", "priceLimitRate",
    "minFunds",
)  # fmt: skip


@contextmanager
def in_margin_codes() -> Iterator[None]:
    """Refuse with the codes of margin orders what the spot engine refuses with its own."""
    try:
        yield
    except Refused as refused:
        raise Refused(_CODES.get(refused.code, refused.code), refused.message) from refused


# --- market data ---


@answers(MarginMarket.get_cross_margin_symbols)
def get_cross_margin_symbols(exchange: Exchange, call: Call) -> Any:
    name = call.values.get("symbol")
    rows = [symbol.row for symbol in exchange.symbols.values() if name in (None, symbol.name)]
    return {
        "timestamp": call.now // MILLISECOND,
        "items": [{field: row[field] for field in _SYMBOL_FIELDS} for row in rows],
    }


@answers(MarginMarket.get_isolated_margin_symbols)
def get_isolated_margin_symbols(exchange: Exchange, call: Call) -> Any:
    return [
        {
            "symbol": symbol.name,
            "symbolName": symbol.name,
            "baseCurrency": symbol.base,
            "quoteCurrency": symbol.quote,
            "maxLeverage": int(MAX_LEVERAGE[ISOLATED]),
            "flDebtRatio": digits(LIQUIDATION_RATIO),
            "tradeEnable": symbol.row["enableTrading"],
            "autoRenewMaxDebtRatio": "0.96",
            "baseBorrowEnable": True,
            "quoteBorrowEnable": True,
            "baseTransferInEnable": True,
            "quoteTransferInEnable": True,
            "baseBorrowCoefficient": "1",
            "quoteBorrowCoefficient": "1",
        }
        for symbol in exchange.margin.isolated_symbols()
    ]


@answers(MarginMarket.get_margin_config)
def get_margin_config(exchange: Exchange, call: Call) -> Any:
    return {
        "maxLeverage": int(MAX_LEVERAGE[CROSS]),
        "warningDebtRatio": digits(WARNING_RATIO),
        "liqDebtRatio": digits(LIQUIDATION_RATIO),
        "currencyList": exchange.margin.currencies(CROSS),
    }


@answers(MarginMarket.get_mark_price_detail)
def get_mark_price_detail(exchange: Exchange, call: Call) -> Any:
    return _mark_price(exchange, call.values["symbol"], call.now)


@answers(MarginMarket.get_mark_price_list)
def get_mark_price_list(exchange: Exchange, call: Call) -> Any:
    return [_mark_price(exchange, pair, call.now) for pair in exchange.margin.priced_pairs()]


@answers(MarginMarket.get_margin_collateral_ratio)
def get_margin_collateral_ratio(exchange: Exchange, call: Call) -> Any:
    """Here all of every holding counts."""
    wanted = call.values["currencyList"].split(",") if call.values.get("currencyList") else None
    currencies = [name for name in exchange.margin.currencies(CROSS) if wanted is None or name in wanted]
    tier = {"lowerLimit": "0", "upperLimit": "1000000000", "collateralRatio": "1"}
    return [{"currencyList": currencies, "items": [tier]}] if currencies else []


@answers(MarginMarket.get_market_available_inventory)
def get_market_available_inventory(exchange: Exchange, call: Call) -> Any:
    currency = call.values.get("currency")
    return [
        {"currency": name, "borrowableAmount": digits(exchange.lending.left(name))}
        for name in exchange.margin.currencies(CROSS)
        if currency in (None, name)
    ]


# --- accounts ---


@answers(Accounts.get_cross_margin_account)
def get_cross_margin_account(exchange: Exchange, call: Call) -> Any:
    position = exchange.margin.position(call.uid, CROSS)
    return {
        **_sums(exchange, call, position),
        "debtRatio": digits(position.ratio),
        "status": position.status,
        "accounts": [_holding_row(exchange, call.uid, CROSS, each) for each in position.holdings],
    }


@answers(Accounts.get_isolated_margin_account)
def get_isolated_margin_account(exchange: Exchange, call: Call) -> Any:
    symbols = [symbol.name for symbol in exchange.margin.isolated_symbols()]
    if call.values.get("symbol"):
        symbols = [exchange.margin.account_of(call.values["symbol"], True)[len(ISOLATED) :]]
    positions = [exchange.margin.position(call.uid, ISOLATED + symbol) for symbol in symbols]
    rows = []
    for symbol, position in zip(symbols, positions):
        base, quote = (_holding_row(exchange, call.uid, position.account, each) for each in position.holdings)
        ratio = digits(position.ratio)
        rows.append(
            {"symbol": symbol, "status": position.status, "debtRatio": ratio, "baseAsset": base, "quoteAsset": quote}
        )
    return {**_sums(exchange, call, *positions), "timestamp": call.now // MILLISECOND, "assets": rows}


@answers(Accounts.get_margin_account_detail)
def get_margin_account_detail(exchange: Exchange, call: Call) -> Any:
    position = exchange.margin.position(call.uid, CROSS)
    rows = [
        {
            "currency": each.currency,
            "totalBalance": digits(each.total),
            "availableBalance": digits(each.available),
            "holdBalance": digits(each.hold),
            "liability": digits(each.liability),
            "maxBorrowSize": digits(exchange.margin.borrowable(call.uid, CROSS, each.currency)),
        }
        for each in position.holdings
    ]
    return {"debtRatio": digits(position.ratio), "accounts": rows}


@answers(Accounts.get_margin_hf_ledger)
def get_margin_hf_ledger(exchange: Exchange, call: Call) -> Any:
    entries = [entry for entry in wanted_entries(exchange, call) if entry.account in ("MARGIN", "ISOLATED")]
    return [
        {**ledger_row(entry), "id": entry.id, "tax": "0", "createdAt": entry.time // MILLISECOND}
        for entry in after(entries, call.values, lambda entry: entry.id, 100)
    ]


# --- orders ---


@answers(MarginOrder.add_order)
def add_order(exchange: Exchange, call: Call) -> Any:
    wanted, account = _order(exchange, call)
    with in_margin_codes():
        order = exchange.place(call.uid, wanted, call.now, account=account)
    borrowed = digits(order.borrow_size) if order.loan else None
    return {"orderId": order.id, "clientOid": order.client_oid, "borrowSize": borrowed, "loanApplyId": order.loan}


@answers(MarginOrder.add_order_test)
def add_order_test(exchange: Exchange, call: Call) -> Any:
    wanted, account = _order(exchange, call)
    with in_margin_codes():
        borrowed = exchange.check(call.uid, wanted, call.now, account=account)
    loan = {"borrowSize": float(borrowed) if borrowed else None, "loanApplyId": "0" * 24 if borrowed else None}
    return {"orderId": "0" * 24, "clientOid": wanted["clientOid"], **loan}


@answers(MarginOrder.cancel_order_by_order_id)
def cancel_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return {"orderId": _cancel(exchange, call).id}


@answers(MarginOrder.cancel_order_by_client_oid)
def cancel_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return {"clientOid": _cancel(exchange, call).client_oid}


@answers(MarginOrder.cancel_all_orders_by_symbol)
def cancel_all_orders_by_symbol(exchange: Exchange, call: Call) -> Any:
    exchange.cancel_all(call.uid, call.now, call.values["symbol"], account=_account(exchange, call))
    return "success"


@answers(MarginOrder.get_symbols_with_open_order)
def get_symbols_with_open_order(exchange: Exchange, call: Call) -> Any:
    accounts = [CROSS]
    if call.values["tradeType"] != "MARGIN_TRADE":
        accounts = [ISOLATED + symbol.name for symbol in exchange.margin.isolated_symbols()]
    symbols = sorted({order.symbol for account in accounts for order in exchange.open_orders(call.uid, account=account)})
    return {"symbolSize": len(symbols), "symbols": symbols}


@answers(MarginOrder.get_open_orders)
def get_open_orders(exchange: Exchange, call: Call) -> Any:
    orders = exchange.open_orders(call.uid, call.values["symbol"], account=_account(exchange, call))
    return [margin_order_row(exchange, order) for order in orders]


@answers(MarginOrder.get_closed_orders)
def get_closed_orders(exchange: Exchange, call: Call) -> Any:
    orders = exchange.closed_orders(call.uid, call.values["symbol"], account=_account(exchange, call))
    orders = sorted(orders, key=order_number, reverse=True)
    fits = [o for o in orders if is_wanted(call.values, o.side, o.type) and in_range(call.values, o.created_at)]
    chosen = after(fits, call.values, order_number, 20)
    last = order_number(chosen[-1]) if chosen else 0
    return {"lastId": last, "items": [margin_order_row(exchange, order) for order in chosen]}


@answers(MarginOrder.get_trade_history)
def get_fills(exchange: Exchange, call: Call) -> Any:
    account = _account(exchange, call)
    fills = [
        fill
        for fill in exchange.fills(call.uid, call.values["symbol"], account=account)
        if is_wanted(call.values, fill.side, fill.type)
        and in_range(call.values, fill.time)
        and call.values.get("orderId") in (None, fill.order_id)
    ]
    chosen = after(fills, call.values, lambda fill: fill.id, 20)
    return {"items": [fill_row(fill, account) for fill in chosen], "lastId": chosen[-1].id if chosen else 0}


@answers(MarginOrder.get_order_by_order_id)
def get_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return margin_order_row(exchange, _find(exchange, call))


@answers(MarginOrder.get_order_by_client_oid)
def get_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return margin_order_row(exchange, _find(exchange, call))


# --- what the handlers share ---


def margin_order_row(exchange: Exchange, order: Order) -> Dict[str, Any]:
    """An order that draws on a margin account, as the exchange tells it."""
    stop = {"stop": order.stop or None, "stopTriggered": bool(order.stop), "stopPrice": digits(order.stop_price)}
    return {**stop, **order_row(exchange, order)}


def _account(exchange: Exchange, call: Call) -> str:
    """The account that ``tradeType`` names."""
    return exchange.margin.account_of(call.values["symbol"], call.values["tradeType"] == "MARGIN_ISOLATED_TRADE")


def _find(exchange: Exchange, call: Call) -> Order:
    """The order that is named by symbol and id: of the cross account, or else of the pair's isolated one."""
    symbol, values = call.values["symbol"], call.values
    exchange.margin.account_of(symbol, False)  # refuses what is not there
    for account in (CROSS, ISOLATED + symbol):
        try:
            by_id, by_oid = values.get("orderId"), values.get("clientOid")
            return exchange.order(call.uid, symbol, order_id=by_id, client_oid=by_oid, account=account)
        except Refused:
            pass
    raise Refused("126043", "Order does not exist.")


def _cancel(exchange: Exchange, call: Call) -> Order:
    order = _find(exchange, call)
    return exchange.cancel(call.uid, order.symbol, call.now, order_id=order.id, account=order.account)


def _order(exchange: Exchange, call: Call) -> Tuple[Dict[str, Any], str]:
    """What is wanted, and the account that it is for."""
    wanted = {"type": "limit", **call.values}
    return wanted, exchange.margin.account_of(wanted["symbol"], wanted.get("isIsolated", False))


def _mark_price(exchange: Exchange, pair: str, now: int) -> Dict[str, Any]:
    price = exchange.margin.mark_price(pair)
    if not price:
        raise Refused("415000", "mark price is not supported")
    return {"symbol": pair, "timePoint": now // MILLISECOND, "value": float(price)}


def _sums(exchange: Exchange, call: Call, *positions: Position) -> Dict[str, Any]:
    """Assets and debts of some accounts together, in the currency that the call asks for."""
    unit = exchange.margin.price(call.values.get("quoteCurrency", "USDT")) or Decimal("Infinity")
    assets, debts = (sum(getattr(each, name) for each in positions) / unit for name in ("assets", "debts"))
    return {"totalAssetOfQuoteCurrency": _rounded(assets), "totalLiabilityOfQuoteCurrency": _rounded(debts)}


def _rounded(value: Decimal) -> Optional[str]:
    return digits(value.quantize(Decimal("1E-8"), ROUND_DOWN))


def _holding_row(exchange: Exchange, uid: int, account: str, holding: Holding) -> Dict[str, Any]:
    return {
        "currency": holding.currency,
        "total": digits(holding.total),
        "available": digits(holding.available),
        "hold": digits(holding.hold),
        "liability": digits(holding.liability),
        "liabilityPrincipal": digits(holding.principal),
        "liabilityInterest": digits(holding.interest),
        "maxBorrowSize": digits(exchange.margin.borrowable(uid, account, holding.currency)),
        "borrowEnabled": True,
        "transferInEnabled": True,
    }
