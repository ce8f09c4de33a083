"""Who asks to be erased and has no file here is found where others wrote the name."""

from __future__ import annotations

import secrets

import pytest

from api.commands import erasing
from api.context import Actor
from api.problems import RoleForbidden
from api.search.finding import WordsTooFew
from api.search.mentions import mentioned
from domain.ids import CommunityId
from domain.personal_record import Measure
from tests.api.conftest import Site
from tests.api.lived_in import CODE, Town

DESK, OWNER = Actor("chen", "desk"), CommunityId(f"com-{CODE}")
NAME = "钱桂花"


def report(site: Site, text: str) -> str:
    """By anybody, without a household: by its number."""
    category = site.as_().get(f"/api/public/communities/{CODE}").json()["categories"][0]["category"]
    answer = site.as_().post(f"/api/public/communities/{CODE}/tickets", {"category": category, "text": text}, key=secrets.token_hex(8))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def test_who_is_named_in_a_publics_ticket_is_found_erased_and_found_no_more(site: Site, town: Town):
    """Given two tickets of passers-by, one with a name in it, then the search names that one, tells no text, and is written down."""
    office, ctx = site.office, site.office.ctx(DESK)
    report(site, "三号楼前路灯不亮")
    number = report(site, f"三号楼 {NAME[0]} {NAME[1:]}家门口漏水")
    (found,) = mentioned(ctx, OWNER, NAME, "本人申请删除")
    ticket = site.as_().get(f"/api/public/tickets/{number}").json()
    assert ticket["number"] == number and found["record"] == found["erase"] and found["event"] == "ticket.reported"
    assert NAME not in str(found)
    with office.app_pool.connection() as connection:
        query = "select purpose from vault.read_log where subject = %s and fields = '{search}'"
        assert connection.execute(query, (found["record"],)).fetchall() == [("本人申请删除",)]
    asked = erasing.propose(office.ctx(DESK, document="润社个〔2026〕8号"), found["erase"], Measure.ERASE, "consent_withdrawn")
    erasing.confirm(office.ctx(Actor("wang", "approver"), document="润社个〔2026〕8号"), asked.answer["measure"])
    assert mentioned(office.ctx(DESK), OWNER, NAME, "核对") == []


def test_who_may_not_search_and_what_is_too_little(site: Site, town: Town):
    with pytest.raises(RoleForbidden):
        mentioned(site.office.ctx(Actor("lin", "planner")), OWNER, NAME, "好奇")
    with pytest.raises(WordsTooFew):
        mentioned(site.office.ctx(DESK), OWNER, " 钱 ", "核对")
