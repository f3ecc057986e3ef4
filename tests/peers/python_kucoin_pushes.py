"""python-kucoin's socket manager with a queue behind its callback."""
import asyncio
import time

from kucoin.asyncio import KucoinSocketManager
from workday import WAIT, Wrong, check


class Pushes:
    """One connection with its subscriptions, closed however the block ends.

    :param client: Is asked for nothing but ``get_ws_endpoint()``.
    """

    def __init__(self, client, topics, private=False):
        self._client, self._topics, self._private = client, topics, private
        self._arrived = asyncio.Queue()
        self._kept = []

    async def __aenter__(self):
        manager = await KucoinSocketManager.create(
            asyncio.get_running_loop(), self._client, self._arrived.put, private=self._private)
        # The manager has no word for "connected", "failed" or "stop"; its connection and task are the only way to them.
        self._socket, self._task = manager._conn, manager._conn._conn
        try:
            for topic in self._topics:
                await self._unless_ended(manager.subscribe(topic), WAIT)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *exception):
        # Its cancel() does not end a task that waits for a frame (the cancellation is caught); a closed socket does.
        if self._socket._socket is None:
            self._task.cancel()
        else:
            await asyncio.wait_for(self._socket._socket.close(), 2)
        await asyncio.wait({self._task}, timeout=2)
        check(self._task.done(), "the WebSocket client did not stop")

    async def first(self, topic, wanted, act=None):
        """The data of the first push on the topic that is wanted, of all that came.

        :param act: Is done again and again until then: the peer hides the ack of a subscription.
        """
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            if act:
                act()
            try:
                return await self._unless_ended(self._next(topic, wanted), 1)
            except asyncio.TimeoutError:
                continue
        raise Wrong(f"nothing wanted on {topic} within {WAIT} s; there came {self._kept[-3:]}")

    async def _next(self, topic, wanted):
        for frame in self._kept:
            if frame["topic"] == topic and wanted(frame["data"]):
                return frame["data"]
        while True:
            frame = await self._arrived.get()
            check(frame["type"] == "message", f"error frame: {frame}")
            self._kept.append(frame)
            if frame["topic"] == topic and wanted(frame["data"]):
                return frame["data"]

    async def _unless_ended(self, awaitable, seconds):
        """Wait for something, unless the peer's connection ends before: it fails in silence."""
        task = asyncio.ensure_future(awaitable)
        await asyncio.wait({task, self._task}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        if not self._task.done():
            raise asyncio.TimeoutError()
        cause = None if self._task.cancelled() else self._task.exception()
        raise Wrong(f"the WebSocket connection ended: {cause!r}")
