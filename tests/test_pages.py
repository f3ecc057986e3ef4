"""Each page style against a room that answers from a moving set of rows."""

from typing import Any, List, Optional

import pytest

from kucoin_ref.endpoint import Pages
from kucoin_ref.pages import iterate
from kucoin_ref.service import Service, get


class Rooms(Service):
    @get("/page", pages=Pages("page"))
    def page(self, *, current_page: Optional[int] = None, page_size: Optional[int] = None) -> Any:
        return self._send(currentPage=current_page, pageSize=page_size)

    @get("/page-num", pages=Pages("page"))
    def page_num(self, *, page_num: Optional[int] = None, page_size: Optional[int] = None) -> Any:
        return self._send(pageNum=page_num, pageSize=page_size)

    @get("/last-id", pages=Pages("last_id", hours=1))
    def last_id(
        self, *, last_id: Optional[int] = None, limit: Optional[int] = None, start_at: Optional[int] = None, end_at: Optional[int] = None
    ) -> Any:
        return self._send(lastId=last_id, limit=limit, startAt=start_at, endAt=end_at)

    @get("/last-row", pages=Pages("last_row"))
    def last_row(self, *, last_id: Optional[int] = None, limit: Optional[int] = None) -> Any:
        return self._send(lastId=last_id, limit=limit)

    @get("/offset", pages=Pages("offset"))
    def offset(self, *, offset: Optional[int] = None, max_count: Optional[int] = None) -> Any:
        return self._send(offset=offset, maxCount=max_count)

    @get("/candles", pages=Pages("window_s", rows=1500))
    def candles(self, symbol: str, type: str, *, start_at: Optional[int] = None, end_at: Optional[int] = None) -> Any:
        return self._send(symbol=symbol, type=type, startAt=start_at, endAt=end_at)

    @get("/futures-candles", pages=Pages("window_ms", rows=500, ascending=True))
    def futures_candles(self, symbol: str, granularity: int, *, from_: Optional[int] = None, to: Optional[int] = None) -> Any:
        return self._send(symbol=symbol, granularity=granularity, from_=from_, to=to)

    @get("/time")
    def time(self) -> Any:
        return self._send()


class Server:
    """Answers from ``rows``, newest first; ``between`` runs after each answer, when rows may come and go."""

    def __init__(self, ids: Any, between: Any = lambda server: None) -> None:
        self.rows = [{"id": id_, "createdAt": id_} for id_ in ids]
        self.between = between
        self.calls: List[Any] = []

    def request(self, endpoint: Any, params: Any, body: Any = None) -> Any:
        self.calls.append(params)
        answer = getattr(self, endpoint.path[1:].replace("-", "_"))(params)
        self.between(self)
        return answer

    def page(self, params: Any) -> Any:
        number, size = params.get("currentPage") or params.get("pageNum", 1), params.get("pageSize", 3)
        items = self.rows[(number - 1) * size : number * size]
        return {
            "currentPage": number,
            "pageSize": size,
            "totalNum": len(self.rows),
            "totalPage": -(-len(self.rows) // size),
            "items": items,
        }

    page_num = page

    def behind(self, params: Any, name: str = "lastId") -> Any:
        low, high = params.get("startAt", 0), params.get("endAt", 1 << 60)
        rows = [row for row in self.rows if row["id"] < params.get(name, 1 << 60) and low <= row["createdAt"] <= high]
        return rows[: params.get("limit", 3)]

    def last_id(self, params: Any) -> Any:
        rows = self.behind(params)
        return {"lastId": rows[-1]["id"] if rows else 0, "items": rows}

    last_row = behind

    def offset(self, params: Any) -> Any:
        rows = self.behind(params, "offset")
        return {"dataList": rows, "hasMore": bool(rows) and rows[-1]["id"] > self.rows[-1]["id"]}


def arrive(server: Server) -> None:
    """A new row at the front, for as long as the test is bounded."""
    if len(server.calls) < 20:
        server.rows.insert(0, {"id": server.rows[0]["id"] + 1, "createdAt": server.rows[0]["id"] + 1})


STYLES = ["page", "page_num", "last_id", "last_row", "offset"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
def test_iterate__gives_every_row_once_at_every_page_edge(style, count):
    server = Server(range(count, 0, -1))
    rows = list(iterate(getattr(Rooms(server), style)))
    assert [row["id"] for row in rows] == list(range(count, 0, -1))


@pytest.mark.parametrize("style", STYLES)
def test_iterate__while_rows_arrive(style):
    server = Server(range(10, 0, -1), arrive)
    ids = [row["id"] for row in iterate(getattr(Rooms(server), style))]
    assert len(ids) == len(set(ids))
    assert [id_ for id_ in ids if id_ <= 10] == list(range(10, 0, -1))
    assert len(server.calls) < 15


@pytest.mark.parametrize("style", ["page", "page_num"])
@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_iterate__while_rows_go_skips_none_that_stays(style, at_once):
    def go(server: Server) -> None:
        if len(server.calls) == 2:
            del server.rows[:at_once]

    server = Server(range(12, 0, -1), go)
    ids = [row["id"] for row in iterate(getattr(Rooms(server), style))]
    assert sorted(ids, reverse=True) == list(range(12, 0, -1))


def test_iterate__is_lazy():
    server = Server(range(10, 0, -1))
    rows = iterate(Rooms(server).page)
    assert server.calls == []
    assert [next(rows)["id"] for _ in range(3)] == [10, 9, 8]
    assert server.calls == [{"currentPage": 1}]


def test_iterate__begins_where_it_is_told_to():
    assert [row["id"] for row in iterate(Rooms(Server(range(7, 0, -1))).page, current_page=2, page_size=2)] == [5, 4, 3, 2, 1]
    assert [row["id"] for row in iterate(Rooms(Server(range(7, 0, -1))).last_id, last_id=4)] == [3, 2, 1]


def test_iterate__cuts_a_long_range_into_allowed_ones():
    hour = 3_600_000
    server = Server(range(5 * hour, 0, -hour // 2))
    rows = list(iterate(Rooms(server).last_id, start_at=hour, end_at=4 * hour))
    assert [row["id"] for row in rows] == [hour * halves // 2 for halves in range(8, 1, -1)]
    ranges = {(call["startAt"], call["endAt"]) for call in server.calls}
    assert ranges == {(3 * hour, 4 * hour), (2 * hour, 3 * hour), (hour, 2 * hour)}


class CandleServer:
    """One candle a minute since ``first``, both ends of a range counted (or the end not), never more than ``most``."""

    def __init__(self, first: int, last: int, most: int, unit: int = 1, end_counts: bool = True, ascending: bool = False) -> None:
        self.first, self.last, self.most, self.unit = first, last, most, unit
        self.end_counts, self.ascending = end_counts, ascending
        self.calls = 0

    def request(self, endpoint: Any, params: Any, body: Any = None) -> Any:
        self.calls += 1
        assert self.calls < 200
        start, end = (params.get(a, params.get(b)) // self.unit for a, b in (("startAt", "from"), ("endAt", "to")))
        end += 1 if self.end_counts else 0
        low, high = max(-(-start // 60) * 60, self.first), min(end, self.last + 1)
        rows = [[time * self.unit if self.unit > 1 else str(time), "1"] for time in range(low, high, 60)]
        if self.ascending:
            return rows[: self.most]
        self.last += 60  # the market goes on
        return rows[::-1][: self.most]


@pytest.mark.parametrize("end_counts", [True, False])
def test_iterate__twenty_thousand_candles_in_one_loop(end_counts):
    first = 1_700_000_040
    last = first + 60 * 19_999
    server = CandleServer(first, last, 1500, end_counts=end_counts)
    rows = list(iterate(Rooms(server).candles, symbol="BTC-USDT", type="1min", start_at=first, end_at=last + 1))
    assert [row[0] for row in rows] == [str(time) for time in range(last, first - 1, -60)]
    assert len(rows) == 20_000
    assert server.calls == 14


@pytest.mark.parametrize("end_counts", [True, False])
def test_iterate__futures_candles_come_oldest_first(end_counts):
    first = 1_700_000_040
    last = first + 60 * 1999
    server = CandleServer(first, last, 500, unit=1000, end_counts=end_counts, ascending=True)
    rows = list(iterate(Rooms(server).futures_candles, symbol="XBTUSDTM", granularity=1, from_=first * 1000, to=last * 1000 + 1000))
    assert [row[0] for row in rows] == [time * 1000 for time in range(first, last + 1, 60)]


def test_iterate__candles_without_a_start_go_back_to_the_first(monkeypatch):
    first = 1_700_000_040
    last = first + 60 * 3000
    monkeypatch.setattr("kucoin_ref.pages.time.time", lambda: last + 30)
    rows = list(iterate(Rooms(CandleServer(first, last, 1500)).candles, symbol="BTC-USDT", type="1min"))
    assert len(rows) == 3001
    assert (rows[0][0], rows[-1][0]) == (str(last), str(first))


def test_iterate__rows_that_come_oldest_first_need_a_start():
    with pytest.raises(ValueError, match="from_: expected where to begin"):
        iterate(Rooms(Server([])).futures_candles, symbol="XBTUSDTM", granularity=1)


def test_iterate__refuses_what_has_no_pages_and_unknown_arguments():
    room = Rooms(Server([]))
    with pytest.raises(TypeError, match="method: time does not answer in pages"):
        iterate(room.time)
    with pytest.raises(TypeError, match="symbol"):
        iterate(room.page, symbol="BTC-USDT")
    with pytest.raises(TypeError, match="method: expected a method of a room"):
        iterate(print)
