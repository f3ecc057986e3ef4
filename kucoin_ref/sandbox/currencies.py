"""The currencies that the sandbox knows, and the chains that they travel on."""

from typing import Any, Dict, Mapping, Optional, Tuple

from .matching import Refused


def _chain(name: str, chain_id: str, withdrawal_min: str, deposit_min: str, fee: str, confirms: int,
           contract: str = "", precision: int = 8, closed: bool = False) -> Dict[str, Any]:
    return {
        "chainName": name, "withdrawalMinSize": withdrawal_min, "depositMinSize": deposit_min, "withdrawFeeRate": "0",
        "withdrawalMinFee": fee, "isWithdrawEnabled": not closed, "isDepositEnabled": not closed, "confirms": confirms,
        "preConfirms": confirms, "contractAddress": contract, "withdrawPrecision": precision, "maxWithdraw": None,
        "maxDeposit": None, "needTag": False, "chainId": chain_id,
    }


def _currency(name: str, full_name: str, *chains: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "currency": name, "name": name, "fullName": full_name, "precision": 8, "confirms": None,
        "contractAddress": None, "isMarginEnabled": True, "isDebitEnabled": True, "chains": list(chains),
    }


#: Rows of ``GET /api/v3/currencies``.
CURRENCIES: Tuple[Mapping[str, Any], ...] = (
    _currency("BTC", "Bitcoin", _chain("BTC", "btc", "0.001", "0.0002", "0.0005", 3),
              _chain("Lightning Network", "btcln", "0.00001", "0.00001", "0.000015", 1)),
    _currency("ETH", "Ethereum", _chain("ERC20", "eth", "0.005", "0.002", "0.001", 64),
              _chain("ARBITRUM", "arbitrum", "0.001", "0.0005", "0.0001", 300)),
    _currency("KCS", "KuCoin Token", _chain("KCC", "kcc", "0.2", "0.1", "0.01", 20)),
    _currency("SOL", "Solana", _chain("SOL", "sol", "0.05", "0.01", "0.008", 200)),
    _currency("USDT", "Tether",
              _chain("ERC20", "eth", "10", "1", "3", 64, "0xdac17f958d2ee523a2206206994597c13d831ec7", 6),
              _chain("TRC20", "trx", "3", "1", "1.5", 1, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", 6),
              _chain("OMNI", "omni", "10", "1", "25", 1, closed=True)),  # as a chain that the exchange has given up
)


def currency_row(name: str) -> Mapping[str, Any]:
    """The row of a currency."""
    for row in CURRENCIES:
        if row["currency"] == name:
            return row
    raise Refused("900003", "currency not exists")


def chain_row(currency: str, chain_id: Optional[str]) -> Mapping[str, Any]:
    """The row of one of a currency's chains; its first where none is named."""
    for row in currency_row(currency)["chains"]:
        found: Mapping[str, Any] = row
        if chain_id in (None, row["chainId"]):
            return found
    raise Refused("900014", "Invalid chainId")
