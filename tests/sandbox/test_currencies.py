"""Currencies and chains by name."""

import pytest

from kucoin_ref.sandbox.currencies import CURRENCIES, chain_row, currency_row
from kucoin_ref.sandbox.matching import Refused


def test_currency_row__by_name():
    assert [currency_row(row["currency"]) for row in CURRENCIES] == list(CURRENCIES)
    with pytest.raises(Refused) as refused:
        currency_row("ADA")
    assert refused.value.code == "900003"


def test_chain_row__by_id_or_the_first():
    assert [chain_row("USDT", chain)["chainName"] for chain in (None, "eth", "trx")] == ["ERC20", "ERC20", "TRC20"]
    with pytest.raises(Refused) as refused:
        chain_row("USDT", "btc")
    assert refused.value.code == "900014"


def test_currencies__one_chain_is_closed():
    closed = [chain["chainId"] for row in CURRENCIES for chain in row["chains"] if not chain["isWithdrawEnabled"]]
    assert closed == ["omni"]
