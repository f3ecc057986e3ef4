"""Affiliates: what members of the affiliate programme earn from the users whom they invited."""

from .affiliate import Affiliate

__all__ = ["Affiliate"]
