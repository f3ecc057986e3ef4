"""Push topics over WebSocket: protocols without a socket, and threads around them."""

from .entrance import ClassicEntrance, PrivateEntrance, PublicEntrance
from .protocol import Gap, Message
from .stream import Stream

__all__ = ["ClassicEntrance", "Gap", "Message", "PrivateEntrance", "PublicEntrance", "Stream"]
