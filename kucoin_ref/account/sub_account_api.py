"""Keys of sub-accounts: make, list, change and delete them with a key of the master account."""

from typing import List, Literal, Optional

from ..service import Service, delete, get, post
from .sub_account_api_types import AddedSubAccountApi, DeletedSubAccountApi, ModifiedSubAccountApi, SubAccountApi

Expire = Literal["-1", "30", "90", "180", "360"]


class AccountSubAccountApi(Service):
    """Keys of sub-accounts. Passphrases are secrets: give a key its own, and keep it where you keep its secret."""

    service, sub_service = "Account", "SubAccount"

    @post("/api/v1/sub/api-key", permission="General", pool="Management", weight=20)
    def add_sub_account_api(
        self,
        sub_name: str,
        passphrase: str,
        remark: str,
        *,
        permission: Optional[str] = None,
        ip_whitelist: Optional[str] = None,
        expire: Optional[Expire] = None,
    ) -> AddedSubAccountApi:
        """Create a key for a sub-account; the answer is the only place that ever tells its secret.

        :param sub_name: The sub-account's name.
        :param passphrase: The key's passphrase, a secret: 7 to 32 characters without blanks. A new one, not that of the
            master account's key; it is needed to change and to delete the key.
        :param remark: A note, 1 to 24 characters.
        :param permission: What the key may do, of ``General``, ``Spot``, ``Futures``, ``Margin`` and ``InnerTransfer``
            (flex transfers), joined by commas: ``"General,Spot"``; ``General`` when it is not given.
        :param ip_whitelist: Addresses that may use it, up to 20 joined by commas; any when it is not given.
        :param expire: Days that it lives; ``-1`` (the default) sets no end.
        :returns: The key with ``apiSecret`` and ``passphrase`` in the clear: keep the answer out of logs.
        :raises OutcomeUnknown: It may exist, its secret lost: find it with :meth:`get_sub_account_api_list`, delete it.

        Source: https://www.kucoin.com/docs-new/api-3470138
        """
        return self._send(
            subName=sub_name,
            passphrase=passphrase,
            remark=remark,
            permission=permission,
            ipWhitelist=ip_whitelist,
            expire=expire,
        )

    @get("/api/v1/sub/api-key", permission="General", pool="Management", weight=20)
    def get_sub_account_api_list(self, sub_name: str, *, api_key: Optional[str] = None) -> List[SubAccountApi]:
        """List the keys of one sub-account, without their secrets; sub-accounts of a broker have a call of their own.

        :param sub_name: The sub-account's name.
        :param api_key: Only this key.

        Source: https://www.kucoin.com/docs-new/api-3470136
        """
        return self._send(subName=sub_name, apiKey=api_key)

    @delete("/api/v1/sub/api-key", permission="General", pool="Management", weight=30)
    def delete_sub_account_api(self, api_key: str, sub_name: str, passphrase: str) -> DeletedSubAccountApi:
        """Delete a key, which ends everything that still uses it.

        The passphrase travels in the address of the request: it is masked in what this package shows, but a proxy that
        logs addresses sees it.

        :param api_key: The key.
        :param sub_name: Name of the sub-account that it belongs to.
        :param passphrase: The key's own passphrase, a secret.
        :returns: ``{"subName": str, "apiKey": str}``.
        :raises OutcomeUnknown: It may be gone: look with :meth:`get_sub_account_api_list`, or delete it again.

        Source: https://www.kucoin.com/docs-new/api-3470137
        """
        return self._send(apiKey=api_key, subName=sub_name, passphrase=passphrase)

    @post("/api/v1/sub/api-key/update", permission="General", pool="Management", weight=30)
    def modify_sub_account_api(
        self,
        api_key: str,
        sub_name: str,
        passphrase: str,
        *,
        permission: Optional[str] = None,
        ip_whitelist: Optional[str] = None,
        expire: Optional[Expire] = None,
    ) -> ModifiedSubAccountApi:
        """Change what a key may do, from which addresses and for how long; its secret and passphrase stay.

        What is left out has a documented default and may not stay as it was: give all that the key shall have.

        :param api_key: The key.
        :param sub_name: Name of the sub-account that it belongs to.
        :param passphrase: The key's own passphrase, a secret.
        :param permission: What the key may do from now on, of ``General``, ``Spot``, ``Futures``, ``Margin`` and
            ``InnerTransfer``, joined by commas: ``"General,Spot"``; documented as ``General`` when it is not given.
        :param ip_whitelist: Addresses that may use it, up to 20 joined by commas.
        :param expire: Days that it lives; ``-1`` (the default) sets no end.
        :returns: ``permission`` and ``ipWhitelist`` as they are now.
        :raises OutcomeUnknown: It may be changed: see :meth:`get_sub_account_api_list`, or send the same again.

        Source: https://www.kucoin.com/docs-new/api-3470139
        """
        return self._send(
            apiKey=api_key,
            subName=sub_name,
            passphrase=passphrase,
            permission=permission,
            ipWhitelist=ip_whitelist,
            expire=expire,
        )
