"""Handlers of borrowing on margin, of lending to those who borrow, and of the limits."""

from decimal import Decimal
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

from ...margin.credit import MarginCredit
from ...margin.debit import MarginDebit
from ...margin.risk_limit import MarginRiskLimit
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..lending import (
    CURRENCIES,
    HIGHEST_RATE,
    HOUR,
    LOWEST_RATE,
    PRECISION,
    RATE_INCREMENT,
    LentCurrency,
    Offer,
    Redemption,
)
from ..margin import CROSS, ISOLATED
from ..margin_types import Interest, Loan, Repayment
from ..matching import SECOND, Refused, digits
from .handlers import answers, page

_Record = Union[Loan, Repayment, Interest]


# --- borrowing ---


@answers(MarginDebit.borrow)
def borrow(exchange: Exchange, call: Call) -> Any:
    """What ``FOK`` cannot get as a whole is a loan of 0, which the history calls failed."""
    values, whole = call.values, call.values["timeInForce"] == "FOK"
    loan = exchange.margin.borrow(call.uid, _account(exchange, call), values["currency"], values["size"], call.now, whole=whole)
    return {"orderNo": loan.number, "actualSize": digits(loan.actual_size)}


@answers(MarginDebit.get_borrow_history)
def get_borrow_history(exchange: Exchange, call: Call) -> Any:
    return _history(
        exchange,
        call,
        exchange.margin.loans(call.uid),
        lambda loan: {
            "orderNo": loan.number,
            "symbol": _symbol(loan.account),
            "currency": loan.currency,
            "size": digits(loan.size),
            "actualSize": digits(loan.actual_size),
            "status": "SUCCESS" if loan.actual_size else "FAILED",
            "createdTime": loan.time // MILLISECOND,
        },
    )


@answers(MarginDebit.repay)
def repay(exchange: Exchange, call: Call) -> Any:
    values = call.values
    paid = exchange.margin.repay(call.uid, _account(exchange, call), values["currency"], values["size"], call.now)
    return {"timestamp": call.now // MILLISECOND, "orderNo": paid.number, "actualSize": digits(paid.size)}


@answers(MarginDebit.get_repay_history)
def get_repay_history(exchange: Exchange, call: Call) -> Any:
    return _history(
        exchange,
        call,
        exchange.margin.repayments(call.uid),
        lambda paid: {
            "orderNo": paid.number,
            "symbol": _symbol(paid.account),
            "currency": paid.currency,
            "size": digits(paid.size),
            "principal": digits(paid.principal),
            "interest": digits(paid.interest),
            "status": "SUCCESS",
            "createdTime": paid.time // MILLISECOND,
        },
    )


@answers(MarginDebit.get_interest_history)
def get_interest_history(exchange: Exchange, call: Call) -> Any:
    return _history(
        exchange,
        call,
        exchange.margin.interest(call.uid),
        lambda interest: {
            "currency": interest.currency,
            "dayRatio": digits(interest.day_rate),
            "interestAmount": digits(interest.amount),
            "createdTime": interest.time // MILLISECOND,
        },
    )


@answers(MarginDebit.modify_leverage)
def modify_leverage(exchange: Exchange, call: Call) -> Any:
    exchange.margin.set_leverage(call.uid, _account(exchange, call), call.values["leverage"])
    return None


@answers(MarginDebit.get_borrow_interest_rate)
def get_borrow_interest_rate(exchange: Exchange, call: Call) -> Any:
    """Here every VIP level borrows at the same rate."""
    names = call.values["currency"].split(",") if call.values.get("currency") else list(CURRENCIES)
    if len(names) > 50:
        raise Refused("400400", "currency: at most 50")
    rows = [CURRENCIES[name] for name in names if name in CURRENCIES]
    return {
        "vipLevel": call.values.get("vipLevel", 0),
        "items": [
            {
                "currency": row.name,
                "hourlyBorrowRate": digits(row.hour_rate),
                "annualizedBorrowRate": digits(row.year_rate),
            }
            for row in rows
        ],
    }


# --- lending ---


@answers(MarginCredit.get_loan_market)
def get_loan_market(exchange: Exchange, call: Call) -> Any:
    return [
        {
            "currency": row.name,
            "purchaseEnable": True,
            "redeemEnable": True,
            "increment": digits(Decimal(1).scaleb(-PRECISION)),
            "minPurchaseSize": digits(row.offer_min),
            "maxPurchaseSize": digits(row.offer_max),
            "interestIncrement": digits(RATE_INCREMENT),
            "minInterestRate": digits(LOWEST_RATE),
            "marketInterestRate": digits(exchange.lending.market_rate(row.name)),
            "maxInterestRate": digits(HIGHEST_RATE),
            "autoPurchaseEnable": False,
        }
        for row in CURRENCIES.values()
        if call.values.get("currency") in (None, row.name)
    ]


@answers(MarginCredit.get_loan_market_interest_rate)
def get_loan_market_interest_rate(exchange: Exchange, call: Call) -> Any:
    rate, hour = digits(exchange.lending.market_rate(call.values["currency"])), call.now // HOUR
    return [{"time": _hour_text(each * HOUR // SECOND), "marketInterestRate": rate} for each in range(hour - 167, hour + 1)]


@answers(MarginCredit.purchase)
def purchase(exchange: Exchange, call: Call) -> Any:
    values = call.values
    offer = exchange.lending.purchase(call.uid, values["currency"], values["size"], values["interestRate"], call.now)
    return {"orderNo": offer.number}


@answers(MarginCredit.modify_purchase)
def modify_purchase(exchange: Exchange, call: Call) -> Any:
    values = call.values
    exchange.lending.modify(call.uid, values["currency"], values["purchaseOrderNo"], values["interestRate"])
    return None


@answers(MarginCredit.redeem)
def redeem(exchange: Exchange, call: Call) -> Any:
    values = call.values
    number = values["purchaseOrderNo"]
    return {"orderNo": exchange.lending.redeem(call.uid, values["currency"], number, values["size"], call.now).number}


@answers(MarginCredit.get_purchase_orders)
def get_purchase_orders(exchange: Exchange, call: Call) -> Any:
    def row(offer: Offer) -> Dict[str, Any]:
        return {
            "currency": offer.currency,
            "purchaseOrderNo": offer.number,
            "purchaseSize": digits(offer.size),
            "matchSize": digits(offer.lent),
            "interestRate": digits(offer.rate),
            "incomeSize": digits(offer.redeemed),  # so the newer documentation; the older has earned interest here
            "applyTime": offer.time // MILLISECOND,
            "status": "DONE" if offer.done else "PENDING",
        }

    rows = [row(offer) for offer in exchange.lending.offers(call.uid)]
    return _asked(call, rows, "purchaseOrderNo")


@answers(MarginCredit.get_redeem_orders)
def get_redeem_orders(exchange: Exchange, call: Call) -> Any:
    def row(redemption: Redemption) -> Dict[str, Any]:
        return {
            "currency": redemption.currency,
            "purchaseOrderNo": redemption.offer,
            "redeemOrderNo": redemption.number,
            "redeemSize": digits(redemption.size),
            "receiptSize": digits(redemption.received),
            "applyTime": None,
            "status": "DONE" if redemption.done else "PENDING",
        }

    rows = [row(redemption) for redemption in exchange.lending.redemptions(call.uid)]
    return _asked(call, rows, "redeemOrderNo")


# --- limits ---


@answers(MarginRiskLimit.get_margin_risk_limit)
def get_margin_risk_limit(exchange: Exchange, call: Call) -> Any:
    timestamp = {"timestamp": call.now // MILLISECOND}
    if not call.values.get("isIsolated"):
        rows = [CURRENCIES[name] for name in exchange.margin.currencies(CROSS)]
        return [
            {**timestamp, "currency": row.name, "precision": PRECISION, **_limits(row)}
            for row in rows
            if call.values.get("currency") in (None, row.name)
        ]
    return [
        {
            **timestamp,
            "symbol": symbol.name,
            **{"basePrecision": PRECISION, "quotePrecision": PRECISION},
            **_limits_of_side("base", CURRENCIES[symbol.base]),
            **_limits_of_side("quote", CURRENCIES[symbol.quote]),
        }
        for symbol in exchange.margin.isolated_symbols()
        if call.values.get("symbol") in (None, symbol.name)
    ]


# --- what the handlers share ---


def _limits(row: LentCurrency) -> Dict[str, Any]:
    return {
        "borrowMaxAmount": digits(row.borrow_max),
        "buyMaxAmount": digits(row.hold_max),
        "holdMaxAmount": digits(row.hold_max),
        "borrowCoefficient": "1",
        "marginCoefficient": "1",
        "borrowMinAmount": digits(row.borrow_min),
        "borrowMinUnit": digits(row.borrow_unit),
        "borrowEnabled": True,
    }


def _limits_of_side(side: str, row: LentCurrency) -> Dict[str, Any]:
    """The same under the names that isolated margin has for them: ``baseMaxBorrowAmount``, ``baseBorrowMinUnit``."""
    renamed = {f"{what}MaxAmount": f"{side}Max{what.title()}Amount" for what in ("borrow", "buy", "hold")}
    return {renamed.get(name, side + name[0].upper() + name[1:]): value for name, value in _limits(row).items()}


def _account(exchange: Exchange, call: Call) -> str:
    if not call.values.get("isIsolated"):
        return CROSS
    if not call.values.get("symbol"):
        raise Refused("400400", "symbol is needed for isolated margin.")
    return exchange.margin.account_of(call.values["symbol"], True)


def _symbol(account: str) -> Optional[str]:
    return account[len(ISOLATED) :] if account != CROSS else None


def _history(exchange: Exchange, call: Call, records: Sequence[_Record], row: Callable[[Any], Dict[str, Any]]) -> Dict[str, Any]:
    """A page of the records of one account that the call asks for."""
    values = call.values
    account, end = _account(exchange, call), values.get("endTime")
    rows = [
        row(record)
        for record in records
        if record.account == account
        and values.get("currency") in (None, record.currency)
        and values.get("startTime", 0) <= record.time // MILLISECOND
        and (end is None or record.time // MILLISECOND <= end)
    ]
    if values.get("orderNo"):
        rows = [each for each in rows if each["orderNo"] == values["orderNo"]]
    timestamp = {"timestamp": call.now // MILLISECOND}
    return {**timestamp, **page(rows, values.get("currentPage", 1), values.get("pageSize", 50))}


def _asked(call: Call, rows: List[Dict[str, Any]], number: str) -> Dict[str, Any]:
    """A page of the offers or redemptions that the call asks for."""
    values = call.values
    chosen = [
        row
        for row in rows
        if row["status"] == values["status"]
        and values.get("currency") in (None, row["currency"])
        and values.get(number) in (None, row[number])
    ]
    return page(chosen, values.get("currentPage", 1), values.get("pageSize", 50))


def _hour_text(seconds: int) -> str:
    """``YYYYMMDDHH00`` of a time since 1970, in UTC: the calendar counted from March, so that leap days end its years."""
    days = seconds // 86400 + 719468
    era, day_of_era = divmod(days, 146097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day, month = day_of_year - (153 * month + 2) // 5 + 1, month + 3 if month < 10 else month - 9
    return f"{year + era * 400 + (month <= 2):04}{month:02}{day:02}{seconds % 86400 // 3600:02}00"
