"""VIP lending: loans that are agreed with the exchange outside of margin trading."""

from .vip_lending import VipLending

__all__ = ["VipLending"]
