"""From an address as written to the building it means: exact first, then by likeness, never a guess between equals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gis.exchange.addresses import Address, parse, same_number, same_place

EXACT, ON_STREET, ALIKE, BY_NAME, BY_SOURCE, NUMBER_ONLY = 100, 95, 80, 70, 60, 50


class Addressed(Protocol):
    """What a building must tell to be found; `source`, its key in the file it came from, where it has one."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def estate(self) -> str: ...
    @property
    def number(self) -> str: ...


B = TypeVar("B", bound=Addressed)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[B]):
    """score: 100 estate and building number agree; 95 street and house number; 80 the number agrees and the names are alike;
    70 a building's own name; 60 the id that a building without any address had in its file; 50 nothing but the number."""

    building: B
    score: int


@dataclass(frozen=True, slots=True)
class _Entry(Generic[B]):
    building: B
    places: frozenset[str]
    numbers: frozenset[str]
    house: tuple[str, str] | None
    """(street, number on it)"""
    source: str = ""
    """The id in its file, kept only where there is no address."""
    unit: str = ""
    """The stairwell, where a block is registered by its stairwells."""


class AddressBook(Generic[B]):
    """Buildings by number and by name; one book serves a whole file of households."""

    def __init__(self, buildings: Iterable[B]) -> None:
        self._by_number: dict[str, list[_Entry[B]]] = defaultdict(list)
        self._by_place: dict[str, list[_Entry[B]]] = defaultdict(list)
        for building in buildings:
            entry = _entry(building)
            for number in entry.numbers | ({entry.house[1]} if entry.house else set()) | ({entry.source} if entry.source else set()):
                self._by_number[number].append(entry)
            for place in entry.places:
                self._by_place[place].append(entry)

    def match(self, address: Address | str) -> list[Candidate[B]]:
        """Best first. Several of the best score: the address is ambiguous."""
        wanted = parse(address) if isinstance(address, str) else address
        scores: dict[int, Candidate[B]] = {}
        for entry in self._near(wanted):
            score = _score(wanted, entry)
            known = scores.get(id(entry.building))
            if score and (known is None or known.score < score):
                scores[id(entry.building)] = Candidate(entry.building, score)
        return sorted(scores.values(), key=lambda one: (-one.score, one.building.address))

    def _near(self, wanted: Address) -> list[_Entry[B]]:
        numbers = {same_number(one) for one in (wanted.building, wanted.house) if one}
        near = [entry for number in numbers for entry in self._by_number.get(number, ())]
        if wanted.estate:
            near += self._by_place.get(same_place(wanted.estate), ())
        return near


def match(address: Address | str, buildings: Iterable[B]) -> list[Candidate[B]]:
    """For a single address; many addresses share one AddressBook."""
    return AddressBook(buildings).match(address)


def sole(candidates: Sequence[Candidate[B]]) -> B | None:
    """The building, when exactly one has the best score."""
    if not candidates or (len(candidates) > 1 and candidates[1].score == candidates[0].score):
        return None
    return candidates[0].building


def _entry(building: B) -> _Entry[B]:
    read = [parse(text) for text in (building.address, building.name) if text]
    estates = {same_place(one) for one in (building.estate, *(part.estate for part in read)) if one}
    streets = {same_place(part.street) for part in read if part.street}
    named = {same_place(building.name)} if building.name else set()
    numbers = {same_number(one) for one in (building.number, *(part.building for part in read)) if one}
    house = next(((same_place(part.street), same_number(part.house)) for part in read if part.street and part.house), None)
    places = frozenset(estates | streets | named)
    return _Entry(building, places, frozenset(numbers), house, "" if places or numbers else _source_id(building), _unit(read))


def _unit(read: Sequence[Address]) -> str:
    """Of the building's own address or name: 锦绣花园3号楼2单元 is the second stairwell."""
    return next((same_number(part.unit) for part in read if part.unit and not part.room), "")


def _source_id(building: Addressed) -> str:
    column, _, given = str(getattr(building, "source", "")).partition(":")
    return "" if column == "shape" else same_number(given)


def _score(wanted: Address, entry: _Entry[B]) -> int:
    places = {same_place(one) for one in (wanted.estate, wanted.street) if one}
    if entry.unit and wanted.unit and same_number(wanted.unit) != entry.unit:
        return 0
    number = same_number(wanted.building) if wanted.building else ""
    on_street = bool(wanted.house and entry.house == (same_place(wanted.street), same_number(wanted.house)))
    if number and number == entry.source:
        return 0 if places else BY_SOURCE
    if number:
        if number not in entry.numbers:
            return 0
        if places & entry.places:
            return EXACT
        return ALIKE if on_street or _alike(places, entry.places) else NUMBER_ONLY if not places else 0
    if on_street:
        return ON_STREET
    if wanted.house and same_number(wanted.house) in entry.numbers and places & entry.places:
        return ALIKE
    return BY_NAME if wanted.estate and same_place(wanted.estate) in entry.places else 0


def _alike(wanted: set[str], known: frozenset[str]) -> bool:
    pairs = ((one, other) for one in wanted for other in known if min(len(one), len(other)) >= 2)
    return any(one in other or other in one for one, other in pairs)
