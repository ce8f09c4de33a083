"""What is too large, unreadable, out of time or simply not there is refused in words; nothing of it is recorded, and nothing breaks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, settle
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen, planner_lin

FUTURE, TOO_FAR = china_today() + timedelta(days=300), china_today() + timedelta(days=400)


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


@pytest.fixture
def nothing_written(site: Site) -> Iterator[None]:
    before = site.office.journal.head()
    yield
    assert site.office.journal.head() == before


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(size // 100_000):
        yield b"x" * 100_000


def sheet(rows: int, town: Town) -> bytes:
    """Households one by one, all over the estate."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["门牌", "户号", "姓名", "与户主关系"])
    addresses = [building["address"] for standing in town.buildings for building in standing]
    for n in range(rows):
        writer.writerow([f"{addresses[n % len(addresses)]}1单元{n // len(addresses) + 201}室", f"H{n:05d}", "王五", "户主"])
    return out.getvalue().encode("utf-8-sig")


def code_of(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("body", [b"x" * 1_100_000, pieces], ids=["declared", "hidden"])
def test_a_body_is_a_megabyte_at_most(site: Site, town: Town, body: Any, nothing_written: None) -> None:
    content = body if isinstance(body, bytes) else body(1_200_000)
    answer = site.client.post("/api/visits", content=content, headers=site.as_(desk_chen).headers)
    assert code_of(answer) == (413, "http.413")


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "hidden"])
def test_an_import_may_be_fifty(site: Site, declared: bool, nothing_written: None) -> None:
    headers = site.as_(planner_lin).headers | {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": "import-limit"}
    content = b"-" * 50_500_000 if declared else pieces(50_500_000)
    answer = site.client.post(f"{COMMUNITY}/buildings", content=content, headers=headers)
    assert code_of(answer) == (413, "http.413") or (not declared and answer.status_code == 400)  # whichever ends first: bytes or sense


def test_every_route_of_files_takes_more_than_a_megabyte(site: Site) -> None:
    """What the door lets through is what the routes say of themselves: to the byte after which they refuse it."""
    told = site.client.get("/openapi.json").json()["paths"]
    files = [path for path, ways in told.items() if "multipart/form-data" in ways.get("post", {}).get("requestBody", {}).get("content", {})]
    assert len(files) >= 9
    for path in (*files, *(path for path in told if path.endswith("/rows"))):
        asked = re.sub(r"\{\w+\}", "x", path)
        large = {"Content-Length": "1200000", **site.as_(planner_lin).headers}
        answer = site.client.post(asked, content=b"", headers=large)
        assert answer.status_code != 413, path
    for path in ("/api/communities/x/plans", "/api/communities/x/incoming", "/api/communities/x/incoming/a/b"):
        assert site.client.post(path, content=b"", headers={"Content-Length": "1200000"}).status_code == 413, path


def test_a_large_import_is_read_to_its_end(site: Site, town: Town) -> None:
    """Beyond the megabyte of other routes; what stands in it already is not registered twice."""
    path = estate.write(site.office.settings.home)
    padded = path.read_bytes() + b" " * 2_000_000
    answer = site.as_(planner_lin).post(f"{COMMUNITY}/buildings", files={"file": (path.name, padded)})
    assert answer.status_code == 201, answer.text
    assert (answer.json()["taken"], answer.json()["known_before"]) == (0, 24)


@pytest.mark.parametrize(
    "content",
    [b"[" * 400_000 + b"]" * 400_000, b'{"a":' * 150_000 + b"1" + b"}" * 150_000, b'{"category":', b"\xff\xfe\x00", b"", b'"\\ud800"'],
    ids=["deep list", "deep object", "cut off", "no utf-8", "empty", "half a character"],
)
def test_json_that_is_none(site: Site, town: Town, content: bytes, nothing_written: None) -> None:
    headers = site.as_(desk_chen).headers | {"Content-Type": "application/json", "Idempotency-Key": "broken-json"}
    answer = site.client.post(f"{COMMUNITY}/tickets", content=content, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    code_of(answer)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file name\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.geojson"\r\n\r\n{}\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../' + b"a" * 3000 + b'.geojson"\r\n\r\n{}\r\n--x--\r\n',
    ],
    ids=["empty", "cut off", "no parts", "a field", "no name", "nul", "long path"],
)
def test_a_form_that_is_none(site: Site, town: Town, content: bytes, nothing_written: None) -> None:
    headers = site.as_(planner_lin).headers | {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": "broken-form"}
    answer = site.client.post(f"{COMMUNITY}/buildings", content=content, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    code_of(answer)


def test_control_characters_are_refused_in_every_text(site: Site, town: Town, nothing_written: None) -> None:
    lin, chen = site.as_(planner_lin), site.as_(desk_chen)
    member = {"relation": "head", "name": "张\0三"}
    building = town.buildings[0][0]["building"]
    for caller, path, body in (
        (lin, f"{COMMUNITY}/plans", {"name": "方\0案"}),
        (lin, f"{COMMUNITY}/plans", {"name": "方案", "reason": "\x1b[2J"}),
        (chen, f"{COMMUNITY}/tickets", {"category": "x", "text": "路灯\0"}),
        (chen, "/api/households", {"building": building, "door": {"unit": "\0"}, "members": [{"name": "甲"}]}),
        (chen, "/api/households", {"building": building, "door": {}, "members": [member]}),
        (chen, f"{COMMUNITY}/wardens", {"account": "wu", "name": "吴\0", "phone": "1"}),
        (site.as_(), "/api/session", {"account": "lin\0", "password": "x"}),
    ):
        assert code_of(caller.post(path, body)) == (422, "http.input_invalid"), path


@pytest.mark.parametrize(
    "path",
    [
        "/api/households/hh-%00",
        "/api/history/%00",
        "/api/history/a%00b",
        "/api/whois?address=%00",
        "/api/whois?building=bld-%00",
        f"{COMMUNITY}/households?after=%00",
        f"{COMMUNITY}/tickets?status=%00",
        "/api/public/whois?address=a%00",
        "/api/public/tickets/%00",
        "/web/%00",
    ],
)
def test_control_characters_are_refused_in_every_address(site: Site, town: Town, path: str) -> None:
    assert code_of(site.client.get(path, headers=site.as_(auditor_zhou).headers)) == (422, "http.input_invalid")


def test_text_of_a_file_reaches_the_register_readable(site: Site, town: Town, folder: Path) -> None:
    """A NUL in a map file is dropped or its row refused: no read model is left standing at it."""
    feature = estate.feature(25, 1, 1)
    feature["properties"] |= {"地址": "锦绣花园\0 25号楼", "小区": "锦绣\0花园"}
    file = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=True).encode()
    answer = site.as_(planner_lin).post(f"{COMMUNITY}/buildings", files={"file": ("nul.geojson", file)})
    assert answer.status_code < 500, answer.text
    shown = site.as_(planner_lin).get(f"{COMMUNITY}/buildings").json()["buildings"]  # waits for what was written
    assert not any("\0" in json.dumps(building) or "\\u0000" in json.dumps(building) for building in shown)
    assert site.client.get("/readyz").json()["parked"] == {}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=1000000",
        "limit=x",
        "as_of=yesterday",
        "as_of=2026-13-01",
        "as_of=0001-01-01T00:00:00%2B08:00",
        "as_of=9999-12-31",
        "as_of=9999-12-31T23:59:59-23:59",
        "as_of=" + "9" * 41,
        "as_of=",
    ],
)
def test_a_question_out_of_bounds(site: Site, town: Town, query: str) -> None:
    answer = site.client.get(f"{COMMUNITY}/households?{query}", headers=site.as_(auditor_zhou).headers)
    assert code_of(answer) == (422, "http.input_invalid")


DAY = re.compile(r"^(as_of|at|known_at|on|since|until|from|to|start_date|end_date|datetime)$")


@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-30", "9999-12-31", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00+14:00"])
def test_no_question_reckons_beyond_the_calendar(site: Site, town: Town, edge: str) -> None:
    """Each way of asking by day or instant, at the first and the last that a calendar has: an answer or a refusal, and no breakdown."""
    filled = {"code": CODE, "plan": town.plan, "subject": town.households[0][0], "hh": town.households[0][0], "stream": town.tickets[0]}
    filled |= {"building": town.buildings[0][0]["building"], "grid": town.grids[0], "account": "zhao", "suffix": "json"}
    zhou, broken = site.as_(auditor_zhou), []
    for path, ways in site.client.get("/openapi.json").json()["paths"].items():
        asked = [each["name"] for each in ways.get("get", {}).get("parameters", ()) if each["in"] == "query"]
        if days := {name: edge for name in asked if DAY.match(name)}:
            answer = zhou.get(re.sub(r"\{(\w+)\}", lambda name: filled.get(name[1], "1"), path), **days)
            broken += [path] if answer.status_code >= 500 else []
    assert broken == []


def test_what_nobody_wrote_is_not_waited_for(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position beyond the journal's head, from anybody, keeps no thread of the server busy."""
    monkeypatch.setattr(site.office, "patience_s", 60.0)
    beyond = {"X-Journal-Position": "9" * 18}
    assert site.client.get(f"/api/public/communities/{CODE}/map", headers=beyond).status_code == 200


@pytest.mark.parametrize("query", ["lon=nan&lat=nan", "lon=inf&lat=0", "lon=181&lat=0", "lon=1e308&lat=1e308", "lon=119", ""])
def test_a_point_that_is_none(site: Site, town: Town, query: str) -> None:
    answer = site.client.get(f"/api/whois?{query}", headers=site.as_(auditor_zhou).headers)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/communities/999999999999", 404),
        ("/api/communities/999999999999/households", 404),
        ("/api/communities/999999999999/grids", 404),
        ("/api/communities/999999999999/roster", 404),
        ("/api/public/communities/999999999999/grids", 404),
        ("/sheet/999999999999", 404),
        ("/api/communities/１２３４５６７８９０１２/households", 422),
        ("/api/communities/12/households", 422),
        ("/api/households/hh-0000000000000000", 404),
        ("/api/households/hh-0000000000000000/history", 404),
        ("/api/households/com-321111009001", 422),
        ("/api/households/1", 422),
        ("/api/tickets/tkt-0000000000000000", 404),
        ("/api/tickets/20260101-ABCDEF", 404),
        ("/api/tickets/x", 422),
        ("/api/public/tickets/20260101-ABCDEF", 404),
        ("/api/plans/pln-0000000000000000", 404),
        ("/api/plans/pln-0000000000000000/grids", 404),
        ("/api/plans/x", 422),
        ("/api/history/hh-0000000000000000", 404),
        ("/api/history/grd-0000000000000000", 404),
        ("/api/history/wdn-0000000000000000", 404),
        ("/api/history/bld-0000000000000000", 404),
        ("/api/history/tkt-0000000000000000", 404),
        ("/api/history/pln-0000000000000000", 422),
        ("/api/history/nobody", 422),
        ("/api/whois?building=bld-0000000000000000", 404),
        ("/api/nothing", 404),
    ],
)
def test_what_is_not_there(site: Site, town: Town, path: str, status: int) -> None:
    answer = site.client.get(path, headers=site.as_(auditor_zhou).headers)
    assert code_of(answer)[0] == status, answer.text


def test_a_command_on_another_kind_of_thing_is_refused(site: Site, town: Town, nothing_written: None) -> None:
    """Ids name their kind: a plan is no household, in the address as in the body."""
    chen, building, hh = site.as_(desk_chen), town.buildings[0][0]["building"], town.households[0][0]
    assert code_of(chen.post(f"/api/households/{town.plan}/departure", {}, seen=1)) == (422, "http.input_invalid")
    assert code_of(chen.post(f"/api/tickets/{hh}/acceptance", {}, seen=1)) == (422, "http.input_invalid")
    door = {"door": {"unit": "1", "room": "1"}}
    assert code_of(chen.post(f"/api/households/{hh}/move", {"building": hh} | door, seen=1)) == (422, "http.input_invalid")
    assert code_of(chen.post(f"/api/households/{hh}/merge", {"into": building}, seen=1)) == (422, "http.input_invalid")


@pytest.mark.parametrize("version", ["9" * 5000, "-1", "1.5", "*", "²", "99999999999999999999"])
def test_a_version_that_is_none_of_ours(site: Site, town: Town, version: str, nothing_written: None) -> None:
    headers = site.as_(planner_lin).headers | {"Idempotency-Key": "odd-version", "If-Match": version.encode()}
    answer = site.client.post(f"/api/plans/{town.plan}/discard", json={"reason": "x"}, headers=headers)
    assert code_of(answer) == (428, "http.if_match_needed")


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "with\ttab-and-more"])
def test_a_key_that_is_none(site: Site, town: Town, key: str, nothing_written: None) -> None:
    headers = site.as_(planner_lin).headers | {"Idempotency-Key": key}
    assert code_of(site.client.post(f"{COMMUNITY}/plans", json={}, headers=headers)) == (400, "http.idempotency_key_needed")


def moved_in(chen: Caller, town: Town, room: str, **when: str) -> Any:
    building = town.buildings[0][0]["building"]
    return chen.post("/api/households", {"building": building, "door": {"room": room}, "members": [{"name": "甲"}]} | when)


def test_an_instant_without_offset_is_chinas(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    hh = moved_in(chen, town, "701", effective_at=f"{SINCE + timedelta(days=9)}T00:30:00").json()["household"]
    recorded = site.office.journal.read(hh)[0].meta.effective_at
    assert recorded.astimezone(UTC) == datetime.fromisoformat(f"{SINCE + timedelta(days=8)}T16:30:00+00:00")


def test_a_fact_may_be_told_a_year_ahead_at_most(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    assert moved_in(chen, town, "702", effective_at=f"{FUTURE}T08:00:00+08:00").status_code == 201
    for at in (f"{TOO_FAR}T08:00:00+08:00", "2400-01-01T00:00:00", "0001-01-01T00:00:00", "1900-01-01T00:00:00", "9999-12-31T23:59:59Z"):
        assert code_of(moved_in(chen, town, "703", effective_at=at)) == (422, "http.input_invalid"), at


def test_a_long_sheet_is_registered_whole_under_one_key(site: Site, town: Town) -> None:
    chen, content = site.as_(desk_chen), sheet(450, town)
    before = site.office.journal.head()
    first = chen.post(f"{COMMUNITY}/households-import", files={"file": ("住户.csv", content)}, key="one-long-sheet")
    assert first.status_code == 201, first.text
    assert first.json()["households"] == {"read": 450, "registered": 450}, first.json()["rows"][:2]
    head = site.office.journal.head()
    assert head - before >= 450
    again = chen.post(f"{COMMUNITY}/households-import", files={"file": ("住户.csv", content)}, key="one-long-sheet")
    assert again.headers["Idempotency-Replayed"] == "true" and again.json() == first.json()
    other = chen.post(f"{COMMUNITY}/households-import", files={"file": ("住户.csv", content)}, key="another-key")
    assert other.json()["households"] == {"read": 450, "known": 450}
    assert {row.position for row in site.office.journal.feed(head, 10)} == set()
