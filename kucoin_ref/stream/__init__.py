"""Push topics over WebSocket: a protocol without a socket, and a thread around it."""

from .protocol import Gap, Message
from .stream import Stream

__all__ = ["Gap", "Message", "Stream"]
