"""Who may use the exchange: API keys, and the sub-accounts of a user, which are users themselves.

No I/O, no thread, no clock, no chance: time, keys and secrets are arguments.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Dict, FrozenSet, List, Optional, Tuple

from ..signing import Signer
from .accounts import Accounts, Numbers
from .matching import SECOND, Refused

DAY = 86400 * SECOND
#: Sub-accounts that a user without VIP level may have.
MOST_SUBS = 5
#: What the key of a sub-account may be allowed; ``Trade`` is the old name of ``Spot``.
SUB_PERMISSIONS = ("General", "Spot", "Trade", "Futures", "Margin", "InnerTransfer")
#: Names of permissions of keys, where endpoints have another one for it.
_IN_ENDPOINTS = {"InnerTransfer": "FlexTransfers", "Trade": "Spot"}
TRADE_TYPES = ("Spot", "Futures", "Margin")


@dataclass(frozen=True)
class Key:
    """An API key that the exchange has given out."""

    signer: Signer
    uid: int
    #: As endpoints name them.
    permissions: FrozenSet[str]
    created_at: int
    #: As it was made; connections take no other than 3.
    version: str = "3"
    remark: str = "sandbox"
    #: Addresses that may use it; none named: all.
    ip_whitelist: Tuple[str, ...] = ()
    expires_at: Optional[int] = None
    passphrase: str = field(default="", repr=False)

    @property
    def permission(self) -> str:
        """The permissions as keys name them."""
        names = {"FlexTransfers": "InnerTransfer"}
        return ",".join(sorted(names.get(name, name) for name in self.permissions))


@dataclass
class SubAccount:
    """A user under another one."""

    uid: int
    parent: int
    name: str
    remarks: str
    #: What it may trade.
    trade_types: List[str]
    created_at: int

    @property
    def user_id(self) -> str:
        """What transfers and balances go by, instead of the uid."""
        return "%08x%016x" % (self.created_at // SECOND, self.uid)

    @property
    def access(self) -> str:
        """What it may trade, in one word."""
        return "All" if len(self.trade_types) == len(TRADE_TYPES) else self.trade_types[-1]


class Users:
    """The keys of all users, and who is whose sub-account.

    :param accounts: Where a new sub-account is opened.
    """

    def __init__(self, accounts: Accounts) -> None:
        self.keys: Dict[str, Key] = {}
        self._accounts = accounts
        self._subs: Dict[int, SubAccount] = {}
        self._uids = Numbers(200000001)

    # Sub-accounts

    def add_sub(self, parent: int, name: str, password: str, access: str, remarks: str, now: int) -> SubAccount:
        """Open a sub-account without funds."""
        self.check_master(parent)
        if not _named(name, 7, 32) or re.search(r"\s", name):
            raise Refused("400100", "subName must be 7 to 32 characters without blanks, with a letter and a digit.")
        if not _named(password, 7, 24) or not password.isalnum():
            raise Refused("400100", "password must be 7 to 24 letters and digits, some of each.")
        if len(remarks) > 24:
            raise Refused("400100", "remarks must be 1 to 24 characters.")
        if any(sub.name == name for sub in self._subs.values()):
            raise Refused("400100", "The subName is taken.")
        if len(self.subs(parent)) >= MOST_SUBS:
            raise Refused("400100", "There may be %d sub-accounts." % MOST_SUBS)
        types = ["Spot"] if access == "Spot" else ["Spot", access]
        sub = SubAccount(next(self._uids), parent, name, remarks, types, now)
        self._subs[sub.uid] = sub
        self._accounts.open(sub.uid)
        return sub

    def enable(self, parent: int, uid: str, trade_type: str) -> None:
        """Let a sub-account trade margin or futures."""
        sub = next((sub for sub in self.subs(parent) if str(sub.uid) == uid), None)
        if sub is None:
            raise Refused("400100", "The sub-account does not exist.")
        sub.trade_types = [each for each in TRADE_TYPES if each in (*sub.trade_types, trade_type)]

    def subs(self, parent: int) -> List[SubAccount]:
        """Newest first."""
        return [sub for sub in reversed(list(self._subs.values())) if sub.parent == parent]

    def sub(self, parent: int, *, name: Optional[str] = None, user_id: Optional[str] = None) -> SubAccount:
        """One of a user's sub-accounts, by its name, or by its user id or uid."""
        for sub in self.subs(parent):
            if sub.name == name or user_id in (sub.user_id, str(sub.uid)):
                return sub
        raise Refused("400100", "The sub-account does not exist.")

    def as_sub(self, uid: int) -> Optional[SubAccount]:
        """What a user is as a sub-account; None for a user of its own."""
        return self._subs.get(uid)

    def check_master(self, uid: int) -> None:
        """Refuse what only a master account may do to a sub-account."""
        if uid in self._subs:
            raise Refused("400007", "Access denied, require more permission.")

    # Keys

    def add_key(self, parent: int, name: str, signer: Signer, passphrase: str, remark: str, permission: str,
                ip_whitelist: str, days: int, now: int) -> Key:
        """Give a sub-account a key.

        :param days: That it lives; -1 for ever.
        """
        sub = self.sub(parent, name=name)
        if not 1 <= len(remark) <= 24:
            raise Refused("400100", "remark must be 1 to 24 characters.")
        key = Key(signer, sub.uid, _permissions(permission), now, "3", remark, _addresses(ip_whitelist),
                  _expiry(days, now), passphrase)
        self.keys[signer.key] = key
        return key

    def change_key(self, parent: int, name: str, key: str, passphrase: str, permission: str, ip_whitelist: str,
                   days: int, now: int) -> Key:
        """Change what a sub-account's key may do, from where, and for how long."""
        old = self._key_of(parent, name, key, passphrase)
        self.keys[key] = replace(old, permissions=_permissions(permission), ip_whitelist=_addresses(ip_whitelist),
                                 expires_at=_expiry(days, now))
        return self.keys[key]

    def delete_key(self, parent: int, name: str, key: str, passphrase: str) -> None:
        """End a sub-account's key."""
        self._key_of(parent, name, key, passphrase)
        del self.keys[key]

    def keys_of(self, uid: int) -> List[Key]:
        return [key for key in self.keys.values() if key.uid == uid]

    def _key_of(self, parent: int, name: str, key: str, passphrase: str) -> Key:
        found = self.keys.get(key)
        if found is None or found.uid != self.sub(parent, name=name).uid:
            raise Refused("400100", "The sub-account has no such apiKey.")
        if found.passphrase != passphrase:
            raise Refused("400004", "Invalid KC-API-PASSPHRASE")
        return found


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that no key may have."""
    if not re.fullmatch(r"[!-~]{7,32}", passphrase):
        raise Refused("400100", "passphrase must be 7 to 32 characters without blanks.")


def _named(text: str, least: int, most: int) -> bool:
    return least <= len(text) <= most and bool(re.search("[A-Za-z]", text) and re.search("[0-9]", text))


def _permissions(text: str) -> FrozenSet[str]:
    names = {name.strip() for name in text.split(",")} | {"General"}
    if not names <= set(SUB_PERMISSIONS):
        raise Refused("400100", "permission must be of %s." % ", ".join(SUB_PERMISSIONS))
    return frozenset(_IN_ENDPOINTS.get(name, name) for name in names)


def _addresses(text: str) -> Tuple[str, ...]:
    addresses = tuple(part.strip() for part in text.split(",") if part.strip())
    if len(addresses) > 20:
        raise Refused("400100", "ipWhitelist may hold 20 addresses.")
    return addresses


def _expiry(days: int, now: int) -> Optional[int]:
    return None if days == -1 else now + days * DAY
