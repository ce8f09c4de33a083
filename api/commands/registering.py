"""A sheet of households into the register: a result for every row, chunk by chunk, safe to run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from api import doors
from api.commands.evidence import (
    EVERYTHING,
    Held,
    append,
    coming,
    day_of,
    facts,
    hold_community,
    holding,
    persisting,
    require_going_on,
    standing,
)
from api.commands.residents import Coming, Home, later_writes
from api.context import Ctx, Done, start_of_day
from api.search.index import follow
from domain import community, household
from domain.household import Member, Place
from domain.ids import BuildingId, GridId, HouseholdId, PersonId, community_code, community_id
from domain.in_time import until
from domain.journal import Recorded, Write
from domain.schema import Events
from domain.values import Sealed
from gis.exchange import AddressBook, HouseholdReading, HouseholdRow, MemberRow, sole
from projections import grids
from projections.statements import Row

CHUNK = 400
WORDS = {
    "registered": ("已登记", "registered"),
    "known": ("已在册，未重复登记", "known already, not registered twice"),
    "completed": ("已在册，补登成员", "known already, members added"),
    "address.unknown": ("门牌找不到对应楼栋", "no building fits the address"),
    "address.ambiguous": ("门牌对应多栋楼，请补全", "several buildings fit the address"),
    "household.no_members": ("没有可登记的成员", "no member could be taken"),
    "household.not_present": ("该户已迁出或并户，不由导入恢复", "this household moved out or was merged; an import does not bring it back"),
    "building.demolished": ("楼栋已拆除", "the building is demolished"),
}


@dataclass(frozen=True)
class Settled:
    """What became of one household of the sheet: a code of WORDS, and its id where it has one."""

    row: HouseholdRow
    code: str
    household: HouseholdId | None = None


@dataclass(frozen=True)
class _Town:
    """The community's buildings by address, of those that ended in it too. turns: plans in force since the chunk's first day and later
    ones, the earliest first, each with the grid of every building it holds."""

    book: AddressBook[Any]
    owner: Held[community.State]
    rows: Mapping[str, Row]
    turns: Sequence[tuple[community.Enactment, Mapping[str, GridId]]]

    def home(self, building: str, at: datetime) -> Home:
        """As the plan in force at an instant sees it, with what later plans bring."""
        row, day = self.rows[building], day_of(at)
        turns = [(one, held[building]) for one, held in self.turns if building in held]
        plan, grid = next(((one.plan, grid) for one, grid in reversed(turns) if one.on <= day), (None, None))
        place = Place(row["community"], BuildingId(building), grid, plan, row["demolished_on"] is not None or row["is_replaced"])
        later = tuple(Coming(start_of_day(one.on), grid, one.plan, one.document) for one, grid in turns if one.on > day)
        return Home(place, self.owner, later)


def register_all(ctx: Ctx, code: str, reading: HouseholdReading) -> dict[str, Any]:
    """Registers every household of the reading and answers with counts and a result for every row; names stay out of the answer.

    A household is recognised by its number or its door, a member by ID number or name and birth: the same sheet again writes nothing,
    and a sheet with corrected rows brings only those. An idempotency key covers the whole sheet: its receipt is written last.
    """
    settled: list[Settled] = []
    for start in range(0, len(reading.households), CHUNK):
        chunk = reading.households[start : start + CHUNK]
        settled += _settle_chunk(replace(ctx, key=None), code, chunk)
    follow(ctx.office)  # now, rather than before the first answer to who searches
    answer = _answer(reading, settled)
    if ctx.key is not None:
        append(ctx, [], answer)
    return answer


def foresee(ctx: Ctx, code: str, reading: HouseholdReading) -> dict[str, Any]:
    """What `register_all` would answer, as far as it can be told without writing: households that are known may get members yet."""
    rows = reading.households
    filed_already = files_of(ctx, code, [row.key for row in rows])
    town = _town(ctx, code, min((_since(ctx, row) for row in rows), default=ctx.holds_from))
    return _answer(reading, [Settled(row, "known" if row.key in filed_already else _fate(ctx, town, row)) for row in rows])


def _fate(ctx: Ctx, town: _Town, row: HouseholdRow) -> str:
    """A code of WORDS for a household that has no file yet."""
    building, code = _found(town, row)
    if building is not None and town.home(building, _since(ctx, row)).place.is_demolished:
        return "building.demolished"
    return code


def _found(town: _Town, row: HouseholdRow) -> tuple[str | None, str]:
    """The building its address means; else the code of why it is not taken."""
    candidates = town.book.match(row.place)
    building = sole(candidates)
    if building is None:
        return None, "address.ambiguous" if candidates else "address.unknown"
    return (building.building, "registered") if row.members else (None, "household.no_members")


def files_of(ctx: Ctx, code: str, keys: Sequence[str]) -> dict[str, HouseholdId]:
    """By the key of a sheet's household (HouseholdRow.key) the file it has, for those that have one already."""
    streams = filed(ctx, code, keys)
    opened = ctx.journal.versions(list(streams.values()))
    return {key: HouseholdId(stream) for key, stream in streams.items() if opened.get(stream)}


def _settle_chunk(ctx: Ctx, code: str, chunk: Sequence[HouseholdRow]) -> list[Settled]:
    found: list[Settled] = []

    def decide() -> Done:
        found.clear()
        writes = [*_writes(ctx, code, chunk, found)]
        receipt = ctx.journal.append(writes, ctx.meta(), answer={})
        return Done(receipt, {})

    persisting(ctx, decide)
    return found


def _writes(ctx: Ctx, code: str, chunk: Sequence[HouseholdRow], settled: list[Settled]) -> Iterator[Write]:
    town = _town(ctx, code, min(_since(ctx, row) for row in chunk))
    assert town.owner.state is not None
    require_going_on(ctx, town.owner.state, community.ImportAfterEnd)
    yield town.owner.stands()
    streams = _households(ctx, code, chunk)
    known = ctx.journal.read_many(list(streams.values()))
    files = [_File(row, streams[row.key], known[streams[row.key]], ctx.holds_from) for row in chunk]
    sealing = _Sealing(ctx, code, files)
    for file in files:
        since = ctx.holds_from if file.before else _since(ctx, file.row)
        outcome, events, home = _completed(sealing, file) if file.before else _opened(town, sealing, file, since)
        settled.append(Settled(file.row, outcome, file.stream if events or file.before else None))
        if not events:
            continue
        yield Write(file.stream, len(file.before), events, since)
        if home is not None:
            yield from later_writes(household.fold(events), home, len(events))


@dataclass(frozen=True)
class _File:
    """One household of the sheet, and what its file holds already at that instant."""

    row: HouseholdRow
    stream: HouseholdId
    before: tuple[Recorded, ...]
    at: datetime

    @property
    def state(self) -> household.State | None:
        return household.fold(until(facts(self.before), self.at))


class _Sealing:
    """Persons recognised and sealed for a whole chunk in a few round trips."""

    def __init__(self, ctx: Ctx, code: str, files: Sequence[_File]) -> None:
        texts = {_recognised(file.stream, row): ctx.new_id("psn") for file in files for row in file.row.members}
        known = ctx.vault.remember_many(f"person:{code}", texts) if texts else {}
        self._persons = {text: PersonId(person) for text, person in known.items()}
        wanted: list[tuple[str, dict[str, Any]]] = []
        for file in files:
            wanted += [(self.person(file, row), row.content()) for row in self.missing(file)]
            if not file.before:
                wanted.append((file.stream, _door(file.row)))
        boxes = ctx.vault.seal_many(wanted)
        self._boxes = {subject: box for (subject, _), box in zip(wanted, boxes, strict=True)}

    def person(self, file: _File, row: MemberRow) -> PersonId:
        return self._persons[_recognised(file.stream, row)]

    def missing(self, file: _File) -> list[MemberRow]:
        state = file.state
        return [row for row in file.row.members if state is None or self.person(file, row) not in state.persons]

    def door(self, file: _File) -> Sealed:
        return self._boxes[file.stream]

    def members(self, file: _File, *, headed: bool) -> tuple[Member, ...]:
        """Those the file does not hold yet. headed: whether a head is still wanted; of several the first is it."""
        members: dict[PersonId, Member] = {}
        for row in self.missing(file):
            relation = row.relation if row.relation != "head" or headed else "other"
            headed = headed and row.relation != "head"
            person = self.person(file, row)
            members.setdefault(person, Member(person, relation, self._boxes[person]))
        return tuple(members.values())


def _recognised(stream: HouseholdId, row: MemberRow) -> str:
    return f"{stream}|{row.id_number or f'{row.name}|{row.birth}|{row.relation}'}"


def _door(row: HouseholdRow) -> dict[str, str]:
    return {"unit": row.place.unit, "room": row.place.room, "text": row.address}


def _opened(town: _Town, sealing: _Sealing, file: _File, since: datetime) -> tuple[str, Events, Home | None]:
    building, code = _found(town, file.row)
    if building is None:
        return code, (), None
    home = town.home(building, since)
    if home.place.is_demolished:
        return "building.demolished", (), None
    events = household.register(
        None,
        household=file.stream,
        at=home.place,
        door=sealing.door(file),
        hukou=file.row.hukou,
        members=sealing.members(file, headed=True),
        source="import",
        lives_in={},
    )
    return code, events, home


def _completed(sealing: _Sealing, file: _File) -> tuple[str, Events, Home | None]:
    state = file.state
    if state is None or state.standing is not household.Standing.PRESENT:
        return "household.not_present", (), None
    events: Events = ()
    for member in sealing.members(file, headed=all(one.relation != "head" for one in state.members)):
        events += household.add_member(state, member, reason="import", lives_in={})
    return ("completed" if events else "known"), events, None


def _households(ctx: Ctx, code: str, chunk: Sequence[HouseholdRow]) -> dict[str, HouseholdId]:
    known = filed(ctx, code, [row.key for row in chunk])
    fresh = {row.key: ctx.new_id("hh") for row in chunk if row.key not in known}
    streams = known | (ctx.vault.remember_many(_scope(code), fresh) if fresh else {})
    return {key: HouseholdId(stream) for key, stream in streams.items()}


def filed(ctx: Ctx, code: str, keys: Collection[str]) -> dict[str, str]:
    """Files known by their key here, or in a community that ended here: a sheet of the successor finds what the old ones registered."""
    kept = reversed(holding(ctx, community_id(code), ctx.holds_from))
    return {key: stream for one in kept for key, stream in ctx.vault.lookup_many(_scope(community_code(one)), keys).items()}


def _scope(code: str) -> str:
    """Households are recognised within their community."""
    return f"household:{code}"


def _town(ctx: Ctx, code: str, since: datetime) -> _Town:
    owner = hold_community(ctx, code)
    assert owner.state is not None
    kept = holding(ctx, owner.state.community, ctx.holds_from)
    states = [owner.state, *(standing(ctx, one).state for one in kept if one != owner.state.community)]
    first = (community.enactment_in_force(state, day_of(since)) for state in states if state is not None)
    later = (one for state in states for one in coming(state, since))
    ctx.office.freshen(*doors.VIEWS)
    with ctx.office.reading() as connection:
        rows = [
            row
            for row in grids.buildings(connection, kept, as_of=ctx.holds_from, limit=EVERYTHING)
            if row["community"] == owner.state.community
            or doors.standing_for(connection, row["building"], ctx.holds_from) == row["building"]
        ]
        plans = sorted((one for one in (*first, *later) if one is not None), key=lambda one: one.on)
        turns = [(one, grids.held_buildings(connection, one.plan)) for one in plans]
    return _Town(AddressBook(SimpleNamespace(**row) for row in rows), owner, {row["building"]: row for row in rows}, turns)


def _since(ctx: Ctx, row: HouseholdRow) -> datetime:
    """A row's move-in date is when it became true; without one the command's own time holds."""
    return ctx.holds_from if row.moved_in is None else min(start_of_day(row.moved_in), ctx.now)


def _answer(reading: HouseholdReading, settled: Sequence[Settled]) -> dict[str, Any]:
    by_key = {one.row.key: one for one in settled}
    rows = []
    for result in reading.results:
        told = result.as_json()
        outcome = by_key.get(result.household or "") if result.result == "taken" else None
        if outcome is not None:
            zh, en = WORDS[outcome.code]
            done = outcome.code in ("registered", "known", "completed")
            told |= {
                "result": outcome.code if done else "refused",
                "code": outcome.code,
                "zh": zh,
                "en": en,
                "household": outcome.household,
            }
        rows.append(told)
    counts = Counter(row["result"] for row in rows)
    households = Counter(one.code for one in settled)
    return {
        "counts": {"rows": len(rows), **dict(counts)},
        "households": {"read": len(reading.households), **dict(households)},
        "rows": rows,
        "remarks": [one.as_json() for one in reading.remarks],
    }
