"""The classic account's push protocol: its commands, their limits and refusals, and the frame around each message.

Source: https://www.kucoin.com/docs-new/websocket-api/base-info/introduction
"""

import itertools
import json
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from ..matching import SECOND
from .audience import Audience, Connection, Feed, frame

SYMBOLS_PER_REQUEST = 100
MESSAGES_PER_10_SECONDS = 100
SILENCE = 60 * SECOND  #: the exchange drops a connection whose client says nothing for so long
TOPICS_PER_CONNECTION = {"spot": 400}  #: none is known for futures

Problem = Tuple[int, str]


@dataclass(frozen=True)
class Channel:
    """What a subscription of a channel has to say.

    ``symbols`` None: they may be there or not.
    """

    private: bool = False
    symbols: Optional[bool] = True


class ClassicFeed(Feed):
    """A feed in the classic frames."""

    host: str  #: whose connections its topics are for
    channels: Mapping[str, Channel]

    def public(self, topic: str, subject: str, data: Callable[[], Any], **more: Any) -> None:
        """Send to everybody who hears a topic; the data is made only when there is somebody.

        :param more: Further fields of the frame.
        """
        self.audience.tell(topic, lambda: frame(type="message", topic=topic, subject=subject, data=data(), **more))

    def change(self, topic: str, subject: str, data: Callable[[], Any], **more: Any) -> None:
        """As :meth:`public`, of a change of an order book."""
        self.audience.tell_change(topic, lambda: frame(type="message", topic=topic, subject=subject, data=data(), **more))

    def private(self, topic: str, uid: int, subject: str, data: Callable[[], Any], **more: Any) -> None:
        """As :meth:`public`, to a user's own connections."""
        self.audience.tell(
            f"{topic} {uid}",
            lambda: frame(
                type="message",
                topic=topic,
                subject=subject,
                userId=str(uid),
                channelType="private",
                data=data(),
                **more,
            ),
        )


class Classic:
    """The protocol.

    :param acknowledge: Sends the ack of a command that took effect: connection, text, time.
    """

    def __init__(
        self, audience: Audience, feeds: Sequence[ClassicFeed], acknowledge: Callable[[Connection, str, int], None]
    ) -> None:
        self._audience = audience
        self._feeds = feeds
        self._acknowledge = acknowledge
        self._channels: Dict[Tuple[str, str], Channel] = {
            (feed.host, name): channel for feed in feeds for name, channel in feed.channels.items()
        }
        self._numbers = itertools.count(1)

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client."""
        try:
            command = json.loads(text)
            id_, kind = str(command["id"]), command["type"]
        except (ValueError, TypeError, KeyError, RecursionError):
            self._say_error(connection, None, 400, "topic is invalid")
            return
        if connection.over_budget(now, MESSAGES_PER_10_SECONDS):
            self._say_error(connection, id_, 509, "exceed max permits per second")
        elif kind == "ping":
            connection.send(frame(id=id_, type="pong", timestamp=now // 1000))
        else:
            problem = self._command(connection, kind, command, now)
            if problem is not None:
                self._say_error(connection, id_, *problem)
            elif command.get("response") in (True, "true"):
                self._acknowledge(connection, frame(id=id_, type="ack"), now)

    def lets_go(self, connection: Connection, now: int) -> bool:
        """See :class:`.audience.Protocol`; only what the client says counts."""
        if now - connection.heard <= SILENCE:
            return False
        self._say_error(connection, None, 400, "ping timeout")
        connection.end()
        return True

    def _say_error(self, connection: Connection, id_: Optional[str], code: int, text: str) -> None:
        """Send an error; one that answers nothing has an id of its own."""
        connection.send(frame(id=str(next(self._numbers)) if id_ is None else id_, type="error", code=code, data=text))

    def _command(self, connection: Connection, kind: Any, command: Mapping[str, Any], now: int) -> Optional[Problem]:
        if kind not in ("subscribe", "unsubscribe"):
            return 415, "type is not supported"
        topics, problem = self._topics(connection, command)
        if problem is not None:
            return problem
        if kind == "unsubscribe":
            self._audience.leave(connection, topics)
            return None
        most = TOPICS_PER_CONNECTION.get(connection.host)
        if most is not None and len(connection.topics.union(topics)) > most:
            return 509, f"exceed max subscription count limitation of {most} per session"
        self._audience.join(connection, topics)
        for topic in topics:
            for feed in self._feeds:
                feed.joined(connection, topic, now)
        return None

    def _topics(self, connection: Connection, command: Mapping[str, Any]) -> Tuple[List[str], Optional[Problem]]:
        """The topics that a command names, one symbol each, or what is wrong with it."""
        topic = command.get("topic")
        if not topic:
            return [], (406, "topic is required")
        if not isinstance(topic, str):
            return [], (400, "topic is invalid")
        name, _, symbols = topic.partition(":")
        channel = self._channels.get((connection.host, name))
        if channel is None:
            return [], (404, "topic does not exist")
        if channel.symbols and not symbols:
            return [], (400, "topic is invalid")
        if channel.private and (connection.uid is None or command.get("privateChannel") not in (True, "true")):
            return [], (403, "login is required")
        each = symbols.split(",")
        if len(each) > SYMBOLS_PER_REQUEST:
            return [], (509, f"exceed max subscription count limitation of {SYMBOLS_PER_REQUEST} per time")
        topics = [f"{name}:{symbol}" for symbol in each] if symbols and channel.symbols is not False else [name]
        return [f"{topic} {connection.uid}" for topic in topics] if channel.private else topics, None
