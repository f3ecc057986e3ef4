from typing import Literal

import pytest

from kucoin_ref.topic_arguments import check_one_of, names

Fruit = Literal["apple", "pear"]


def test_names__as_they_were_given():
    assert names(("BTC-USDT", "ETH-USDT", "BTC-USDT")) == ("BTC-USDT", "ETH-USDT", "BTC-USDT")
    assert names(("USDS",), "BTC", "markets") == ("USDS",)


@pytest.mark.parametrize("name", ["", "BTC-USDT,ETH-USDT", "/market/ticker:BTC-USDT", None, 1, ["BTC-USDT"]])
def test_names__one_that_is_none(name):
    with pytest.raises(ValueError) as caught:
        names(("ETH-USDT", name), "XBTUSDTM")
    assert str(caught.value) == f"symbols: expected names such as 'XBTUSDTM', one argument each, got {name!r}"


def test_names__none_given():
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'BTC-USDT'$"):
        names(())
    with pytest.raises(ValueError, match="^markets: expected at least one name, such as 'USDS'$"):
        names((), "USDS", "markets")


@pytest.mark.parametrize("value", ["apple", "pear"])
def test_check_one_of__one_of_them(value):
    check_one_of("fruit", value, Fruit)


@pytest.mark.parametrize("value", ["Apple", "", None, ["apple"]])
def test_check_one_of__none_of_them(value):
    with pytest.raises(ValueError) as caught:
        check_one_of("fruit", value, Fruit)
    assert str(caught.value) == f"fruit: expected one of 'apple', 'pear'; got {value!r}"
