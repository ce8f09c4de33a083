"""A building: counted with a basis, corrected with a reason, gone for good once demolished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import building, required
from domain.building import Address, Addressed, Demolished, DwellingsCounted, Registered
from domain.values import CountBasis, DwellingKind
from tests.scenario import given

REGISTERED = Registered(
    building="bld-0001",
    community="com-321111001003",
    source="way/1",
    name="金山花园3幢",
    address="金山路8号",
    estate="金山花园",
    number="3",
    kind=DwellingKind.BLOCK,
    use="residential",
    floors=6,
    units=3,
    dwellings=36,
    basis=CountBasis.ESTIMATED,
    basis_note="6 层 × 3 单元 × 2",
    footprint="POLYGON ((119.4 32.2, 119.4001 32.2, 119.4001 32.2001, 119.4 32.2))",
)
GONE = Demolished(on=date(2024, 5, 1), reason="拆迁")


def test_registering_twice_writes_once():
    given(building).when(building.register, REGISTERED).then(REGISTERED)
    given(building, REGISTERED).when(building.register, REGISTERED).then()
    counted = DwellingsCounted(dwellings=40, basis=CountBasis.COUNTED, reason="入户核实")
    given(building, REGISTERED, counted).when(building.register, REGISTERED).then()


def test_another_building_under_the_same_id_is_refused():
    given(building, REGISTERED).when(building.register, replace(REGISTERED, dwellings=37)).refused(
        building.BuildingRegisteredOtherwise, building="bld-0001"
    )


@pytest.mark.parametrize(("field", "value"), [("dwellings", -1), ("floors", 0), ("units", 0)])
def test_a_count_that_cannot_be_is_refused(field: str, value: int):
    given(building).when(building.register, replace(REGISTERED, **{field: value})).refused(building.CountInvalid, field=field, value=value)


def test_a_building_without_homes_and_without_known_floors_is_fine():
    shop = replace(REGISTERED, dwellings=0, floors=None, units=None)
    given(building).when(building.register, shop).then(shop)


def test_a_building_stands_somewhere():
    given(building).when(building.register, replace(REGISTERED, footprint=" ")).refused(building.FootprintMissing)


def test_a_recount_says_why():
    counted = {"dwellings": 40, "basis": CountBasis.COUNTED}
    given(building, REGISTERED).when(building.count_dwellings, **counted, reason="").refused(required.ReasonMissing)
    recount = DwellingsCounted(**counted, reason="入户核实")
    state = given(building, REGISTERED).when(building.count_dwellings, **counted, reason="入户核实").then(recount)
    assert (state.dwellings, state.basis) == (40, CountBasis.COUNTED)
    given(building, REGISTERED, recount).when(building.count_dwellings, **counted, reason="").then()


def test_counting_what_was_estimated_is_news_even_if_the_number_stands():
    given(building, REGISTERED).when(building.count_dwellings, dwellings=36, basis=CountBasis.COUNTED, reason="核实").then(
        DwellingsCounted(dwellings=36, basis=CountBasis.COUNTED, reason="核实")
    )


def test_an_address_is_corrected_with_a_reason():
    to = Address("金山花园3幢", "金山路10号", "金山花园", "3")
    addressed = Addressed(name=to.name, address=to.address, estate=to.estate, number=to.number, reason="门牌更换")
    assert given(building, REGISTERED).when(building.address, to, reason="门牌更换").then(addressed).address == to
    given(building, REGISTERED, addressed).when(building.address, to, reason="门牌更换").then()


def test_a_building_where_people_live_is_not_demolished():
    given(building, REGISTERED).when(building.demolish, on=GONE.on, households=2, reason="拆迁").refused(
        building.BuildingInhabited, households=2
    )


def test_a_demolished_building_changes_no_more():
    given(building, REGISTERED).when(building.demolish, on=GONE.on, households=0, reason="拆迁").then(GONE)
    past = given(building, REGISTERED, GONE)
    past.when(building.demolish, on=GONE.on, households=0, reason="拆迁").then()
    for decide, content in (
        (building.demolish, {"on": date(2024, 6, 1), "households": 0}),
        (building.count_dwellings, {"dwellings": 1, "basis": CountBasis.COUNTED}),
        (building.address, {"to": Address("", "", "", "")}),
    ):
        past.when(decide, **content, reason="x").refused(building.BuildingDemolished, on=GONE.on)


def test_an_unknown_building_is_not_counted():
    given(building).when(building.count_dwellings, dwellings=1, basis=CountBasis.COUNTED, reason="x").refused(building.BuildingUnknown)


def test_a_block_is_registered_by_its_stairwells_and_as_one_again():
    block = building.fold(building.register(None, REGISTERED))
    parts = [replace(REGISTERED, building=f"bld-100{n}", source=f"x#{n}", dwellings=24) for n in (1, 2)]
    said, opened = building.divide(block, parts, reason="整栋超出户数")
    gone = building.fold((*building.register(None, REGISTERED), *said))
    assert gone.successors == tuple(opened)
    with pytest.raises(building.BuildingSucceeded):
        building.count_dwellings(gone, dwellings=1, basis=CountBasis.COUNTED, reason="清点")
    stairwells = {each: building.fold(events) for each, events in opened.items()}
    assert {one.block for one in stairwells.values()} == {block.registered.building}
    with pytest.raises(building.NotDivided):
        building.make_whole(gone, dict(list(stairwells.items())[:1]), reason="有误")
    whole, taken = building.make_whole(gone, stairwells, reason="有误")
    again = building.fold((*building.register(None, REGISTERED), *said, *whole))
    assert (again.successors, again.dwellings, again.divided) == ((), 48, 1)
    assert {building.fold((*opened[each], *events)).successors for each, events in taken.items()} == {(block.registered.building,)}


def test_a_block_has_at_least_two_stairwells():
    with pytest.raises(building.StairwellsTooFew):
        building.divide(building.fold(building.register(None, REGISTERED)), [REGISTERED], reason="整栋超出户数")
