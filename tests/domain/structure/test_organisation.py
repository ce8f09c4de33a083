"""Units and shops: five things known, filed by grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.ids import BuildingId, CommunityId, GridId, OrganisationId
from domain.required import NameMissing, ReasonMissing
from domain.structure import organisation as org
from domain.structure.organisation import FiledBy, Filing, OrganisationKind, Particulars, PartyOrganisation, Site
from tests.scenario import given

COMMUNITY, ORGANISATION = CommunityId("com-321111001001"), OrganisationId("org-0001")
EAST, WEST = GridId("grd-east"), GridId("grd-west")
SCHOOL = Particulars("实验小学", OrganisationKind.UNIT, "教育", 80, PartyOrganisation.BRANCH, 23)
SHOP = Particulars("老张面馆", OrganisationKind.SHOP, "餐饮", 3, PartyOrganisation.NONE, 0)
INSIDE, STREET = Site(building=BuildingId("bld-0001")), Site(place=(119.43, 32.19))
HELD, NEAREST = Filing(EAST, FiledBy.HOLDS, 0.0), Filing(WEST, FiledBy.NEAREST, 12.5)
CLAUSE = "网格联系、代办服务 二"


def registering(particulars: Particulars = SCHOOL, site: Site = INSIDE, filing: Filing | None = HELD):
    return lambda state: org.register(
        state, organisation=ORGANISATION, community=COMMUNITY, particulars=particulars, site=site, filing=filing, clause=CLAUSE
    )


def registered(particulars: Particulars = SCHOOL, site: Site = INSIDE, filing: Filing | None = HELD):
    return registering(particulars, site, filing)(None)


def updating(particulars: Particulars = SCHOOL, site: Site = INSIDE, filing: Filing | None = HELD):
    return lambda state: org.update(state, particulars=particulars, site=site, filing=filing, clause=CLAUSE)


@pytest.mark.rule("G9", "Y6")
def test_a_unit_is_registered_with_its_five_fields_and_filed_by_grid():
    first, filed = registered()
    assert (first.particulars, first.site) == (SCHOOL, INSIDE)
    assert filed == org.Filed(filing=HELD, replaces=None, clause="")
    given(org, first, filed).when(registering()).then()


@pytest.mark.rule("D1")
def test_a_shop_on_the_street_goes_to_the_nearest_grid_by_the_clause():
    _, filed = registered(SHOP, STREET, NEAREST)
    assert (filed.filing, filed.clause) == (NEAREST, CLAUSE)


def test_before_the_first_plan_it_waits_to_be_filed():
    (first,) = registered(filing=None)
    given(org, first).when(lambda state: org.file(state, filing=HELD, clause=CLAUSE)).then(org.Filed(filing=HELD, replaces=None, clause=""))


@pytest.mark.rule("G9")
def test_what_changed_is_updated_and_a_new_place_files_it_anew():
    history = registered()
    grown = replace(SCHOOL, people=90, party_members=25)
    given(org, *history).when(updating(grown)).then(org.Updated(particulars=grown, site=INSIDE))
    moved = org.Updated(particulars=SCHOOL, site=STREET)
    given(org, *history).when(updating(site=STREET, filing=NEAREST)).then(moved, org.Filed(filing=NEAREST, replaces=EAST, clause=CLAUSE))
    given(org, *history).when(updating()).then()


def test_a_closed_one_changes_no_more():
    closed = org.Closed(on=date(2026, 5, 1), reason="停业")
    given(org, *registered()).when(lambda state: org.close(state, on=date(2026, 5, 1), reason="停业")).then(closed)
    given(org, *registered()).when(lambda state: org.close(state, on=date(2026, 5, 1), reason=" ")).refused(ReasonMissing)
    given(org, *registered(), closed).when(updating(SHOP)).refused(org.OrganisationClosed, on=date(2026, 5, 1))
    given(org, *registered(), closed).when(lambda state: org.file(state, filing=NEAREST, clause="")).refused(org.OrganisationClosed)
    given(org, *registered(), closed).when(lambda state: org.close(state, on=date(2026, 6, 1), reason="停业")).then()


@pytest.mark.parametrize(
    "wrong",
    [replace(SHOP, people=-1), replace(SCHOOL, party_members=81), replace(SHOP, party_members=-1), replace(SCHOOL, party_members=0)],
    ids=["people", "more members than people", "members", "an organisation without members"],
)
def test_counts_hold_together(wrong: Particulars):
    given(org).when(registering(wrong)).refused(org.CountsUnsound)


def test_it_has_a_name_and_stands_somewhere():
    given(org).when(registering(replace(SHOP, name=" "))).refused(NameMissing)
    given(org).when(registering(site=Site())).refused(org.SiteMissing)
    given(org).when(updating()).refused(org.OrganisationUnknown)
