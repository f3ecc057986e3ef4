"""Money that moves without a trade: deposits, withdrawals, and transfers between accounts and users.

No I/O, no thread, no clock: time is an argument, in nanoseconds. Deposits and withdrawals are entries in the books: what
has come in and gone out so far is counted by currency, and balances with fees come to the difference, always.
"""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Deque, Dict, List, Mapping, Optional, Tuple

from .accounts import event_name, exact
from .currencies import CURRENCIES, chain_row, currency_row
from .matching import SECOND, ZERO, Refused, amount

if TYPE_CHECKING:
    from .exchange import Exchange

DAY = 86400 * SECOND
#: How long a withdrawal can be taken back before it is on its way.
WITHDRAWAL_TAKES = 60 * SECOND
#: What one user may withdraw within 24 hours, in USDT.
DAILY_LIMIT = Decimal(999999)

#: How made-up addresses begin, by chain; all others look like Ethereum's.
_PREFIXES = {"btc": "bc1q", "btcln": "lnbc", "trx": "T", "sol": "So"}
#: The futures account has another name for bitcoin.
_IN_FUTURES = {"BTC": "XBT"}


@dataclass(frozen=True)
class Address:
    """Where a user can send coins of one currency over one chain."""

    currency: str
    chain: Mapping[str, Any]
    address: str
    memo: str
    #: The account that they arrive in, ``main`` or ``trade``.
    to: str


@dataclass(frozen=True)
class Deposit:
    currency: str
    chain_id: str
    address: str
    amount: Decimal
    #: Whether it came from another user of the exchange.
    inner: bool
    transaction: Optional[str]
    time: int


@dataclass
class Withdrawal:
    """``amount`` arrives, ``fee`` goes to the exchange."""

    id: str
    uid: int
    currency: str
    chain: Mapping[str, Any]
    address: str
    memo: str
    amount: Decimal
    fee: Decimal
    remark: str
    created_at: int
    updated_at: int
    #: Whether it stays within the exchange, and so costs nothing.
    inner: bool = False
    #: The user that it arrives at, also by way of a chain.
    receiver: Optional[int] = None
    #: PROCESSING, SUCCESS or FAILURE
    status: str = "PROCESSING"
    cancelled: bool = False
    transaction: Optional[str] = None


@dataclass(frozen=True)
class Transfer:
    id: str
    uid: int
    account: str
    to_uid: int
    to_account: str
    currency: str
    amount: Decimal
    time: int


class Funds:
    """The deposits, withdrawals and transfers of every user of an exchange."""

    def __init__(self, exchange: "Exchange") -> None:
        #: What has come from outside, and what has gone there.
        self.deposited: Dict[str, Decimal] = {}
        self.withdrawn: Dict[str, Decimal] = {}
        self._exchange = exchange
        self._accounts = exchange.accounts
        self._addresses: Dict[int, Dict[Tuple[str, str], Address]] = {}
        self._owners: Dict[str, int] = {}
        self._deposits: Dict[int, List[Deposit]] = {}
        self._withdrawals: Dict[int, Dict[str, Withdrawal]] = {}
        self._pending: Deque[Withdrawal] = deque()
        self._transfers: Dict[int, List[Transfer]] = {}
        self._client_oids: Dict[int, Dict[str, str]] = {}

    # Transfers

    def transferable(self, uid: int, account: str, currency: str) -> Decimal:
        """What of a currency may leave an account: what its debts and its unrealised losses in cross margin do not need."""
        if account == self._exchange.futures.clearing.account(uid):
            return self._exchange.futures.clearing.free(uid, currency)
        if self._exchange.margin.owns(account):
            return self._exchange.margin.transferable(uid, account, currency)
        return self._accounts.available(uid, account, currency)

    @exact
    def transfer(self, uid: int, account: str, to_uid: int, to_account: str, currency: str, value: str, now: int, *,
                 by: Optional[int] = None, client_oid: Optional[str] = None) -> Transfer:
        """Move money between two accounts of one user or of two.

        :param by: Who asks for it; ``client_oid`` is his, and may come once.
        """
        asked, currency = currency, {"XBT": "BTC"}.get(currency, currency)
        size = self._amount(currency, value)
        used = self._client_oids.setdefault(uid if by is None else by, {})
        if (uid, account) == (to_uid, to_account):
            raise Refused("400100", "The transfer must be between two accounts.")
        if client_oid is not None and client_oid in used:
            raise Refused("400100", "clientOid was used by a transfer before.")
        leaving, arriving = _name_in(account, currency, asked), _name_in(to_account, currency, asked)
        if size > self.transferable(uid, account, leaving):
            raise Refused("230003", "Balance insufficient!")
        transfer = Transfer(self._exchange.new_id(now), uid, account, to_uid, to_account, currency, size, now)
        biz_type = "TRANSFER" if uid == to_uid else "SUB_TRANSFER"
        self._change(uid, account, leaving, -size, ZERO, "transfer", biz_type, now)
        self._change(to_uid, to_account, arriving, size, ZERO, "transfer", biz_type, now)
        self._transfers.setdefault(uid, []).append(transfer)
        if client_oid is not None:
            used[client_oid] = transfer.id
        return transfer

    def transfers(self, uid: int) -> List[Transfer]:
        """Those that left a user's accounts, newest first."""
        return self._transfers.get(uid, [])[::-1]

    # Deposits

    def add_address(self, uid: int, currency: str, chain_id: Optional[str], to: str = "main") -> Address:
        """Make up an address for deposits; a currency has one on each chain."""
        chain = chain_row(currency, chain_id)
        addresses = self._addresses.setdefault(uid, {})
        if (currency, chain["chainId"]) in addresses:
            raise Refused("260000", "Deposit address already exists.")
        if not chain["isDepositEnabled"]:
            raise Refused("400100", "Deposits are disabled on this chain.")
        made = _PREFIXES.get(chain["chainId"], "0x") + _digest("address", uid, currency, chain["chainId"])[:40]
        address = Address(currency, chain, made, "", to)
        addresses[currency, chain["chainId"]] = address
        self._owners[made] = uid
        return address

    def addresses(self, uid: int, currency: str, chain_id: Optional[str] = None) -> List[Address]:
        """The addresses made so far."""
        found = self._addresses.get(uid, {}).values()
        return [each for each in found if each.currency == currency and chain_id in (None, each.chain["chainId"])]

    @exact
    def deposit(self, uid: int, account: str, currency: str, value: Decimal, now: int) -> None:
        """Bring money in from outside."""
        self.deposited[currency] = self.deposited.get(currency, ZERO) + value
        event, biz_type = ("deposit", "DEPOSIT") if account == "main" else ("other", "TRANSFER")
        self._change(uid, account, currency, value, ZERO, event, biz_type, now)
        if account == "main" and any(row["currency"] == currency for row in CURRENCIES):
            chain = chain_row(currency, None)
            known = self.addresses(uid, currency, chain["chainId"]) or [self.add_address(uid, currency, chain["chainId"])]
            number = len(self._deposits.get(uid, ()))
            self._note_deposit(uid, Deposit(currency, chain["chainId"], known[0].address, value, False,
                                            _digest("deposit", uid, number, now), now))

    def deposits(self, uid: int) -> List[Deposit]:
        """Newest first."""
        return self._deposits.get(uid, [])[::-1]

    # Withdrawals

    @exact
    def withdraw(self, uid: int, wanted: Mapping[str, Any], now: int) -> Withdrawal:
        """Take money out of the main account; it is on hold until it is on its way, a minute later.

        :param wanted: ``currency``, ``chain``, ``amount``, ``toAddress``, ``withdrawType``, ``isInner``, ``memo``,
            ``remark`` and ``feeDeductType`` (``INTERNAL`` takes the fee out of the amount, ``EXTERNAL`` adds it; else it is
            added as long as there is enough) of the request.
        """
        currency, chain = wanted["currency"], chain_row(wanted["currency"], wanted.get("chain"))
        inner = bool(wanted.get("isInner")) or wanted.get("withdrawType", "ADDRESS") != "ADDRESS"
        receiver = self._receiver(uid, wanted, inner)
        if not inner and not chain["isWithdrawEnabled"]:
            raise Refused("260210", "Withdrawal is disabled on this chain.")
        size = self._amount(currency, wanted["amount"], chain["withdrawPrecision"])
        if not inner and size < Decimal(chain["withdrawalMinSize"]):
            raise Refused("400100", "amount is below the minimum requirement.")
        fee = ZERO if inner else Decimal(chain["withdrawalMinFee"])
        available = self._accounts.available(uid, "main", currency)
        inside = wanted.get("feeDeductType") == "INTERNAL" or (
            wanted.get("feeDeductType") != "EXTERNAL" and size + fee > available)
        arriving = size - fee if inside else size
        if arriving <= 0:
            raise Refused("400100", "amount must be above the fee.")
        if arriving + fee > available:
            raise Refused("260100", "Balance insufficient!")
        if self.withdrawn_today(uid, now) + self.value(currency, size) > DAILY_LIMIT:
            raise Refused("110003", "The withdrawal exceeds the limit of 24 hours.")
        withdrawal = Withdrawal(self._exchange.new_id(now), uid, currency, chain, wanted["toAddress"],
                                wanted.get("memo") or "", arriving, fee, wanted.get("remark") or "", now, now, inner, receiver)
        self._withdrawals.setdefault(uid, {})[withdrawal.id] = withdrawal
        self._pending.append(withdrawal)
        self._accounts.move(uid, "main", currency, -arriving - fee, arriving + fee, "main.withdraw_hold", {}, now)
        return withdrawal

    @exact
    def cancel_withdrawal(self, uid: int, withdrawal_id: str, now: int) -> None:
        """Take a withdrawal back that is not on its way yet."""
        withdrawal = self.withdrawal(uid, withdrawal_id)
        if withdrawal.status != "PROCESSING":
            raise Refused("400100", "The withdrawal can not be cancelled any more.")
        withdrawal.status, withdrawal.cancelled, withdrawal.updated_at = "FAILURE", True, now
        held = withdrawal.amount + withdrawal.fee
        self._accounts.move(uid, "main", withdrawal.currency, held, -held, "main.other", {}, now)

    def withdrawal(self, uid: int, withdrawal_id: str) -> Withdrawal:
        if withdrawal_id not in self._withdrawals.get(uid, {}):
            raise Refused("400100", "The withdrawal does not exist.")
        return self._withdrawals[uid][withdrawal_id]

    def withdrawals(self, uid: int) -> List[Withdrawal]:
        """Newest first."""
        return list(reversed(list(self._withdrawals.get(uid, {}).values())))

    @exact
    def withdrawn_today(self, uid: int, now: int) -> Decimal:
        """What was withdrawn within 24 hours, in USDT."""
        recent = [each for each in self.withdrawals(uid) if each.created_at > now - DAY and not each.cancelled]
        return sum((self.value(each.currency, each.amount + each.fee) for each in recent), ZERO)

    @exact
    def value(self, currency: str, size: Decimal) -> Decimal:
        """An amount in USDT, at the last trade; 0 for what has no price."""
        if currency == "USDT":
            return size
        trade = self._exchange.last_trade(f"{currency}-USDT") if f"{currency}-USDT" in self._exchange.symbols else None
        return size * trade.price if trade else ZERO

    @exact
    def advance(self, now: int) -> None:
        """Send the withdrawals on their way that can no longer be taken back."""
        while self._pending and self._pending[0].created_at + WITHDRAWAL_TAKES <= now:
            withdrawal = self._pending.popleft()
            if not withdrawal.cancelled:
                self._send(withdrawal, now)

    def _send(self, withdrawal: Withdrawal, now: int) -> None:
        uid, currency, taken = withdrawal.uid, withdrawal.currency, withdrawal.amount + withdrawal.fee
        withdrawal.status, withdrawal.updated_at = "SUCCESS", now
        withdrawal.transaction = None if withdrawal.inner else _digest("withdrawal", withdrawal.id)
        self._accounts.move(uid, "main", currency, ZERO, -taken, "main.withdraw_done", {}, now)
        self._accounts.enter(uid, "main", currency, -taken, withdrawal.fee, "WITHDRAW", {}, now)
        self._accounts.earn(currency, withdrawal.fee)
        if withdrawal.receiver is None:
            self.withdrawn[currency] = self.withdrawn.get(currency, ZERO) + withdrawal.amount
        else:
            self._change(withdrawal.receiver, "main", currency, withdrawal.amount, ZERO, "deposit", "DEPOSIT", now)
            self._note_deposit(withdrawal.receiver, Deposit(
                currency, withdrawal.chain["chainId"], withdrawal.address, withdrawal.amount, withdrawal.inner,
                withdrawal.transaction, now))

    # What the above share

    def _receiver(self, uid: int, wanted: Mapping[str, Any], inner: bool) -> Optional[int]:
        """The user that a withdrawal goes to; None when it leaves the exchange."""
        kind, to = wanted.get("withdrawType", "ADDRESS"), wanted["toAddress"]
        owner = self._owners.get(to) if kind == "ADDRESS" else next(
            (each for each in self._accounts.uids if kind == "UID" and str(each) == to), None)
        if inner and owner in (None, uid):
            raise Refused("400100", "toAddress is of nobody else on the exchange.")
        return owner

    def _amount(self, currency: str, value: str, decimals: Optional[int] = None) -> Decimal:
        size = amount(value, "amount")
        most = currency_row(currency)["precision"] if decimals is None else decimals
        if size % Decimal(1).scaleb(-most):
            raise Refused("400100", "amount may have %d decimals." % most)
        return size

    def _change(self, uid: int, account: str, currency: str, change: Decimal, fee: Decimal, event: str, biz_type: str,
                now: int) -> None:
        self._accounts.move(uid, account, currency, change, ZERO, event_name(account, event), {}, now)
        self._accounts.enter(uid, account, currency, change, fee, biz_type, {}, now)

    def _note_deposit(self, uid: int, deposit: Deposit) -> None:
        if not self._accounts.unlimited(uid):
            self._deposits.setdefault(uid, []).append(deposit)


def _name_in(account: str, currency: str, asked: str) -> str:
    """The unified account has both kinds of bitcoin, that of pairs and that of contracts: there it is what was asked for."""
    if account == "unified":
        return asked
    return _IN_FUTURES.get(currency, currency) if account == "contract" else currency


def _digest(*parts: Any) -> str:
    return sha256(" ".join(map(str, parts)).encode()).hexdigest()
