"""The feed as server-sent events at a real port, read by another's library: it goes on, is resumed, and ends with the session."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import httpx
import pytest
from httpx_sse import EventSource, ServerSentEvent

from api.feed import streams
from api.serving import ENDING_S
from tests.api.conftest import Caller, Site, listening
from tests.api.feed.test_pages import ELSEWHERE, rename
from tests.people import auditor_zhou, desk_chen

MANY = 1200


@pytest.fixture(scope="module")
def recorded(site: Site) -> list[str]:
    last = rename(site, ELSEWHERE, *(f"第{n}次" for n in range(MANY - 1)))
    return [str(position) for position in range(last - MANY + 1, last + 1)]


@contextmanager
def stream(address: str, caller: Caller, last: str | None = None, **asked: Any) -> Iterator[Iterator[ServerSentEvent]]:
    headers = caller.headers | {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
    with httpx.Client(timeout=20) as client, client.stream("GET", f"{address}/api/feed", params=asked, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        yield EventSource(answer).iter_sse()


def test_a_reader_that_is_cut_off_again_and_again_misses_nothing(site: Site, address: str, recorded: list[str]) -> None:
    zhou, met, cuts = site.as_(auditor_zhou), [], (1, 2, 499, 3, 1, 400)
    for cut in (*cuts, MANY - sum(cuts)):
        with stream(address, zhou, met[-1] if met else None) as told:
            for _ in range(cut):
                one = next(told)
                assert one.id == json.loads(one.data)["id"]
                met.append(one.id)
    assert met == recorded


def test_it_goes_on_with_what_happens(site: Site, address: str, recorded: list[str]) -> None:
    with stream(address, site.as_(auditor_zhou), after="latest") as told:
        for name in ("东", "西"):
            began, position = time.monotonic(), rename(site, ELSEWHERE, name)
            one = next(told)
            assert (one.id, json.loads(one.data)["data"]["name"]) == (str(position), name)
            assert time.monotonic() - began < 3
            assert one.retry == (3000 if name == "东" else None)


def test_a_beat_carries_the_cursor_on(site: Site, address: str, recorded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.2)
    zhou = site.as_(auditor_zhou)
    with stream(address, zhou, name="plan.") as told:
        assert [(one.event, one.id) for one in (next(told), next(told))] == [("beat", str(site.office.journal.head()))] * 2


def test_it_ends_with_the_session(site: Site, address: str, recorded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.2)
    chen = site.as_(desk_chen)
    with stream(address, chen, after="latest") as told:
        assert chen.client.delete("/api/session", headers=chen.headers).status_code in (200, 204)
        *beats, last = told
        assert {one.event for one in beats} <= {"beat"}
        assert (last.event, json.loads(last.data)["code"]) == ("end", "auth.sign_in")


def test_what_is_recorded_after_the_session_was_ended_is_told_no_more(site: Site, address: str, recorded: list[str]) -> None:
    """Between two beats too: whoever was shown out hears of nothing that happens then."""
    chen = site.as_(desk_chen)
    with stream(address, chen, after="latest") as told:
        rename(site, ELSEWHERE, "南")
        assert json.loads(next(told).data)["data"]["name"] == "南"
        assert chen.client.delete("/api/session", headers=chen.headers).status_code in (200, 204)
        rename(site, ELSEWHERE, "北")
        assert [(one.event, json.loads(one.data)["code"]) for one in told] == [("end", "auth.sign_in")]


def test_an_account_has_so_many_streams(site: Site, address: str, recorded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "OF_ONE", 1)
    zhou = site.as_(auditor_zhou)
    with stream(address, zhou) as told:
        next(told)
        refused = httpx.get(f"{address}/api/feed", headers=zhou.headers | {"Accept": "text/event-stream"})
        assert (refused.status_code, refused.json()["code"]) == (429, "feed.too_many_streams")
        assert int(refused.headers["Retry-After"]) >= 1
    until = time.monotonic() + 5
    while site.client.app.state.streams.open.total() and time.monotonic() < until:
        time.sleep(0.05)
    with stream(address, zhou) as told:
        next(told)


def test_a_server_that_stops_waits_for_no_stream(site: Site, recorded: list[str]) -> None:
    with ExitStack() as server:
        where = server.enter_context(listening(site))
        with stream(where, site.as_(auditor_zhou), recorded[-2]) as told:
            assert next(told).id == recorded[-1]
            began = time.monotonic()
            server.close()
            assert time.monotonic() - began < ENDING_S / 2
            with suppress(httpx.RemoteProtocolError):
                list(told)  # it ends, in the middle of things
