"""Building groups drawn anew: moved, split, merged, many at once; and what the regulation says of them as they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from domain.building_heirs import StairwellsHeldApart
from domain.ids import BuildingGroupId, BuildingHeadId, BuildingId, CommunityId, GridId
from domain.policy import PolicyProfile
from domain.required import ReasonMissing
from domain.structure import building_groups as groups
from domain.structure import group_checks, group_drawing
from domain.structure.building_groups import Dissolved, Formed, Method, Readdressed, Redrawn
from domain.structure.group_checks import Home
from domain.structure.group_drawing import Drawing, Drawn
from domain.values import DwellingKind, Sealed
from tests.scenario import given

YIXING, TIEDONG = map(PolicyProfile.load, ("yixing", "tiedong"))
CLAUSE = YIXING.band(DwellingKind.BLOCK, "building_head").rule.clause
COMMUNITY = CommunityId("com-321111001001")
EAST, WEST = GridId("grd-0001"), GridId("grd-0002")
G1, G2, G3 = (BuildingGroupId(f"bgp-000{n}") for n in (1, 2, 3))
B = [BuildingId(f"bld-000{n}") for n in range(8)]
HOMES = {EAST: {each: (DwellingKind.BLOCK, 20) for each in B[:6]}, WEST: {each: (DwellingKind.BLOCK, 20) for each in B[6:]}}
BOX = Sealed(BuildingHeadId("bhd-0001"), "k", "Ym94")


def formed(group: BuildingGroupId, name: str, *buildings: BuildingId, grid: GridId = EAST) -> Formed:
    told = {"group": group, "grid": grid, "name": name, "buildings": buildings, "households": 20 * len(buildings)}
    return Formed(community=COMMUNITY, exception="", clause=CLAUSE, **told)


def redrawn(group: BuildingGroupId, name: str, *buildings: BuildingId, exception: str = "") -> Redrawn:
    told = {"group": group, "grid": EAST, "name": name, "buildings": buildings, "households": 20 * len(buildings)}
    return Redrawn(exception=exception, clause=CLAUSE, **told)


STANDING = (formed(G1, "甲", B[0], B[1]), formed(G2, "乙", B[2], B[3]))
LED = groups.HeadAppointed(
    group=G2,
    head=BuildingHeadId("bhd-0001"),
    title="楼组长",
    standing="",
    method=Method.RECOMMENDED,
    is_override=False,
    override=None,
    sealed=BOX,
    document="",
    clause="",
)


def drawing(make, *args, exception: str = "", profile: PolicyProfile = YIXING):
    """`make` says from the state what to draw."""

    def decide(state: groups.State | None):
        return group_drawing.redraw(state, make(state, *args), community=COMMUNITY, homes=HOMES, exception=exception, profile=profile)

    return decide


def as_told(*drawn: Drawn, ending: tuple[BuildingGroupId, ...] = ()):
    return lambda _: Drawing(drawn, ending)


@pytest.mark.rule("Y2")
def test_many_groups_are_drawn_at_once_or_none():
    two = (Drawn(G1, EAST, "甲", (B[0], B[1])), Drawn(G2, EAST, "乙", (B[3], B[2])))
    given(groups).when(drawing(as_told(*two))).then(*STANDING)
    small = Drawn(G3, EAST, "丙", (B[4],))
    given(groups).when(drawing(as_told(*two, small))).refused(groups.OutsideBand, value=20, limit="30–50", clause=CLAUSE)
    given(groups, *STANDING).when(drawing(as_told(*two))).then()
    twice = Drawn(G3, EAST, "丙", (B[0], B[4]))
    given(groups).when(drawing(as_told(*two, twice))).refused(groups.BuildingGrouped, building=B[0], group="甲")
    given(groups, *STANDING).when(drawing(as_told(twice))).refused(groups.BuildingGrouped, building=B[0], group="甲")
    across = Drawn(G3, EAST, "丙", (B[4], B[6]))
    given(groups).when(drawing(as_told(across))).refused(groups.BuildingOutside, buildings=[B[6]], grid=EAST)


@pytest.mark.rule("Y2")
def test_buildings_move_between_groups_and_both_stay_in_the_band():
    swap = as_told(Drawn(G1, EAST, "甲", (B[0], B[3])), Drawn(G2, EAST, "乙", (B[1], B[2])))
    given(groups, *STANDING).when(drawing(swap)).then(redrawn(G1, "甲", B[0], B[3]), redrawn(G2, "乙", B[1], B[2]))
    move = partial(group_drawing.moved, buildings=[B[2]], to=G1)
    given(groups, *STANDING).when(drawing(move)).refused(groups.OutsideBand, value=20)
    excused = (redrawn(G2, "乙", B[3], exception="试"), redrawn(G1, "甲", B[0], B[1], B[2], exception="试"))
    state = given(groups, *STANDING).when(drawing(move, exception="试")).then(*excused)
    assert state.groups[G2].buildings == (B[3],)
    given(groups, *STANDING).when(drawing(partial(group_drawing.moved, buildings=[B[2]], to=G3))).refused(groups.GroupUnknown, group=G3)


def test_a_group_that_loses_its_last_building_ends_unless_its_head_stands():
    whole = partial(group_drawing.moved, buildings=[B[2], B[3]], to=G1)
    ended = (Dissolved(group=G2, reason="并"), redrawn(G1, "甲", *B[:4], exception="并"))
    given(groups, *STANDING).when(drawing(whole, exception="并")).then(*ended)
    given(groups, *STANDING).when(drawing(whole)).refused(ReasonMissing)
    given(groups, *STANDING, LED).when(drawing(whole, exception="并")).refused(groups.HeadStands, group=G2)


def test_a_split_leaves_the_head_with_the_rest_and_a_merge_with_the_one_that_stays():
    big = (formed(G2, "乙", *B[2:6]), LED)
    parted = partial(group_drawing.split, group=G2, leaving=[B[5], B[4]], into=G3, name="丙")
    state = given(groups, *big).when(drawing(parted)).then(redrawn(G2, "乙", B[2], B[3]), formed(G3, "丙", B[4], B[5]))
    assert (state.groups[G2].head, state.groups[G3].head) == (LED.head, None)
    for leaving in ([], B[2:6], [B[0]]):
        nothing = partial(group_drawing.split, group=G2, leaving=leaving, into=G3, name="丙")
        given(groups, *big).when(drawing(nothing)).refused(group_drawing.NothingLeft, group=G2)
    joined = partial(group_drawing.merged, groups=[G1], into=G2)
    after = (Dissolved(group=G1, reason="并"), redrawn(G2, "乙", *B[:4], exception="并"))
    state = given(groups, *STANDING, LED).when(drawing(joined, exception="并")).then(*after)
    assert state.groups[G2].head == LED.head
    given(groups, *STANDING).when(drawing(partial(group_drawing.merged, groups=[G1], into=G1))).refused(group_drawing.MergeAlone)


def test_a_group_goes_along_with_most_of_its_buildings():
    assert group_drawing.home_of(B[:3], {B[0]: EAST, B[1]: WEST, B[2]: WEST}, EAST) == WEST
    assert group_drawing.home_of(B[:2], {}, EAST) == EAST


def home(households: int = 20, grid: GridId = EAST, place: float = 119.0) -> Home:
    return Home(DwellingKind.BLOCK, households, grid, (place, 32.0))


@pytest.mark.rule("Y2")
def test_what_fails_is_named_with_value_limit_clause_and_place():
    state = groups.fold((*STANDING, LED))
    homes = {B[0]: home(), B[1]: home(), B[2]: home(70), B[3]: home(grid=WEST, place=119.3), B[4]: home(place=119.4), B[5]: home(0)}
    found = group_checks.checks_for(state.groups, homes, {G2: [B[3]]}, YIXING)
    failing = {(one.code, one.name): one for one in found if not one.passed}
    assert set(failing) == {
        (group_checks.ONE_HEAD, "甲"),
        (group_checks.IN_BAND, "乙"),
        (group_checks.SINGLE_ABOVE, "乙"),
        (group_checks.ONE_GRID, "乙"),
        (group_checks.ONE_PIECE, "乙"),
        (group_checks.GROUPED, ""),
    }
    band = failing[group_checks.IN_BAND, "乙"]
    assert (band.value, band.limit, band.clause, band.place) == (90.0, "30–50", CLAUSE, (119.0, 32.0))
    assert failing[group_checks.ONE_GRID, "乙"].buildings == (B[3],)
    assert failing[group_checks.ONE_PIECE, "乙"].place == (119.3, 32.0)
    assert (failing[group_checks.GROUPED, ""].buildings, failing[group_checks.GROUPED, ""].place) == ((B[4],), (119.4, 32.0))
    here = group_checks.checks_for(state.groups, homes, {}, YIXING, only=WEST)
    assert [one.code for one in here] == []


def test_where_the_regulation_asks_for_no_groups_no_building_misses_one():
    homes = {B[0]: home(), B[1]: home(), B[4]: home()}
    found = group_checks.checks_for(groups.fold(STANDING[:1]).groups, homes, {}, TIEDONG)
    assert {one.code for one in found} == {group_checks.ONE_GRID, group_checks.ONE_PIECE}


MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
DIVIDED = {(B[1],): (B[5], B[6])}
WHOLE_AGAIN = {(B[5], B[6]): (B[1],)}


def test_a_block_that_is_divided_is_in_every_drawing_its_stairwells_and_the_block_once_it_is_whole_again():
    told = [(formed(G1, "甲", B[0], B[1]), MAY), (formed(G2, "乙", B[2]), MAY), (redrawn(G1, "甲", B[1]), JUNE)]
    followed = group_drawing.readdressed(told, DIVIDED)
    told += followed
    assert followed == [(Readdressed(group=G1, buildings=(B[0], B[5], B[6])), MAY), (Readdressed(group=G1, buildings=(B[5], B[6])), JUNE)]
    state = groups.fold(event for event, _ in told)
    assert state is not None
    assert (state.groups[G1].buildings, state.groups[G2].buildings) == ((B[5], B[6]), (B[2],))
    back = group_drawing.readdressed(told, WHOLE_AGAIN)
    assert back == [(Readdressed(group=G1, buildings=(B[0], B[1])), MAY), (Readdressed(group=G1, buildings=(B[1],)), JUNE)]


def test_a_group_that_ended_is_told_of_too_and_stays_ended():
    told = [(formed(G1, "甲", B[1]), MAY), (Dissolved(group=G1, reason="撤"), JUNE)]
    followed = group_drawing.readdressed(told, DIVIDED)
    assert followed == [(Readdressed(group=G1, buildings=(B[5], B[6])), MAY)]
    state = groups.fold(event for event, _ in (*told, *followed))
    assert state is not None and not state.groups


def test_a_block_is_not_made_whole_while_two_groups_share_its_stairwells():
    apart = [(formed(G1, "甲", B[5]), MAY), (formed(G2, "乙", B[6]), MAY)]
    with pytest.raises(StairwellsHeldApart) as refused:
        group_drawing.readdressed(apart, WHOLE_AGAIN)
    assert refused.value.facts == {"building": B[1], "held_by": ["乙", "甲"]}
    since = [*apart, (redrawn(G1, "甲", B[5], B[6]), JUNE), (Dissolved(group=G2, reason="并"), JUNE)]
    assert group_drawing.readdressed(since, WHOLE_AGAIN) == [(Readdressed(group=G1, buildings=(B[1],)), JUNE)]
