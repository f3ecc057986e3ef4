"""Convert: swapping one currency for another without an order book."""

from .convert import Convert

__all__ = ["Convert"]
