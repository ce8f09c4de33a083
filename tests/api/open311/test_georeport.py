"""Open311 as the `georeport` client and plain forms speak it: JSON and XML, errors in its own shape, nobody's text, name or door."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from georeport import GeoReport

from api.access import pace
from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import CODE, COMMUNITY, Town, enact
from tests.people import auditor_zhou, desk_chen, reporter_xu

V2 = "/open311/v2"
PROFILE = PolicyProfile.load("erenhot")
KEYS = list(PROFILE.categories)
LIGHT = {
    "service_code": KEYS[0],
    "description": "三号楼前路灯不亮，晚上孩子害怕",
    "lat": estate.SOUTH + 0.00005,
    "long": estate.WEST + 0.0002,
    "first_name": "三",
    "last_name": "张",
    "phone": "13800001234",
    "email": "zhang@example.org",
    "media_url": "https://example.org/lamp.jpg",
}
SECRETS = ("路灯", "孩子", "张", "13800001234", "example.org", "hh-", "psn-", "wdn-", '"lin', "chen")


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    town = Town(site)
    enact(town, folder, "erenhot")
    return town


@pytest.fixture(scope="module")
def reported(site: Site, town: Town) -> str:
    """The number of a request that a resident sent, by which it is followed."""
    answer = sent(site, LIGHT)
    assert answer.status_code == 201, answer.text
    (told,) = answer.json()
    (one,) = asked(site.as_(), f"requests/{told['service_request_id']}.json")
    due = datetime.fromisoformat(one["expected_datetime"]).astimezone(CHINA)
    assert f"{due:%Y-%m-%d %H:%M}" in told["service_notice"], "people read the time of where they live"
    return told["service_request_id"]


def sent(site: Site, form: dict[str, Any], suffix: str = "json", **headers: str) -> Any:
    answer = site.client.post(f"{V2}/requests.{suffix}", data=form, headers=headers)
    if position := answer.headers.get("X-Journal-Position"):
        site.client.headers["X-Journal-Position"] = position
    return answer


def asked(caller: Caller, path: str, **params: Any) -> Any:
    answer = caller.get(f"{V2}/{path}", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def elements(text: str, name: str) -> list[dict[str, str | None]]:
    return [{part.tag: part.text for part in one} for one in ElementTree.fromstring(text).iter(name)]


def test_a_client_of_the_standard_finds_its_way(site: Site, address: str, reported: str) -> None:
    for form in ("json", "xml"):
        city = GeoReport(f"{address}{V2}", output_format=form)
        offers = {one["service_code"]: one for one in city.get_service_list()}
        assert list(offers) == KEYS and offers[KEYS[0]]["service_name"] == PROFILE.categories[KEYS[0]].title
        assert str(PROFILE.categories[KEYS[0]].deadline.value) in offers[KEYS[0]]["description"]
        assert city.get_service_definition(KEYS[0])["service_code"] == KEYS[0]
        one = city.get_service_request(reported)
        assert (one["service_request_id"], one["status"], one["service_code"]) == (reported, "open", KEYS[0])
        found = city.get_service_requests(service_code=KEYS[0], status="open")
        assert one == (found[0] if isinstance(found, list) else found)


def test_what_is_offered_says_what_may_be_told(site: Site, town: Town) -> None:
    (attribute,) = asked(site.as_(), f"services/{KEYS[0]}.json", jurisdiction_id=CODE)["attributes"]
    assert {one["key"] for one in attribute["values"]} == {"request", "opinion", "suggestion", "volunteer"}
    where = asked(site.as_(), "discovery.json")["endpoints"][0]
    assert where["url"] == f"http://testserver{V2}" and site.client.get(f"{where['url']}/services.xml").status_code == 200


def test_a_request_is_a_ticket_with_grid_and_promise(site: Site, town: Town, reported: str) -> None:
    (one,) = asked(site.as_(), f"requests/{reported}.json")
    more = one["extended_attributes"]
    assert more["grid_code"].startswith(CODE) and len(more["grid_code"]) == 15 and more["jurisdiction_id"] == CODE
    assert one["expected_datetime"] == more["promised_deadline"] > one["requested_datetime"]
    assert one["service_notice"].startswith("承诺于 ") and one["expected_datetime"][:10] in one["service_notice"]
    chen = site.as_(desk_chen)
    ticket = chen.get(f"/api/tickets/{reported}", purpose="核对上报").json()
    assert (ticket["channel"], ticket["category"]) == ("open311", KEYS[0])
    assert ticket["text"] == f"{LIGHT['description']}\n{LIGHT['media_url']}" and ticket["reporter"] == {
        "name": "张三",
        "phone": "13800001234",
    }
    assert datetime.fromisoformat(ticket["due_at"]) == datetime.fromisoformat(one["expected_datetime"])


def test_nobody_is_told_of_it_but_its_grid(site: Site, town: Town, reported: str) -> None:
    for path in (
        f"requests/{reported}.json?extensions=true",
        "requests.json",
        f"requests/{reported}/history.xml",
        f"requests/{reported}.xml",
    ):
        text = site.client.get(f"{V2}/{path}").text
        assert reported in text or "history" in path
        assert not [word for word in SECRETS if word in text], path
    (public,) = asked(site.as_(), f"requests/{reported}.json")
    assert (public["lat"], public["long"], public["address_id"]) == (None, None, None)
    (staff,) = asked(site.as_(reporter_xu), f"requests/{reported}.json")
    assert (staff["lat"], staff["long"]) == (LIGHT["lat"], LIGHT["long"]) and staff["address_id"].startswith("bld-")
    assert {name: part for name, part in staff.items() if part != public[name]}.keys() == {"lat", "long", "address", "address_id"}


def test_the_same_sent_again_is_the_same(site: Site, town: Town, reported: str) -> None:
    head = site.office.journal.head()
    assert sent(site, LIGHT).json()[0]["service_request_id"] == reported
    assert site.office.journal.head() == head
    keyed = {"Idempotency-Key": "a-key-of-the-sender"}
    other = sent(site, LIGHT, **keyed).json()[0]["service_request_id"]
    assert other != reported == sent(site, LIGHT).json()[0]["service_request_id"]
    again = sent(site, LIGHT | {"description": "另一件"}, **keyed)
    assert (again.status_code, again.json()[0]["type"]) == (400, "journal.idempotency_key_reused")


def test_by_address_and_with_a_key(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    form = {"service_code": KEYS[1], "description": "楼道堆物", "address_string": "锦绣花园3号楼", "attribute[kind]": "suggestion"}
    answer = sent(site, form | {"api_key": chen.headers["Authorization"].split()[1]}, "xml")
    assert answer.status_code == 201 and answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    (told,) = elements(answer.text, "request")
    ticket = chen.get(f"/api/tickets/{told['service_request_id']}").json()
    assert (ticket["kind"], ticket["first_responder"]) == ("suggestion", "chen") and ticket["building"] == town_building(site, 3)
    by_id = form | {"address_string": "", "address_id": ticket["building"]}
    assert sent(site, by_id).status_code == 201


def test_as_curl_sends_it_over_the_wire(address: str, reported: str) -> None:
    """Chinese as it stands in the body, an answer whose length is that of what it says: a test client in the program minds neither."""
    form = f"service_code={KEYS[1]}&description=楼道堆物很久了&address_string=锦绣花园3号楼".encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for suffix in ("json", "xml"):
        answer = httpx.post(f"{address}{V2}/requests.{suffix}", content=form, headers=kind)
        assert answer.status_code == 201 and "service_request_id" in answer.text, answer.text
        assert int(answer.headers["Content-Length"]) == len(answer.content) and answer.headers["X-Journal-Position"]
    for unsound in (b"description=\xff", b"&".join([b"a=1"] * 101)):
        answer = httpx.post(f"{address}{V2}/requests.json", content=unsound, headers=kind)
        assert (answer.status_code, answer.json()[0]["type"]) == (400, "http.input_invalid")


def town_building(site: Site, number: int) -> str:
    listed = site.as_(desk_chen).get(f"{COMMUNITY}/buildings").json()["buildings"]
    return next(one["building"] for one in listed if one["address"] == f"锦绣花园{number}号楼")


def test_history_is_told_step_by_step(site: Site, town: Town) -> None:
    number = sent(site, LIGHT | {"description": "井盖松动"}).json()[0]["service_request_id"]
    chen = site.as_(desk_chen)
    row = chen.get(f"/api/tickets/{number}").json()
    ticket = f"/api/tickets/{row['ticket']}"
    version = row["version"]
    for step, body in (
        ("acceptance", {}),
        ("handling", {"text": "已换新井盖"}),
        ("feedback", {"text": "已告知", "satisfaction": 5}),
        ("closing", {"outcome": "solved"}),
    ):
        answer = chen.post(f"{ticket}/{step}", body, seen=version)
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
    site.office.freshen()
    history = asked(site.as_(), f"requests/{number}/history.json")
    assert [(one["status"], one["stage"]) for one in (history[0], history[-1])] == [("open", "reported"), ("closed", "closed")]
    assert len(history) >= 5 and [one["datetime"] for one in history] == sorted(one["datetime"] for one in history)
    (one,) = asked(site.as_(), f"requests/{number}.json", extensions=True)
    assert one["status"] == "closed" and one["extended_attributes"]["status_history"] == history
    assert len(elements(site.client.get(f"{V2}/requests/{number}/history.xml").text, "status")) >= len(history)


def test_filters(site: Site, town: Town, reported: str) -> None:
    zhou = site.as_(auditor_zhou)
    everything = asked(zhou, "requests.json", jurisdiction_id=CODE)
    assert [one["requested_datetime"] for one in everything] == sorted((one["requested_datetime"] for one in everything), reverse=True)
    closed = asked(zhou, "requests.json", status="closed")
    assert closed == [one for one in everything if one["status"] == "closed"] != []
    both = asked(zhou, "requests.json", status="open,closed", service_code=f"{KEYS[1]},{KEYS[0]}")
    assert both == everything
    assert asked(zhou, "requests.json", service_code=KEYS[1]) == [one for one in everything if one["service_code"] == KEYS[1]] != []
    begun = datetime.fromisoformat(everything[0]["requested_datetime"]) + timedelta(days=1)
    assert asked(zhou, "requests.json", start_date=begun.isoformat()) == []
    assert asked(zhou, "requests.json", end_date=(begun - timedelta(days=3)).isoformat()) == []
    named = asked(zhou, "requests.json", service_request_id=f"{reported},nobody", status="closed")
    assert [one["service_request_id"] for one in named] == [reported]
    assert asked(site.as_(), f"tokens/{reported}.json") == [{"service_request_id": reported, "token": reported}]


def test_the_public_browses_what_the_public_told(site: Site, town: Town) -> None:
    inside = {"category": KEYS[0], "text": "家里的事", "building": town_building(site, 5)}
    number = site.as_(desk_chen).post(f"{COMMUNITY}/tickets", inside).json()["number"]
    site.office.freshen()
    listed = [{one["service_request_id"] for one in asked(who, "requests.json")} for who in (site.as_(), site.as_(auditor_zhou))]
    assert number not in listed[0] and listed[1] == listed[0] | {number}


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"service_code": "none"}, 404, "open311.service_unknown"),
        ({"jurisdiction_id": "321111009999"}, 404, "open311.jurisdiction_unknown"),
        ({"lat": "", "long": ""}, 400, "open311.place_needed"),
        ({"lat": "", "long": "", "address_string": "没有的路99号"}, 404, "address.unknown"),
        ({"lat": "north"}, 400, "http.input_invalid"),
        ({"description": ""}, 400, "http.input_invalid"),
        ({"lat": 10, "long": 10}, 400, "http.input_invalid"),
        ({"api_key": "stolen"}, 403, "open311.key_refused"),
        ({"attribute[kind]": "wish"}, 400, "http.input_invalid"),
    ],
)
def test_refusals_in_the_shape_of_the_standard(site: Site, town: Town, form: dict[str, Any], status: int, code: str) -> None:
    head, given = site.office.journal.head(), LIGHT | {"description": "另一处"} | form
    answer = sent(site, given)
    assert answer.status_code == status, answer.text
    (told,) = answer.json()
    assert (told["code"], told["type"]) == (status, code) and told["description"]
    in_xml = sent(site, given, "xml")
    assert in_xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert elements(in_xml.text, "error") == [{name: str(part) for name, part in told.items()}]
    assert site.office.journal.head() == head and "stolen" not in answer.text


def test_questions_that_are_refused(site: Site, town: Town) -> None:
    for asked_for, status, code in (
        ({"start_date": "2026-01-01", "end_date": "2026-06-01"}, 400, "open311.span_too_long"),
        ({"status": "lost"}, 400, "open311.status_unknown"),
        ({"start_date": "gestern"}, 400, "http.input_invalid"),
        ({"start_date": "0001-01-01"}, 400, "http.input_invalid"),
        ({"jurisdiction_id": "x"}, 404, "open311.jurisdiction_unknown"),
    ):
        answer = site.client.get(f"{V2}/requests.json", params=asked_for)
        assert (answer.status_code, answer.json()[0]["type"]) == (status, code), (asked_for, answer.text)
    assert site.client.get(f"{V2}/requests/20260101-AAAAAA.xml").status_code == 404
    for far in ({"start_date": "9999-12-31"}, {"end_date": "9999-12-30"}, {"end_date": "0001-01-03"}, {"start_date": "0001-01-03"}):
        assert site.client.get(f"{V2}/requests.json", params=far).json() == []
    assert site.client.get(f"{V2}/requests.csv").json()[0]["code"] == 400


def test_whose_pace_it_is() -> None:
    assert pace.class_of("POST", f"{V2}/requests.{{suffix}}") == "public_report"
    assert pace.class_of("GET", f"{V2}/requests/{{number}}.{{suffix}}") == "public_question"
