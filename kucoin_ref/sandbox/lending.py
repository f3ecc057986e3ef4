"""The money that margin traders borrow: the pool it comes out of, and the users who put money into it.

No I/O, no thread, no clock: time is an argument, in nanoseconds since 1970. The pool is the exchange's own money and
what users have offered; with balances and fees it is all there is of a currency, whoever borrows it or lends it.

Each full hour the offers that ask for at most the market's rate are taken into the pool. Lenders earn nothing here: the
interest that borrowers pay goes to the exchange.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Dict, List, Optional

from .accounts import Accounts, Numbers, exact
from .matching import SECOND, ZERO, Refused, amount

HOUR = 3600 * SECOND
HOURS_OF_A_YEAR = 365 * 24
PRECISION = 8  #: decimals of every amount that is borrowed or lent
LOWEST_RATE, HIGHEST_RATE, RATE_INCREMENT = Decimal("0.005"), Decimal("0.32"), Decimal("0.0001")


@dataclass(frozen=True)
class LentCurrency:
    """The terms of one currency, for who borrows it and for who lends it."""

    name: str
    #: The most that an account may owe, and hold.
    borrow_max: Decimal
    hold_max: Decimal
    borrow_min: Decimal
    borrow_unit: Decimal
    #: Share that one hour costs; it does not move.
    hour_rate: Decimal
    #: The least and the most of one offer.
    offer_min: Decimal
    offer_max: Decimal
    #: What the exchange has to lend in the beginning.
    pool: Decimal

    @property
    def day_rate(self) -> Decimal:
        return self.hour_rate * 24

    @property
    def year_rate(self) -> Decimal:
        return self.hour_rate * HOURS_OF_A_YEAR


def _currency(name: str, *figures: str) -> LentCurrency:
    return LentCurrency(name, *map(Decimal, figures))


#: BTC's limits as its documentation page shows them, the others after their pattern.
CURRENCIES: Dict[str, LentCurrency] = {
    "BTC": _currency("BTC", "75.15", "217.12", "0.001", "0.0001", "0.000001", "0.001", "40", "1000"),
    "ETH": _currency("ETH", "1500", "4500", "0.01", "0.001", "0.0000015", "0.01", "1000", "20000"),
    "KCS": _currency("KCS", "20000", "60000", "1", "0.1", "0.000002", "1", "10000", "300000"),
    "SOL": _currency("SOL", "15000", "50000", "0.1", "0.01", "0.000003", "0.1", "10000", "200000"),
    "USDT": _currency("USDT", "5000000", "20000000", "1", "0.1", "0.000012", "10", "1000000", "60000000"),
}


@dataclass
class Offer:
    """Money that a user has put up for lending."""

    number: str
    uid: int
    currency: str
    size: Decimal
    #: The least that the user takes, a share for a year.
    rate: Decimal
    time: int
    #: In the pool now.
    lent: Decimal = ZERO
    redeemed: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What is not in the pool and was not taken back."""
        return self.size - self.lent - self.redeemed

    @property
    def done(self) -> bool:
        """Whether all of it is lent or was taken back."""
        return not self.left


@dataclass
class Redemption:
    """Money that a user has asked back."""

    number: str
    offer: str
    uid: int
    currency: str
    size: Decimal
    time: int
    received: Decimal = ZERO

    @property
    def done(self) -> bool:
        return self.received == self.size


class Lending:
    """Who lends what, and what is left to borrow."""

    def __init__(self, accounts: Accounts) -> None:
        #: By currency: the exchange's own money and all that is offered, lent out or not, less what margin accounts have
        #: borrowed.
        self.pool: Dict[str, Decimal] = {name: row.pool for name, row in CURRENCIES.items()}
        self._accounts = accounts
        self._offers: Dict[str, Offer] = {}  # oldest first, as the redemptions
        self._redemptions: List[Redemption] = []
        self._numbers = Numbers(1)
        self._hour = 0

    @exact
    def left(self, currency: str) -> Decimal:
        """What can be borrowed now by all together: offers that are not taken do not count."""
        offered = sum((offer.left for offer in self._offers.values() if offer.currency == currency), ZERO)
        return max(self.pool[currency] - offered, ZERO)

    def market_rate(self, currency: str) -> Decimal:
        """The rate for a year that offers are taken at."""
        return max(self._row(currency).year_rate.quantize(RATE_INCREMENT), LOWEST_RATE)

    def offers(self, uid: int) -> List[Offer]:
        """Newest first."""
        return [offer for offer in reversed(list(self._offers.values())) if offer.uid == uid]

    def redemptions(self, uid: int) -> List[Redemption]:
        """Newest first."""
        return [redemption for redemption in reversed(self._redemptions) if redemption.uid == uid]

    @exact
    def purchase(self, uid: int, currency: str, size: str, rate: str, now: int) -> Offer:
        """Offer money of the main account; it is lent from the next full hour on if the rate allows."""
        row, wanted = self._row(currency), self._size(size)
        if wanted < row.offer_min:
            raise Refused("130101", f"size must be at least {row.offer_min}.")
        if wanted > row.offer_max:
            raise Refused("130102", "Maximum subscription amount has been exceeded.")
        offer = Offer(self._number(now), uid, currency, wanted, self._rate(rate), now)
        if wanted > self._accounts.available(uid, "main", currency):
            raise Refused("130105", "Insufficient balance.")
        self._move(offer, -wanted, "Lendings", now)
        self._offers[offer.number] = offer
        return offer

    @exact
    def modify(self, uid: int, currency: str, number: str, rate: str) -> None:
        """Change the rate of an offer, from the next full hour on."""
        self._offer(uid, currency, number).rate = self._rate(rate)

    @exact
    def redeem(self, uid: int, currency: str, number: str, size: str, now: int) -> Redemption:
        """Ask money back: what is not lent comes at once, the rest as soon as the pool has it."""
        offer, wanted = self._offer(uid, currency, number), self._size(size)
        asked = sum((each.size - each.received for each in self._redemptions if each.offer == number), ZERO)
        if wanted > offer.size - offer.redeemed - asked:
            raise Refused("130107", "Redemption amount exceeds subscription amount.")
        redemption = Redemption(self._number(now), number, uid, currency, wanted, now)
        self._redemptions.append(redemption)
        self._pay_back(redemption, now)
        return redemption

    @exact
    def advance(self, now: int) -> None:
        """Pay back what has been asked for; at each full hour take the offers that are cheap enough."""
        for redemption in self._redemptions:
            if not redemption.done:
                self._pay_back(redemption, now)
        if now // HOUR > self._hour:
            self._hour = now // HOUR
            for offer in self._offers.values():
                cheap = offer.rate <= self.market_rate(offer.currency)
                offer.lent = offer.size - offer.redeemed if cheap else min(self._stuck(offer), offer.lent)

    def _stuck(self, offer: Offer) -> Decimal:
        """How much of an offer cannot leave the pool, because it was borrowed."""
        return max(offer.lent - self.left(offer.currency), ZERO)

    def _pay_back(self, redemption: Redemption, now: int) -> None:
        offer = self._offers[redemption.offer]
        wanted = redemption.size - redemption.received
        lent = min(wanted - min(wanted, offer.left), self.left(redemption.currency))
        paid = min(wanted, offer.left) + lent
        if paid:
            offer.lent -= lent
            offer.redeemed += paid
            redemption.received += paid
            self._move(offer, paid, "Loans Repaid", now)

    def _move(self, offer: Offer, change: Decimal, biz_type: str, now: int) -> None:
        """Between the lender's main account and the pool."""
        context = {"orderNo": offer.number}
        self.pool[offer.currency] -= change
        self._accounts.move(offer.uid, "main", offer.currency, change, ZERO, "main.other", context, now)
        self._accounts.enter(offer.uid, "main", offer.currency, change, ZERO, biz_type, context, now)

    def _offer(self, uid: int, currency: str, number: str) -> Offer:
        offer: Optional[Offer] = self._offers.get(number)
        if offer is None or (offer.uid, offer.currency) != (uid, currency):
            raise Refused("130103", "Subscription order does not exist.")
        return offer

    def _row(self, currency: str) -> LentCurrency:
        if currency not in CURRENCIES:
            raise Refused("130101", f"{currency} can not be lent.")
        return CURRENCIES[currency]

    def _size(self, size: Any) -> Decimal:
        wanted = amount(size, "size")
        if wanted != round(wanted, PRECISION):
            raise Refused("130101", f"size must have at most {PRECISION} decimals.")
        return wanted

    def _rate(self, rate: Any) -> Decimal:
        wanted = amount(rate, "interestRate")
        if not LOWEST_RATE <= wanted <= HIGHEST_RATE or wanted % RATE_INCREMENT:
            raise Refused("130101", f"interestRate must be {LOWEST_RATE} to {HIGHEST_RATE}, in steps of {RATE_INCREMENT}.")
        return wanted

    def _number(self, now: int) -> str:
        return "%08x%016x" % (now // SECOND, next(self._numbers))
