"""Sub-accounts of a unified account: make them, see their balances, give them keys, let them transfer."""

from typing import List, Literal, Optional

from ..service import Pages, Service, delete, get, post
from .sub_account_types import (
    AddedSubAccount,
    AddedSubAccountApi,
    DeletedSubAccountApi,
    ModifiedSubAccountApi,
    SubAccountApi,
    SubAccountPage,
    SubAccountsBalances,
    TransferPermission,
)

Expiry = Literal["-1", "30", "90", "180", "360"]


class UnifiedSubAccount(Service):
    """Your sub-accounts, what is in them, and their keys."""

    service, sub_service = "UTA", "Account"

    @post("/api/ua/v2/sub-account/canTransferOut", permission="FlexTransfers", pool="Management", weight=5)
    def set_sub_account_transfer_permission(self, sub_uids: str, sub_to_sub: bool) -> List[TransferPermission]:
        """Allow or forbid sub-accounts to transfer to other sub-accounts.

        :param sub_uids: Their UIDs, joined by commas.
        :param sub_to_sub: Whether they may.
        :returns: ``[{"subUid": str, "subToSub": bool}, ...]``.
        :raises OutcomeUnknown: The permission may have changed: set it again, which does no harm.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/transfer-permission
        """
        return self._send(subUids=sub_uids, subToSub=sub_to_sub)

    @get("/api/ua/v2/sub-account/balance", permission="General", pool="Management", weight=5)
    def get_sub_account_balance(
        self, *, uid: Optional[str] = None, page_size: Optional[int] = None, last_id: Optional[int] = None
    ) -> SubAccountsBalances:
        """Tell the balances of sub-accounts in every kind of account.

        :param uid: Only these, up to 50 UIDs joined by commas.
        :param page_size: Sub-accounts in the answer, up to 50; 10 when it is not given.
        :param last_id: Where to go on. The documented answer names no ``lastId`` to give here.
        :returns: ``{"ts": int, "userList": [{"uid": int, "accounts": [...]}, ...]}``.
        """
        return self._send(uid=uid, pageSize=page_size, lastId=last_id)

    @get(
        "/api/ua/v2/user/sub-account-list", permission="General", pool="Management", weight=2, pages=Pages("page")
    )
    def get_sub_account_list(
        self, *, current_page: Optional[int] = None, page_size: Optional[int] = None
    ) -> SubAccountPage:
        """Page through your sub-accounts and what each may trade.

        :param current_page: Page number, from 1.
        :param page_size: Rows on a page.
        """
        return self._send(currentPage=current_page, pageSize=page_size)

    @post("/api/ua/v2/user/sub/create-sub-account", permission="General", pool="Management", weight=15)
    def add_sub_account(
        self,
        sub_name: str,
        password: str,
        access: Literal["All", "Futures", "Margin"],
        *,
        remarks: Optional[str] = None,
        mode: Optional[str] = None,
    ) -> AddedSubAccount:
        """Make a sub-account.

        :param sub_name: Its name, 7 to 32 characters.
        :param password: Its password, 7 to 24 characters.
        :param access: What it may trade; a unified account takes ``All`` only.
        :param remarks: A note, up to 24 characters.
        :param mode: Not documented: one other client knows it, its values were not seen.
        :returns: ``{"uid": int, "subName": str, "remarks": str, "access": str}``.
        :raises OutcomeUnknown: It may have been made: look for it in :meth:`get_sub_account_list`.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/add-sub-account
        """
        return self._send(subName=sub_name, password=password, access=access, remarks=remarks, mode=mode)

    @post("/api/ua/v2/user/create-sub-api-key", permission="General", pool="Management", weight=20)
    def add_sub_account_api(
        self,
        sub_name: str,
        passphrase: str,
        remark: str,
        *,
        permission: Optional[str] = None,
        ip_whitelist: Optional[str] = None,
        expire: Optional[Expiry] = None,
    ) -> AddedSubAccountApi:
        """Make a key for a sub-account.

        :param sub_name: The sub-account's name.
        :param passphrase: The new key's passphrase, 7 to 32 characters.
        :param remark: A note, up to 24 characters.
        :param permission: What it may do, joined by commas, of ``General``, ``Spot``, ``Margin``, ``Unified``,
            ``Futures``, ``InnerTransfer``, ``Transfer`` and ``Earn``; ``General`` when it is not given.
        :param ip_whitelist: Only from these addresses, up to 20 joined by commas.
        :param expire: Days that it lives; ``-1`` (the default) sets no end.
        :returns: The key with its secret, which is never told again.
        :raises OutcomeUnknown: It may have been made, its secret lost: look in :meth:`get_sub_account_api_list` and
            delete it.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/add-sub-api-key
        """
        return self._send(
            subName=sub_name,
            passphrase=passphrase,
            remark=remark,
            permission=permission,
            ipWhitelist=ip_whitelist,
            expire=expire,
        )

    @post("/api/ua/v2/user/modify-sub-api-key", permission="General", pool="Management", weight=30)
    def modify_sub_account_api(
        self,
        sub_name: str,
        api_key: str,
        passphrase: str,
        *,
        permission: Optional[str] = None,
        ip_whitelist: Optional[str] = None,
        expire: Optional[Expiry] = None,
    ) -> ModifiedSubAccountApi:
        """Change what a sub-account's key may do, from where, and until when.

        What becomes of a setting that is left out is not documented: give all that shall stay.

        :param sub_name: The sub-account's name.
        :param api_key: The key's id.
        :param passphrase: The key's passphrase.
        :param permission: What it may do, joined by commas, as in :meth:`add_sub_account_api`.
        :param ip_whitelist: Only from these addresses, joined by commas.
        :param expire: Days that it lives; ``-1`` sets no end.
        :raises OutcomeUnknown: It may have been changed: look in :meth:`get_sub_account_api_list`, or change it again.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/modify-sub-api-key
        """
        return self._send(
            subName=sub_name,
            apiKey=api_key,
            passphrase=passphrase,
            permission=permission,
            ipWhitelist=ip_whitelist,
            expire=expire,
        )

    @delete("/api/ua/v2/user/sub-api-key", permission="General", pool="Management", weight=30)
    def delete_sub_account_api(self, api_key: str, sub_name: str, passphrase: str) -> DeletedSubAccountApi:
        """Delete a sub-account's key; note that the passphrase travels in the query, which logs may keep.

        :param api_key: The key's id.
        :param sub_name: The sub-account's name.
        :param passphrase: The key's passphrase.
        :returns: ``{"subName": str, "apiKey": str}``.
        :raises OutcomeUnknown: It may be deleted already: look in :meth:`get_sub_account_api_list`.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/delete-sub-api-key
        """
        return self._send(apiKey=api_key, subName=sub_name, passphrase=passphrase)

    @get("/api/ua/v2/user/sub-api-key", permission="General", pool="Management", weight=20)
    def get_sub_account_api_list(self, sub_name: str, *, api_key: Optional[str] = None) -> List[SubAccountApi]:
        """List a sub-account's keys, without their secrets.

        :param sub_name: The sub-account's name.
        :param api_key: Only this key, by its id; one other client always sends it.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/sub-api-keys
        """
        return self._send(subName=sub_name, apiKey=api_key)
