"""A person asks to be forgotten: every trace of the words is gone from dump, answers, sheets and tiles, and no restore brings it back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest

from api.audit_reader import check_bundle
from api.commands import erasing
from api.context import open_office
from api.databases import Databases
from api.notary import checking
from api.notary.bundle import export
from api.notary.folder import Folder
from domain import personal_record
from domain.ids import CommunityId
from domain.personal_record import Standing
from domain.schema import name_of
from projections.rebuild import rebuild
from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town
from tests.api.notary.conftest import until
from tests.api.walls import SOMETHING, TABLE
from tests.days import china_today
from tests.people import admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_zhao

CANARY = {
    "name": "鹳雀楼",
    "id_number": "321102194803070021",
    "phone": "13912344321",
    "room": "鹭九零七",
    "origin": "鸬鹚县鸥鹭乡",
    "ticket": "鹈鹕说屋顶漏雨",
    "follow_up": "鹡鸰已回话",
    "visit": "鸳鸯独居需照看",
    "feedback": "鹌鹑同意下周再来",
    "need": "鹧鸪每周透析三次",
    "basis": "鹣鲽残疾证为据",
    "observation": "鸿鹄新搬来",
    "correction": "鹦鹉证件抄错",
    "note": "鸾凤本人来信",
    "reason": "鸥鹭因病由女儿接走",
}
"""What is told of one person, in every place the product has for it. Birds of one home, so that nothing else says these words."""
PURPOSE = {"purpose": "核对"}


@dataclass
class Life:
    town: Town
    hh: str
    person: str
    ticket: str
    visit: str
    need: str


@pytest.fixture(scope="module")
def life(site: Site, town: Town) -> Life:
    """One household of two in the first grid, another beside it; the canary words stand wherever they can."""
    chen, zhao = site.as_(desk_chen), site.as_(warden_zhao)
    member = {"relation": "head"} | {part: CANARY[part] for part in ("name", "id_number", "phone")} | {"needs": [CANARY["need"]]}
    body = {"building": town.buildings[0][0]["building"], "door": {"unit": "1", "room": CANARY["room"]}, "members": [member]}
    hh = _made(chen.post("/api/households", body | {"how": "moved_in", "came_from": CANARY["origin"]}))["household"]
    person = chen.get(f"/api/households/{hh}").json()["members"][0]["person"]
    moved = {"building": body["building"], "door": {"unit": "1", "room": CANARY["room"] + "号"}, "reason": CANARY["reason"]}
    _made(chen.post(f"/api/households/{hh}/move", moved, seen=1))
    asked = {"category": "public_facilities", "text": CANARY["ticket"], "household": hh, "reporter_phone": CANARY["phone"]}
    asked |= {"reporter_name": CANARY["name"], "category": _category(chen), "building": body["building"]}
    ticket = _made(chen.post(f"{COMMUNITY}/tickets", asked))["ticket"]
    visit = {"household": hh, "purpose": "needs", "issue": CANARY["visit"], "feedback": CANARY["feedback"]}
    seen = zhao.post("/api/visits", visit | {"visited_at": site.office.clock().isoformat(), "purpose": _purpose(site)})
    need = chen.post(f"/api/households/{hh}/needs", {"kind": "need", "class": "health", "text": CANARY["need"], "person": person})
    tag = {"tag": "disabled", "basis": CANARY["basis"], "expires_on": (china_today() + timedelta(days=90)).isoformat()}
    _made(chen.post(f"/api/households/{hh}/members/{person}/tags", tag))
    told = {"grid": town.grids[0], "about": "newly_arrived", "text": CANARY["observation"], "household": hh}
    _made(zhao.post(f"{COMMUNITY}/observations", told))
    _made(chen.post(f"/api/households/{hh}/corrections", {"person": person, "name": CANARY["name"], "why": CANARY["correction"]}))
    return Life(town, hh, person, ticket, _made(seen)["visit"], _made(need)["need"])


def _made(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def _category(caller: Any) -> str:
    from domain.policy import PolicyProfile

    return next(iter(PolicyProfile.load("erenhot").categories))


def _purpose(site: Site) -> str:
    from domain.policy import PolicyProfile

    return sorted(PolicyProfile.load("erenhot").purposes)[0]


def dump(site: Site) -> str:
    return subprocess.run(["pg_dump", site.office.databases.admin, "--inserts"], check=True, capture_output=True, text=True).stdout


def words_in(text: str) -> set[str]:
    """Canary words that stand in a text: plain, as bytes in a dump, or escaped in JSON."""
    forms = lambda word: (word, word.encode().hex(), json.dumps(word)[1:-1])  # noqa: E731
    return {part for part, word in CANARY.items() if any(form in text for form in forms(word))}


def answers(site: Site, life: Life) -> str:
    """Everything that could show the household, asked for with a purpose where one is taken."""
    town = life.town
    roads = (
        f"/api/households/{life.hh}",
        f"/api/households/{life.hh}/history",
        f"/api/tickets/{life.ticket}",
        f"/api/tickets/{life.ticket}/history",
        f"/api/visits/{life.visit}",
        f"{COMMUNITY}/households",
        f"{COMMUNITY}/tickets",
        f"{COMMUNITY}/visits",
        f"{COMMUNITY}/needs",
        f"{COMMUNITY}/key-groups",
        f"{COMMUNITY}/home-care",
        f"{COMMUNITY}/observations",
        f"{COMMUNITY}/personal-measures",
        f"{COMMUNITY}/diary",
        f"/api/features/buildings?community={town.quarter.code}",
    )
    told = []
    for person in (desk_chen, auditor_zhou):
        caller = site.as_(person)
        for road in roads:
            for asked in ({}, PURPOSE):
                answer = caller.get(road, **asked)
                assert answer.status_code < 500, (road, answer.text)
                told.append(answer.text)
    return "\n".join(told)


def walk(site: Site, life: Life) -> Iterator[tuple[str, str]]:
    """Every route that can be asked, with the household's ids where its path wants some, as the desk and for a purpose: what it said."""
    known = {"code": life.town.quarter.code, "hh": life.hh, "person": life.person, "visit": life.visit, "grid": life.town.grids[0]}
    known |= {"plan": life.town.plan, "warden": life.town.wardens[warden_zhao.account], "month": f"{china_today():%Y-%m}"}
    chen = site.as_(desk_chen)
    for road in (name.removeprefix("GET ") for name in TABLE if name.startswith("GET ")):
        for stream in (life.ticket, life.hh, life.need) if "{stream}" in road or "{subject}" in road else ("",):
            filled = road.format_map(SOMETHING | known | {"stream": stream, "subject": stream})
            answer = chen.get(filled, community=known["code"], kind="need", **PURPOSE)
            assert answer.status_code < 500 and "sealed:" not in answer.text, (filled, answer.text)
            yield filled, answer.text if not answer.content.startswith(b"PK") else unpacked(answer.content)


def unpacked(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as file:
        return "\n".join(file.read(name).decode(errors="replace") for name in file.namelist())


def test_whatever_route_shows_a_word_has_written_down_that_it_did(site: Site, life: Life) -> None:
    seen: dict[str, set[str]] = {}
    with psycopg.connect(site.office.databases.read, autocommit=True) as connection:
        count = "select count(*) from vault.read_log where actor = %s"
        before = connection.execute(count, (desk_chen.account,)).fetchone()
        for road, told in walk(site, life):
            after = connection.execute(count, (desk_chen.account,)).fetchone()
            if found := words_in(told):
                assert after > before, road
                seen[road] = found
            before = after
    assert len(seen) >= 8, seen


def test_before_it_is_asked_for_nothing_is_readable_but_by_purpose(site: Site, life: Life) -> None:
    assert words_in(dump(site)) == set()
    shown = words_in(answers(site, life))
    assert {"name", "phone", "id_number", "room", "ticket", "visit", "feedback", "need", "observation", "reason"} <= shown


@pytest.fixture(scope="module")
def backup(site: Site, life: Life, folder: Path) -> Path:
    """A backup from before the erasure: the wrapped keys are in it."""
    file = folder / "before.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", str(file), site.office.databases.admin], check=True)
    return file


def test_a_restriction_closes_every_block_and_opens_them_again(site: Site, life: Life) -> None:
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    asked = {"subject": life.hh, "measure": "restrict", "ground": "retention_runs", "document": "润社个〔2026〕2号"}
    stream = _made(chen.post("/api/personal-measures", asked))["measure"]
    assert words_in(answers(site, life))
    _made(wang.post(f"/api/personal-measures/{stream}/confirmation", {}))
    assert words_in(answers(site, life)) == set()
    file = chen.get(f"/api/households/{life.hh}", **PURPOSE).json()
    assert file["members"][0]["restricted"] is True and file["door"] == {"restricted": True}
    more = chen.post(f"/api/households/{life.hh}/needs", {"kind": "need", "class": "health", "text": "x", "person": life.person})
    assert more.json()["code"] == "vault.subject_restricted"
    lifted = asked | {"measure": "lift", "ground": "mistaken", "document": "润社个〔2026〕4号"}
    stream = _made(chen.post("/api/personal-measures", lifted))["measure"]
    _made(wang.post(f"/api/personal-measures/{stream}/confirmation", {}))
    assert "name" in words_in(answers(site, life))


def test_it_takes_two_a_ground_and_the_own_community(site: Site, life: Life, backup: Path) -> None:
    he = site.as_(admin_he)
    asked = {"subject": life.hh, "measure": "erase", "ground": "consent_withdrawn", "document": "润社个〔2026〕5号"}
    assert he.post("/api/personal-measures", asked | {"ground": "because"}).json()["code"] == "personal_record.ground_unknown"
    assert he.post("/api/personal-measures", asked | {"document": ""}).json()["code"] == "command.document_missing"
    assert he.post("/api/personal-measures", asked | {"subject": "hh-0000000000"}).json()["code"] == "personal_record.subject_unknown"
    assert site.as_(reporter_xu).post("/api/personal-measures", asked).status_code == 403
    stream = _made(he.post("/api/personal-measures", asked | {"note": CANARY["note"]}))["measure"]
    assert he.post(f"/api/personal-measures/{stream}/confirmation", {}).json()["code"] == "personal_record.proposer_confirms"
    assert "name" in words_in(answers(site, life))
    done = _made(site.as_(approver_wang).post(f"/api/personal-measures/{stream}/confirmation", {}))
    assert done["keys"] == 3  # household, person, ticket


def test_afterwards_no_word_is_left_anywhere(site: Site, life: Life) -> None:
    assert words_in(answers(site, life)) == set()
    assert {road for road, told in walk(site, life) if words_in(told)} == set()
    assert words_in(dump(site)) == set()
    file = site.as_(desk_chen).get(f"/api/households/{life.hh}", **PURPOSE).json()
    assert file["members"][0]["erased"] is True and file["door"] == {"erased": True}
    assert site.as_(desk_chen).get(f"/api/tickets/{life.ticket}", **PURPOSE).json()["text"] is None
    sheet = site.as_(desk_chen).get(f"{COMMUNITY}/sheet")
    assert words_in(sheet.text) == set()
    neighbour = site.as_(desk_chen).get(f"/api/households/{life.town.households[0][0]}", **PURPOSE).json()
    assert neighbour["members"][0]["name"] == "张三"


def test_the_event_names_the_keys_the_law_and_both_people(site: Site, life: Life) -> None:
    (told, *_) = site.as_(auditor_zhou).get(f"{COMMUNITY}/personal-measures").json()["measures"]
    assert (told["measure"], told["proposed_by"], told["decided_by"]) == ("erase", admin_he.account, approver_wang.account)
    event = site.office.journal.read(told["measure_id"])[-1].body
    assert isinstance(event, personal_record.Erased) and event.clause == "个人信息保护法 第四十七条第一款第（三）项"
    sealed = site.office.journal.read(life.hh)[0].body.door
    assert sealed.key in {one.fingerprint for one in event.keys if one.subject == life.hh}
    assert {life.hh, life.person, life.ticket} <= {one.subject for one in event.keys}


def test_the_rebuilt_read_models_are_the_live_ones(site: Site, life: Life) -> None:
    site.office.freshen()
    report = rebuild(site.office.journal, site.office.databases.project, check=True)
    assert report.equal, [table for table in report.tables if not table.equal]


def test_proofs_still_verify(site: Site, life: Life, tmp_path: Path) -> None:
    """Leaves are of what is stored, and that is sealed: with the key gone nothing stored has changed. No word of it goes out either."""
    folder = Folder(site.office.settings.notary_home)
    with psycopg.connect(site.office.databases.notary, autocommit=True) as connection:
        until(lambda: folder.head().position == site.office.journal.head())
        assert [one.code for one in checking.verify(connection, folder) if not one.holds] == []
        export(connection, folder, tmp_path / "bundle")
    assert check_bundle(tmp_path / "bundle", folder.path / "log.key.pub", [])
    events = (tmp_path / "bundle" / "events.jsonl").read_text()
    assert [word for word in CANARY.values() if word in events] == []


@pytest.fixture(scope="module")
def restored(site: Site, backup: Path, new_database: Callable[[], AbstractContextManager[Databases]]) -> Iterator[Databases]:
    with new_database() as databases:
        subprocess.run(["pg_restore", "--clean", "--if-exists", "-d", databases.admin, str(backup)], check=True, capture_output=True)
        yield databases


def test_a_restored_backup_does_not_bring_it_back(site: Site, life: Life, restored: Databases) -> None:
    with psycopg.connect(restored.keys) as connection:
        query = "select count(*) from vault.subject_key where subject = %s and wrapped is not null"
        assert connection.execute(query, (life.hh,)).fetchone() == (1,)
    office = open_office(site.office.settings, restored)
    try:
        assert office.vault.standing(life.hh) is Standing.ERASED
        (told,) = office.journal.named([name_of(personal_record.Erased)], 0)
        assert (told.body.confirmed_by, told.meta.actor, told.meta.document) == (approver_wang.account, "clock", "润社个〔2026〕5号")
        before = office.journal.head()
        erasing.carry_out(office)
        assert office.journal.head() == before
    finally:
        office.close()


def test_a_confirmation_cut_off_half_way_is_carried_out_by_the_next_start(site: Site, life: Life) -> None:
    """The event stands in the journal; ledger and keys had not been reached when the program was killed."""
    office, hh = site.office, life.town.households[1][0]
    stream = "pms-cutoff00000"
    keys = tuple(personal_record.DestroyedKey(one, key) for one, key in office.vault.fingerprints([hh]).items())
    told = personal_record.Erased(
        measure_id=stream,
        community=CommunityId("com-321111009001"),
        subject=hh,
        keys=keys,
        ground="purpose_met",
        clause="",
        document="润社个〔2026〕6号",
        proposed_by="chen",
        confirmed_by="wang",
    )
    from api.commands.acting import CLOCK
    from api.commands.evidence import append
    from domain.journal import Write

    append(office.ctx(CLOCK), [Write(stream, 0, (told,))], {})
    assert office.vault.standing(hh) is Standing.IN_USE
    open_office(office.settings, office.databases).close()
    assert office.vault.standing(hh) is Standing.ERASED


def test_a_person_goes_and_the_household_of_the_others_stays(site: Site, life: Life) -> None:
    chen, wang = site.as_(desk_chen), site.as_(approver_wang)
    members = [{"relation": "head", "name": "留下的人"}, {"relation": "spouse", "name": "离开的人", "phone": "13911112222"}]
    body = {"building": life.town.buildings[1][0]["building"], "door": {"unit": "1", "room": "808"}, "members": members}
    hh = _made(chen.post("/api/households", body))["household"]
    leaving = chen.get(f"/api/households/{hh}").json()["members"][1]["person"]
    common = {"category": _category(chen), "household": hh, "building": body["building"]}
    own = _made(chen.post(f"{COMMUNITY}/tickets", common | {"text": "我的事", "reporter_name": "离开的人"}))["ticket"]
    other = _made(chen.post(f"{COMMUNITY}/tickets", common | {"text": "家里的事", "reporter_name": "留下的人"}))["ticket"]
    certified, namesake = _certificates(site, leaving)
    asked = {"subject": leaving, "measure": "erase", "ground": "purpose_met", "document": "润社个〔2026〕7号"}
    stream = _made(chen.post("/api/personal-measures", asked))["measure"]
    _made(wang.post(f"/api/personal-measures/{stream}/confirmation", {}))
    assert [chen.get(f"/api/certificates/{one}", **PURPOSE).json()["name"] for one in (certified, namesake)] == [None, "离开的人"]
    file = chen.get(f"/api/households/{hh}", **PURPOSE).json()
    assert [one.get("name") for one in file["members"]] == ["留下的人", None]
    assert file["door"]["room"] == "808"
    assert chen.get(f"/api/tickets/{own}", **PURPOSE).json()["text"] is None
    assert chen.get(f"/api/tickets/{other}", **PURPOSE).json()["text"] == "家里的事"
    again = chen.post("/api/personal-measures", asked)
    assert (again.status_code, again.json()["code"]) == (409, "personal_record.stands_otherwise")


def _certificates(site: Site, person: str) -> tuple[str, str]:
    """Asked for that person, and by the same name for somebody who is not registered."""
    chen = site.as_(desk_chen)
    kinship = {"key": "kinship", "title": "亲属关系证明", "legal_basis": "《公证法》第二十五条", "document": "二连〔2026〕5号"}
    _made(site.as_(planner_lin).post(f"{COMMUNITY}/certificate-types", kinship))
    asked = {"type": "kinship", "name": "离开的人", "purpose": "办理公证"}
    stranger = chen.post(f"{COMMUNITY}/certificates", asked | {"person": f"psn-{'0' * 16}"})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "personal_record.subject_unknown")
    return tuple(_made(chen.post(f"{COMMUNITY}/certificates", asked | more))["id"] for more in ({"person": person}, {}))
