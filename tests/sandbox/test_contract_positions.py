"""What is known of positions: the defaults and the signs."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_positions import Position, Terms


def test_terms__of_an_account_that_never_set_any():
    assert Terms() == Terms("ISOLATED", D(3), D(3), 1, False)


@pytest.mark.parametrize("lots, long", [(1, True), (-1, False), (0, False)])
def test_position__long_by_its_sign(lots, long):
    assert Position("1", 7, "XBTUSDTM", "BOTH", "ISOLATED", D(3), 0, lots=D(lots)).long is long
