"""What anybody may ask without signing in: which fields, of which routes; PostgreSQL shows such a question no home, no person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from api.search.initials import initials
from projections import registers
from projections.published import PUBLISHED
from tests.api.conftest import Site
from tests.api.lived_in import CODE, Town, settle
from tests.api.map_service import KEY, PICTURE, map_service
from tests.api.walls import TABLE
from tests.people import WARDENS, admin_he, desk_chen, planner_lin

C = f"/api/public/communities/{CODE}"
UNDER = "/api/public/basemap"
PERSON = {"name", "phone"}
HOURS = {"at", "day", "calendar", "open", "office_hours", "turns", "hotline", "kind", "title", "english", "hours"} | PERSON
FIELDS: dict[str, set[str]] = {
    "/api/public/communities": {"communities", "code", "name"},
    "/api/public/communities/{code}": {"code", "name", "categories", "category", "zh", "en"},
    "/api/public/communities/{code}/places": {"estates", "name", "initials", "buildings", "building", "number", "grid", "code"},
    "/api/public/communities/{code}/map": {"data-grid", "data-building", "data-box", "class"},
    "/api/public/communities/{code}/grids/{grid}": {"grid", "code", "title", "on_duty_as", "a", "b", "on_duty", "open", "office_hours"}
    | {"hotline", "supervision"}
    | PERSON,
    "/api/public/communities/{code}/grids/{grid}/qr": {"class"},
    "/api/public/communities/{code}/grids/{grid}/card": set(),
    "/api/public/communities/{code}/grids": {"type", "crs", "features", "id", "geometry", "coordinates", "properties"}
    | {"grid", "code", "name"},
    "/api/public/communities/{code}/board": {"roster", "grid", "code", "area", "title", "duties", "a", "b", "telephones", "hotline"}
    | {"supervision", "notices", "number", "kind", "body", "published_at", "until", "opening"}
    | HOURS,
    "/api/public/communities/{code}/opening": HOURS,
    "/api/public/communities/{code}/durations": {"since", "until", "durations", "category", "title", "closed", "in_time", "median_hours"}
    | {"fastest_hours", "slowest_hours", "median_taken", "promised", "clock", "clause"},
    "/api/public/basemap": {"kind", "attribution", "deepest", "tiles", "file"},
    "/api/public/whois": {"address", "grid", "code", "name", "title", "on_duty_as", "a", "b", "on_duty", "phone"},
    "/api/public/tickets/{number}": {"number", "status", "due_at"},
    "/api/public/communities/{code}/minutes": {"minutes", "title", "starts_at", "results", "number", "told", "published_at"}
    | {"community", "under", "code", "name", "ended_on"},
    "/api/public/communities/{code}/registers/{name}": {"register", "title", "on", "lines"}
    | {"holds_from", "holds_until", "document", "clause", "edition", "kind", "category", "content", "procedure", "limit", "clock"}
    | {"standard", "words", "consulted", "number", "estate", "target", "year", "percent", "community", "is_rural", "appraisal", "yuan"}
    | {"allocation", "purpose", "duty", "project", "proposer", "status", "claimant", "auditor", "spent_yuan", "activity", "attendances"}
    | {"system", "department", "via"},
    "/api/public/communities/{code}/cases": {"cases", "category", "title", "problem", "remedy"},
    "/api/public/communities/{code}/inspections": {"findings", "community", "title", "published_on", "notice", "clause", "status", "due"},
}
"""The only names that stand in the answers of public routes."""
PICTURES = {"/api/public/basemap/file", "/api/public/basemap/tianditu/{layer}/{z}/{x}/{y}"}
"""What lies under the map: no words in it; test_basemap.py."""
PERSONAL = ("张三", "13800001234", "独居老人", "路灯不亮", "hh-", "psn-")
"""What the town's households and tickets say, and the ids of people."""


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    town = settle(site, folder)
    chen = site.as_(desk_chen)
    assert chen.post(f"/api/communities/{CODE}/telephones", {"hotline": "0511-85000000", "supervision": "0511-85000012"}).status_code == 200
    notice = {"title": "停水通知", "body": "明日 9 时至 11 时停水。", "until": (date.today() + timedelta(days=3)).isoformat()}
    assert chen.post(f"/api/communities/{CODE}/notices", notice).status_code == 201
    return town


def names_in(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for name, value in told.items():
            yield str(name)
            yield from names_in(value)
    elif isinstance(told, list):
        for each in told:
            yield from names_in(each)


def said(answer: Any) -> set[str]:
    """The names of an answer's fields; of a picture its attributes that are not its looks."""
    if answer.headers["content-type"].startswith("application/json"):
        return set(names_in(answer.json()))
    if "svg" in answer.headers["content-type"]:
        found = {name for shape in ElementTree.fromstring(answer.text).iter() for name in shape.attrib}
        return {name for name in found if name.startswith("data-") or name in ("class", "id", "href")}
    return set()


def paths(route: str, grid: str, number: str = "20260101-AAAAAA") -> list[str]:
    """Of the registers each that residents read."""
    names = [one.name for one in registers.SHOWN if one.is_public] if "{name}" in route else [""]
    return [route.format(code=CODE, grid=grid, number=number, name=name) for name in names]


ASKED = {"/api/public/whois": {"address": "锦绣花园3号楼"}} | {
    "/api/public/communities/{code}/durations": {"since": "2026-01-01", "until": "2026-12-31"}
}
"""What a route wants to be asked with."""


def test_every_public_route_has_its_fields_written_down() -> None:
    assert {name.removeprefix("GET ") for name in TABLE if name.startswith("GET /api/public/")} == FIELDS.keys() | PICTURES


@pytest.mark.parametrize("route", FIELDS)
def test_an_answer_to_everybody_has_these_fields_alone_and_nothing_of_a_resident(route: str, site: Site, town: Town) -> None:
    number = site.as_(desk_chen).get(f"/api/tickets/{town.tickets[0]}").json()["number"]
    for path in paths(route, town.grids[0], number):
        answer = site.as_().get(path, **ASKED.get(route, {}))
        assert answer.status_code == 200, answer.text
        assert said(answer) <= FIELDS[route]
        assert [word for word in PERSONAL if word in answer.text] == []


COLUMNS = """
select space.nspname, class.relname, attribute.attname
from pg_class as class
join pg_namespace as space on space.oid = class.relnamespace
join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
where class.relkind in ('r', 'p', 'v', 'm', 'f')
  and space.nspname in ('journal', 'vault', 'accounts', 'feed', 'jobs', 'views', 'views_next')
"""


def test_the_publics_role_reads_what_is_published_and_no_other_column_of_any_table(site: Site, town: Town) -> None:
    """Every column of the database, tried one by one; and no word about a resident in all that it can read."""
    with psycopg.connect(site.office.databases.admin) as admin:
        columns = admin.execute(COLUMNS).fetchall()
    expected = {
        ("views", table, name)
        for schema, table, name in columns
        if schema == "views" and table in PUBLISHED and name in (PUBLISHED[table].columns or (name,))
    }
    allowed, said_in_all = set(), ""
    with psycopg.connect(site.office.databases.public, autocommit=True) as public:
        for column in columns:
            try:
                found = public.execute(sql.SQL("select {}::text from {}.{}").format(*map(sql.Identifier, (column[2], *column[:2]))))
                said_in_all += str(found.fetchall())
                allowed.add(column)
            except InsufficientPrivilege:
                continue
    assert len(columns) > 1000 and allowed == expected
    personal = {"household", "person", "text", "reporter", "members", "door", "said"}
    assert [(table, column) for _, table, column in allowed if column in personal] == [("grids_address", "text")]
    assert [(table, column) for _, table, column in allowed if column == "sealed"] == [("responsibility_warden", "sealed")]
    assert "锦绣花园" in said_in_all and [word for word in PERSONAL if word in said_in_all] == []


LINES = """
insert into views.registers_line (line, register, owner, key, holds_from, document, told, earlier, position)
select named.register || '/' || named.told, named.register, %s, '', '2026-01-01', '', named.told::jsonb, '[]', 0
from unnest(%s::text[], %s::text[]) as named (register, told)
"""


def test_of_registers_the_publics_role_reads_what_residents_may_and_of_others_what_was_published(site: Site, town: Town) -> None:
    offered = [one.name for one in registers.SHOWN if one.is_public]
    told = [(one.name, "{}") for one in registers.SHOWN]
    told += [("cases", '{"status": "published"}'), ("cases", '{"status": "drafted"}')]
    told += [("findings", '{"published_on": "2026-01-02"}'), ("findings", '{"published_on": null}')]
    with psycopg.connect(site.office.databases.project) as writing:
        writing.execute(LINES, ("0" * 12, *map(list, zip(*told, strict=True))))
    asked = "select register, told::text from views.registers_line where owner = '000000000000'"
    with site.office.publicly() as public:
        shown = {*public.execute(asked).fetchall()}
    assert shown == {*((name, "{}") for name in offered), told[-4], told[-2]}
    with psycopg.connect(site.office.databases.project) as writing:
        writing.execute("delete from views.registers_line where owner = '000000000000'")


def test_the_publics_role_shows_no_draft_and_no_unconfirmed_rota(site: Site, town: Town) -> None:
    lin = site.as_(planner_lin)
    drafted = lin.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": "草案"}).json()["plan"]
    site.office.freshen()
    with site.office.reading() as everything, site.office.publicly() as public:
        for table in ("grids_plan", "grids_plan_grid"):
            asked = sql.SQL("select count(*) from views.{} where plan = %s").format(sql.Identifier(table))
            assert everything.execute(asked, (drafted,)).fetchone() > (0,) and public.execute(asked, (drafted,)).fetchone() == (0,)


def test_initials_lead_to_the_building_and_who_answers_for_it(site: Site, town: Town) -> None:
    [estate] = site.as_().get(f"{C}/places").json()["estates"]
    assert estate["name"] == "锦绣花园" and "jxhy" in estate["initials"]
    assert [each["number"] for each in estate["buildings"]] == [str(number) for number in range(1, 25)]
    third = estate["buildings"][2]
    card = site.as_().get(f"{C}/grids/{third['grid']}").json()
    answered = site.as_().get("/api/public/whois", address="锦绣花园3号楼").json()
    assert (card["code"], card["a"], card["on_duty"]) == (answered["code"], answered["a"], answered["on_duty"])
    assert card["hotline"] == "0511-85000000"
    assert card["on_duty"]["name"] in {each.name for each in WARDENS}


@pytest.mark.parametrize(
    ("name", "typed"),
    [("锦绣花园", "jxhy"), ("重庆路12号", "cql12h"), ("A区 ２栋", "aq2d"), ("阳光100", "yg100")],
)
def test_initials_are_heard_in_every_reading(name: str, typed: str) -> None:
    assert typed in initials(name)


def test_the_map_carries_names_and_numbers_and_no_count(site: Site, town: Town) -> None:
    answer = site.as_().get(f"{C}/map")
    texts = [text.text or "" for text in ElementTree.fromstring(answer.text).iter("{http://www.w3.org/2000/svg}text")]
    assert {text[:3] for text in texts} >= {"001", "002", "003", "004", "24"} and not any("户" in text for text in texts)
    again = site.client.get(f"{C}/map", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_card_goes_into_a_telephone(site: Site, town: Town) -> None:
    told = site.as_().get(f"{C}/grids/{town.grids[0]}/card").text
    assert told.startswith("BEGIN:VCARD") and "0511-85000001" in told


def test_a_grid_of_nowhere_is_unknown(site: Site, town: Town) -> None:
    answer = site.as_().get(f"{C}/grids/grd-0000000000000000")
    assert (answer.status_code, answer.json()["code"]) == (404, "plan.grid_unknown")
    assert site.as_().get("/api/public/communities/999999999999/places").status_code == 404


@pytest.fixture
def tianditu(site: Site, town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with map_service() as (there, asked):
        monkeypatch.setattr(site.office, "settings", site.office.settings.model_copy(update={"tianditu": there}))
        yield asked


def over(site: Site) -> str:
    """The address of a tile in the middle of the community's map."""
    drawn = ElementTree.fromstring(site.as_().get(f"{C}/map").text)
    west, south, east, north = map(float, drawn.attrib["data-box"].split())
    lon, lat = (west + east) / 2, (south + north) / 2
    x, y = (lon + 180) / 360 * 2**15, (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**15
    return f"{UNDER}/tianditu/vec/15/{int(x)}/{int(y)}"


def choose(site: Site, key: str, *, is_public: bool) -> None:
    given = {"kind": "tianditu", "address": "vec", "attribution": "天地图", "key": key, "is_public": is_public}
    assert site.as_(admin_he).post("/api/basemap", given).status_code == 201


def test_tianditu_for_the_public_is_over_the_communities_and_asked_once(site: Site, tianditu: list[str]) -> None:
    tile = over(site)
    choose(site, KEY, is_public=False)
    assert (closed := site.as_().get(tile)).json()["code"] == "basemap.file_unknown" and closed.status_code == 404
    choose(site, KEY, is_public=True)
    told = site.as_().get(UNDER)
    assert told.json()["tiles"] == [[f"{UNDER}/tianditu/{layer}/{{z}}/{{x}}/{{y}}"] for layer in ("vec", "cva")]
    answers = [site.as_().get(tile) for _ in range(3)]
    assert [(one.status_code, one.content, one.headers["Content-Type"]) for one in answers] == [(200, PICTURE, "image/png")] * 3
    for elsewhere in ("vec/15/100/100", "vec/3/99/1", "img/15" + tile.partition("/vec/15")[2]):
        assert site.as_().get(f"{UNDER}/tianditu/{elsewhere}").status_code == 404
    assert len(tianditu) == 1
    assert KEY.encode() not in told.content + answers[0].content


def test_a_map_service_that_is_silent_is_left_alone_by_the_public(site: Site, tianditu: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = site.office.clock()
    monkeypatch.setattr(site.office, "clock", lambda: now)
    tile = over(site)
    choose(site, "f" * 32, is_public=True)
    for layer in ("vec", "cva", "vec"):
        assert site.as_().get(tile.replace("vec", layer)).status_code == 503
    assert len(tianditu) == 1
