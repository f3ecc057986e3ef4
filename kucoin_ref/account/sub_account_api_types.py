"""What the calls for sub-accounts' keys answer, with the wire's own keys. Times are ms."""

from typing import TypedDict


class _AddressList(TypedDict, total=False):
    ipWhitelist: str  #: addresses that may use it, joined by commas, partly masked; may be absent when there are none


class AddedSubAccountApi(_AddressList):
    """A new key. Secret and passphrase are in the clear: keep this out of logs."""

    subName: str
    remark: str
    apiKey: str
    apiSecret: str  #: never told again
    apiVersion: int
    passphrase: str  #: the one that was given
    permission: str  #: joined by commas: ``General,Spot``
    createdAt: int


class SubAccountApi(_AddressList):
    subName: str
    remark: str
    apiKey: str
    apiVersion: int
    permission: str  #: joined by commas: ``General,Spot``
    createdAt: int
    uid: int  #: of the sub-account
    isMaster: bool  #: false


class DeletedSubAccountApi(TypedDict):
    subName: str
    apiKey: str


class ModifiedSubAccountApi(_AddressList):
    subName: str
    apiKey: str
    permission: str  #: joined by commas: ``General,Spot``
