"""The feed by pages: everything once and in order, in a form that others' libraries read, nothing personal, nothing of others."""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from api import accounts
from api.feed import envelopes, schemas
from domain import schema
from domain.journal import Meta, Write
from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, SINCE, at, register
from tests.people import PASSWORD, Named, approver_wang, auditor_zhou, desk_chen, planner_lin

ELSEWHERE = "321111009007"
SECRETS = ("张三", "13800001234", "路灯不亮", "独居老人", "网格员")
GOLDEN = sorted((Path(__file__).parents[2] / "golden" / "events").glob("*.json"))
bounded_wu = Named("bounded-wu", "desk", "邻社区吴")


@pytest.fixture(scope="module")
def town(site: Site, estate: Path) -> None:
    """A community with three households and a ticket, and another that is only registered."""
    form = {"name": "锦绣社区", "policy": "erenhot"}
    files = {"file": (estate.name, estate.read_bytes())}
    made(site.as_(planner_lin).post(f"{COMMUNITY}/buildings", files=files, data=form))
    chen = site.as_(desk_chen)
    standing = made(chen.get(f"{COMMUNITY}/buildings"))["buildings"]
    for n in range(3):
        register(chen, standing[n]["building"], f"{n}01")
    category = next(iter(PolicyProfile.load("erenhot").categories))
    asked = {"category": category, "text": "路灯不亮", "building": standing[0]["building"], "effective_at": at(SINCE, 10)}
    made(chen.post(f"{COMMUNITY}/tickets", asked))
    made(site.as_(planner_lin).post(f"{COMMUNITY}/plans", {"name": "首次划分", "wanted": 4}))
    rename(site, ELSEWHERE)
    with site.office.app_pool.connection() as connection:
        bound = (f"com-{ELSEWHERE}",)
        accounts.open_account(connection, bounded_wu.account, "desk", PASSWORD, site.office.clock(), communities=bound)
    site.office.freshen()


def none_lives(subjects: set[str]) -> dict[str, str]:
    return {}


def made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def rename(site: Site, code: str, *names: str) -> int:
    """Something happens in a community: it is registered when it is not there yet, and gets these names one after another."""
    stream, meta = f"com-{code}", Meta("lin", "planner", datetime.now(UTC), None, secrets.token_hex(8))
    version = site.office.journal.versions([stream])[stream]
    first = [replace(golden("community.registered"), community=stream)] if not version else []
    told = [*first, *(replace(golden("community.renamed"), name=name) for name in names)]
    return site.office.journal.append([Write(stream, version, told)], meta).position


def golden(name: str) -> Any:
    return schema.load(name, 1, (GOLDEN[0].parent / f"{name}.v1.json").read_bytes().strip())


def page(caller: Caller, **asked: Any) -> list[dict[str, Any]]:
    answer = caller.get("/api/feed", **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/cloudevents-batch+json"
    return answer.json()


def followed(caller: Caller, **asked: Any) -> list[dict[str, Any]]:
    """By the cursor of each page until the last."""
    met: list[dict[str, Any]] = []
    while True:
        answer = caller.get("/api/feed", **asked)
        met += answer.json()
        if answer.headers["Feed-Last"] == "true":
            return met
        asked["after"] = answer.headers["Feed-Next"]


def test_every_event_is_told_once_in_the_order_of_the_journal(site: Site, town: None) -> None:
    stored = site.office.journal.feed(0, 10_000)
    zhou = site.as_(auditor_zhou)
    for limit in (37, 500):
        assert [one["id"] for one in followed(zhou, limit=limit)] == [str(one.position) for one in stored]
    told = followed(zhou)
    for one, event in zip(told, stored, strict=True):
        assert one["type"] == f"minqing.{event.name}.v{schema.version_of(event.body)}" and one["subject"] == event.stream
        assert datetime.fromisoformat(one["time"]) == event.recorded_at
        assert datetime.fromisoformat(one["effectivetime"]) == event.meta.effective_at
        assert (one["position"], one["streamversion"]) == (one["id"], event.version)
        assert one["correlationid"] == event.meta.correlation
    assert {one.get("community") for one in told} == {CODE, ELSEWHERE}


def test_a_library_of_the_standard_reads_them(site: Site, town: None) -> None:
    for one in page(site.as_(auditor_zhou), limit=5000):
        read = JSONFormat().read(CloudEvent, json.dumps(one))
        assert read.get_id() == one["id"] and read.get_data() == one["data"]
        assert read.get_time() == datetime.fromisoformat(one["time"])
        assert read.get_extension("effectivetime") == one["effectivetime"]
        for attribute in one.keys() - {"data"}:
            assert attribute.isascii() and attribute.isalnum() and attribute.islower(), attribute


def test_each_is_what_its_schema_says(site: Site, town: None) -> None:
    checks: dict[str, Any] = {}
    base = site.office.settings.address
    for one in page(site.as_(auditor_zhou), limit=5000):
        where = one["dataschema"]
        if where not in checks:
            answer = site.client.get(where.removeprefix(base))
            assert answer.headers["Content-Type"] == "application/schema+json"
            checks[where] = jsonschema_rs.Draft202012Validator(answer.json(), validate_formats=True)
        checks[where].validate(one["data"])
    assert len(checks) > 5
    assert site.client.get("/api/feed/schemas/plan.enacted/99").json()["code"] == "feed.schema_unknown"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_stored_version_is_told_in_the_present_one(path: Path) -> None:
    name, _, version = path.stem.rpartition(".v")
    present, payload = envelopes.as_now(name, int(version), path.read_bytes().strip())
    told = json.loads(envelopes.referred(payload, none_lives))
    check = jsonschema_rs.Draft202012Validator(schemas.of(name, present), validate_formats=True)
    check.validate(told)
    assert '"box"' not in json.dumps(told)
    with pytest.raises(jsonschema_rs.ValidationError):
        check.validate(told | {"more": 1})


def as_stored(name: str, version: int, payload: bytes) -> tuple[int, str, int, bytes]:
    """A row of a page whose event is not of the present version, as the database writes it."""
    head = b'{"type":"minqing.%s.v%d","dataschema":"http://m/api/feed/schemas/%s/%d","subject":"x","document":",\\"data\\":1","data":'
    return 7, name, version, head % (name.encode(), version, name.encode(), version) + payload + b"}"


def test_an_older_version_is_told_as_the_present_one() -> None:
    path = next(path for path in GOLDEN if path.stem == "ticket.reported.v1")
    told = json.loads(envelopes.lifted(as_stored("ticket.reported", 1, path.read_bytes().strip())))
    assert (told["type"], told["dataschema"]) == ("minqing.ticket.reported.v2", "http://m/api/feed/schemas/ticket.reported/2")
    assert (told["subject"], told["document"]) == ("x", ',"data":1')
    jsonschema_rs.Draft202012Validator(schemas.of("ticket.reported", 2), validate_formats=True).validate(
        json.loads(envelopes.referred(json.dumps(told["data"], separators=(",", ":")).encode(), none_lives))
    )


@pytest.mark.parametrize(("name", "version"), [("plan.enacted", 99), ("plan.dreamt", 1)])
def test_an_event_of_a_later_release_is_told_without_its_content(name: str, version: int) -> None:
    told = json.loads(envelopes.lifted(as_stored(name, version, b'{"a":{"b":1}}')))
    assert told == {"type": f"minqing.{name}.v{version}", "subject": "x", "document": ',"data":1'}


def test_a_page_of_lines_says_the_same(site: Site, town: None) -> None:
    zhou = site.as_(auditor_zhou)
    by_lines = replace(zhou, headers=zhou.headers | {"Accept": "application/x-ndjson"})
    lines = by_lines.get("/api/feed", limit=7)
    assert lines.headers["Content-Type"] == "application/x-ndjson" and "Feed-Next" in lines.headers
    assert [json.loads(line) for line in lines.text.splitlines()] == page(zhou, limit=7)
    assert by_lines.get("/api/feed", after="latest").text == ""


def test_a_document_that_looks_like_a_seal_is_a_document(site: Site, town: None) -> None:
    stream, meta = f"com-{ELSEWHERE}", Meta("lin", "planner", datetime.now(UTC), None, secrets.token_hex(8), document='sealed:a:b:"c\x01')
    version = site.office.journal.versions([stream])[stream]
    position = site.office.journal.append([Write(stream, version, [replace(golden("community.renamed"), name="翠湖")])], meta).position
    site.office.freshen()
    (told,) = page(site.as_(auditor_zhou), after=position - 1)
    assert told["document"] == meta.document


def test_a_text_that_looks_like_a_seal_is_a_text() -> None:
    payload = schema.dump(
        schema.load("community.renamed", 1, rb'{"name":"a","reason":"x{\"box\":\"1\",\"key\":\"2\",\"subject\":\"3\"} ,\"sealed:a:b:c"}')
    )
    assert envelopes.referred(payload, none_lives) == payload
    sealed = b'{"name":"a","reason":"sealed:psn-1:00ff:AbC="}'
    assert envelopes.referred(sealed, lambda asked: dict.fromkeys(asked, "00ff")) == b'{"name":"a","reason":{"sealed":"psn-1"}}'
    assert envelopes.referred(sealed, none_lives) == b'{"name":"a","reason":{"sealed":"psn-1","erased":true}}'


def test_nothing_personal_is_in_it(site: Site, town: None) -> None:
    text = site.as_(auditor_zhou).get("/api/feed", limit=5000).text
    assert not [word for word in SECRETS if word in text] and '"box"' not in text and "sealed:" not in text
    told = page(site.as_(auditor_zhou), name="household.registered", limit=1)[0]["data"]
    assert told["door"] == {"sealed": told["household"]}
    assert told["members"][0]["sealed"] == {"sealed": told["members"][0]["person"]}


def test_a_purpose_opens_it_and_is_written_down(site: Site, town: None) -> None:
    chen = site.as_(desk_chen)
    told = page(chen, name="household.registered", purpose="核对登记")
    assert [one["data"]["members"][0]["sealed"]["opened"]["name"] for one in told] == ["张三"] * len(told) != []
    zhou = site.as_(auditor_zhou)
    for household in {one["subject"] for one in told}:
        readers = zhou.get(f"/api/audit/readers/{household}").json()["lines"]
        assert any("chen" in json.dumps(one, ensure_ascii=False) and "核对登记" in json.dumps(one, ensure_ascii=False) for one in readers)
    assert site.as_(approver_wang).get("/api/feed", purpose="核对登记").json()["code"] == "auth.role"
    assert chen.get("/api/feed", purpose=" ").json()["code"] == "personal.purpose_blank"


def test_filters_by_name_community_and_time(site: Site, town: None) -> None:
    zhou = site.as_(auditor_zhou)
    everything = followed(zhou)
    tickets = followed(zhou, name="ticket.", limit=3)
    assert tickets == [one for one in everything if one["type"].startswith("minqing.ticket.")] != []
    assert followed(zhou, name=["plan.drafted", "ticket.reported"]) == [
        one for one in everything if one["type"] in ("minqing.plan.drafted.v1", "minqing.ticket.reported.v2")
    ]
    assert followed(zhou, community=ELSEWHERE) == [one for one in everything if one["community"] == ELSEWHERE] != []
    middle = everything[len(everything) // 2]["time"]
    assert followed(zhou, until=middle) + followed(zhou, since=middle) == everything
    assert followed(zhou, since=(datetime.now(UTC) + timedelta(days=1)).isoformat()) == []
    assert zhou.get("/api/feed", community="321111009999").json()["code"] == "community.unknown"
    for never_told in ("ticket", "tickets.", "ticket.vanished", ".", ""):
        assert zhou.get("/api/feed", name=never_told).json()["code"] == "feed.name_unknown", never_told


def test_each_account_hears_of_its_own_communities(site: Site, town: None) -> None:
    wu = site.as_(bounded_wu)
    assert {one["community"] for one in followed(wu)} == {ELSEWHERE}
    assert wu.get("/api/feed", community=CODE).json()["code"] == "auth.not_yours"


def test_the_cursor_says_where_one_stands(site: Site, town: None) -> None:
    zhou = site.as_(auditor_zhou)
    answer = zhou.get("/api/feed", limit=5, name="plan.")
    assert f"after={answer.headers['Feed-Next']}" in answer.headers["Link"] and "name=plan." in answer.headers["Link"]
    assert page(zhou, after="latest") == []
    newest = rename(site, ELSEWHERE, "翠湖东")
    site.office.freshen()
    assert [one["id"] for one in page(zhou, after=newest - 1)] == [str(newest)]
    for given in ("-1", "x", "1e3", "9" * 19, "１"):
        assert zhou.get("/api/feed", after=given).json()["code"] == "feed.cursor_unsound", given
    gone = zhou.get("/api/feed", after=newest + 1000)
    assert (gone.status_code, gone.json()["code"]) == (410, "feed.cursor_ahead")


def test_who_waits_is_answered_when_something_happens(site: Site, town: None) -> None:
    zhou = site.as_(auditor_zhou)
    begins = zhou.get("/api/feed", after="latest").headers["Feed-Next"]
    began = time.monotonic()
    later = threading.Timer(0.4, rename, (site, ELSEWHERE, "翠湖南"))
    later.start()
    told = page(zhou, after=begins, wait=20)
    assert [one["data"]["name"] for one in told] == ["翠湖南"] and 0.3 < time.monotonic() - began < 5
    began, before = time.monotonic(), told[-1]["id"]
    later = threading.Timer(0.2, rename, (site, ELSEWHERE, "翠湖西"))
    later.start()
    assert page(zhou, after=before, wait=1, name="plan.") == [] and 0.9 < time.monotonic() - began < 4
    later.join()


def test_what_is_erased_is_said_to_be(site: Site, town: None) -> None:
    chen = site.as_(desk_chen)
    told = page(chen, name="household.registered")[-1]["data"]
    person = told["members"][0]["person"]
    site.office.vault.erase([person])
    for asked in ({}, {"purpose": "核对登记"}):
        again = page(chen, name="household.registered", **asked)
        erased = {one["data"]["members"][0]["person"] for one in again if one["data"]["members"][0]["sealed"].get("erased")}
        assert erased == {person}
