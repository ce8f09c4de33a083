from __future__ import annotations

import json
from datetime import date

import pytest

from domain import building, ticket, visit
from domain.structure import organisation, party_groups
from domain.structure.organisation import FiledBy, Filing, OrganisationKind, Particulars, PartyOrganisation, Site
from projections import situation_map
from projections.layers import LAYERS, of_category
from projections.moments import start_of_day
from tests.projections.households import family, hh, moved_within, registered, visited
from tests.projections.test_ticket_board import reported
from tests.projections.town import COMMUNITY, Town, bld, drawn, grd

JAN, MAY, JUNE, JULY = (date(2024, month, 1) for month in (1, 5, 6, 7))
HARM = {"subject", "box", "sealed", "person", "persons", "household", "members", "door", "text", "reporter"}


@pytest.fixture
def living(town: Town) -> Town:
    """Households in buildings 1 and 4, one visit each kind, three tickets; from July building 4 stands in grid 3."""
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=MAY)
    town.enact("pln-0002", drawn(1, (1, 2, 3)), drawn(2, (5, 6)), drawn(3, (4,), grd(2)), on=JULY, replaces="pln-0001")
    town.tell(hh(1), registered(1, 1, 1, family(1, 3)), at=JAN)
    town.tell(hh(2), registered(2, 4, 2, family(10, 2)), at=JAN)
    town.tell(hh(3), registered(3, 4, 2, family(20, 1)), at=JAN)
    town.tell("vis-0001", visited(1, 1, 1, start_of_day(MAY)))
    town.tell("vis-0002", party_visit(2, 4, "vis-0002"))
    town.tell("tkt-0001", reported(1), at=JUNE)
    town.tell("tkt-0002", reported(2, category="culture"), at=JUNE)
    town.tell("tkt-0002", ticket.Closed(by="desk", outcome="solved", level=ticket.Level.GRID), at=date(2024, 6, 10))
    town.run()
    return town


def party_visit(number: int, at_building: int, name: str) -> visit.Recorded:
    told = visited(number, at_building, 2, start_of_day(JUNE), name)
    fields = {field: getattr(told, field) for field in told.__slots__}
    return visit.Recorded(**fields | {"purpose": "party_members"})


def section(town: Town, layer: str, number: int | None, on: date) -> dict:
    (found,) = [one for one in situation_map.layers(town.conn, COMMUNITY, on) if one["key"] == layer]
    (grid,) = [one for one in found["sections"] if one["grid"] == (number and grd(number))]
    return grid


@pytest.mark.rule("R5")
def test_four_layers_by_section_and_building(living: Town):
    found = situation_map.layers(living.conn, COMMUNITY, JUNE)
    assert [one["title"] for one in found] == ["住户信息", "楼宇党建", "环境卫生", "综合治理"]
    assert [one["grid"] for one in found[3]["sections"]] == [grd(1), grd(2)]
    assert [one["building"] for one in found[3]["buildings"]] == [bld(n) for n in range(1, 7)]
    (home,) = [one for one in found[0]["buildings"] if one["building"] == bld(4)]
    assert (home["grid"], home["name"], home["dwellings"], home["households"], home["people"]) == (grd(2), "4号楼", 100, 2, 3)


def test_residents_and_their_visits(living: Town):
    west = section(living, "residents", 1, JUNE)
    assert (west["code"], west["dwellings"], west["households"], west["people"]) == ("321111001001001", 300, 1, 3)
    assert (west["visits"], west["last_visit_at"]) == (1, start_of_day(MAY))
    assert (section(living, "party", 2, JUNE)["visits"], section(living, "residents", 2, JUNE)["visits"]) == (1, 1)
    assert section(living, "party", 2, MAY)["visits"] == 0


@pytest.mark.rule("R5")
def test_tickets_stand_in_the_layer_of_their_category(living: Town):
    sanitation = section(living, "sanitation", 2, JUNE)
    assert (sanitation["tickets"], sanitation["tickets_open"], sanitation["last_reported_at"]) == (1, 1, start_of_day(JUNE))
    assert section(living, "residents", 2, JUNE)["tickets_open"] == 1
    after = section(living, "residents", 2, date(2024, 6, 10))
    assert (after["tickets"], after["tickets_open"]) == (1, 0)
    assert section(living, "sanitation", 2, MAY)["tickets"] == 0


def test_a_building_takes_its_counts_into_the_new_section(living: Town):
    assert (section(living, "residents", 3, JULY)["households"], section(living, "residents", 2, JULY)["households"]) == (2, 0)
    assert (section(living, "sanitation", 3, JULY)["tickets_open"], section(living, "sanitation", 2, JULY)["tickets"]) == (1, 0)


def test_before_the_first_plan_everything_lies_in_no_section(living: Town):
    nowhere = section(living, "residents", None, JAN)
    assert (nowhere["households"], nowhere["people"], nowhere["dwellings"]) == (3, 6, 600)


def test_a_move_and_a_demolition(living: Town):
    living.tell(hh(1), moved_within(1, (1, 5), (1, 2)), at=JUNE)
    living.tell(bld(1), building.Demolished(on=JUNE, reason="征收"))
    living.run()
    assert (section(living, "residents", 1, JUNE)["households"], section(living, "residents", 2, JUNE)["households"]) == (0, 3)
    assert section(living, "residents", 1, JUNE)["dwellings"] == 200
    assert section(living, "residents", 1, MAY)["households"] == 1


def test_nothing_about_a_person_is_in_it(living: Town):
    def keys(value):
        if isinstance(value, dict):
            yield from value
            for one in value.values():
                yield from keys(one)
        elif isinstance(value, list):
            for one in value:
                yield from keys(one)

    found = situation_map.layers(living.conn, COMMUNITY, JUNE)
    assert not HARM & set(keys(found))
    assert not any(word in json.dumps(found, default=str) for word in ("psn-", "hh-", "c2VhbGVk"))
    kept = "select count(*) from views.situation_map_member where sealed is not null"
    assert living.conn.execute(kept).fetchone() == (0,)


def test_every_category_of_a_profile_has_one_layer():
    assert of_category("civil_affairs").key == of_category("never heard of").key == "residents"
    named = [category for layer in LAYERS for category in layer.categories]
    assert len(named) == len(set(named))


@pytest.mark.rule("D3", "G9", "R5")
def test_units_and_party_groups_stand_in_the_party_layer_as_of_any_day(living: Town):
    school = Particulars("实验小学", OrganisationKind.UNIT, "教育", 80, PartyOrganisation.BRANCH, 23)
    registered = organisation.Registered(organisation="org-0001", community=COMMUNITY, particulars=school, site=Site(building=bld(4)))
    filed = organisation.Filed(filing=Filing(grd(2), FiledBy.HOLDS, 0.0), replaces=None, clause="")
    formed = party_groups.Formed(community=COMMUNITY, grid=grd(2), name="第一党小组", members=9, clause="")
    living.tell("org-0001", registered, at=MAY)
    living.tell("org-0001", filed, at=MAY)
    living.tell("ptg-321111001001", formed, at=MAY)
    living.tell("ptg-321111001001", party_groups.Counted(grid=grd(2), members=11), at=JUNE)
    living.tell("org-0001", organisation.Closed(on=JULY, reason="迁出"), at=JULY)
    living.tell("ptg-321111001001", party_groups.Dissolved(grid=grd(2), reason="撤并"), at=JULY)
    living.run()
    seen = [section(living, "party", 2, on) for on in (MAY, JUNE, JULY)]
    assert [(one["organisations"], one["party_organisations"], one["party_members"]) for one in seen] == [(1, 1, 23), (1, 1, 23), (0, 0, 0)]
    assert [(one["party_groups"], one["party_group_members"]) for one in seen] == [(1, 9), (1, 11), (0, 0)]
    (layer,) = [one for one in situation_map.layers(living.conn, COMMUNITY, JUNE) if one["key"] == "party"]
    assert [one["party_members"] for one in layer["buildings"] if one["building"] == bld(4)] == [23]
    assert section(living, "residents", 2, JUNE)["organisations"] == 0
