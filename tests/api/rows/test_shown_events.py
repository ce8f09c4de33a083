"""The journal and the log of readings as a person's session reads them: PostgreSQL tells each the own events alone, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.row_walls import Shown
from tests.api.rows.conftest import HERE, NOW, THERE, House, only
from tests.api.rows.filled import places

KINDS = ("hh", "tkt", "pln")
STREAMS = "select stream from journal.events"
READ = "select subject from vault.read_log"


def of(*communities: str) -> list[str]:
    return [mark for code, mark in places() if f"com-{code}" in communities]


PEOPLE: dict[str, tuple[Shown, list[str]]] = {
    **{f"warden of grd-{mark}": (only(f"grd-{mark}", community=f"com-{code}"), [mark]) for code, mark in places()},
    "stand-in": (only("grd-g00", "grd-g02"), ["g00", "g02"]),
    "warden without a post": (only(), []),
    "desk here": (Shown(frozenset({HERE})), of(HERE)),
    "desk there": (Shown(frozenset({THERE})), of(THERE)),
    "desk of both": (Shown(frozenset({HERE, THERE})), of(HERE, THERE)),
}


def asked(house: House, shown: Shown, statement: str, *given: object) -> list[str]:
    with house.walls.within(shown, NOW, lambda: dict.fromkeys(sorted(shown.grids or ()))) as session:
        return sorted({name for (name,) in session.execute(statement, given or None).fetchall()})


@pytest.mark.parametrize("person", PEOPLE)
def test_every_event_of_ones_own_is_shown_and_no_other(house: House, person: str) -> None:
    shown, marks = PEOPLE[person]
    assert asked(house, shown, STREAMS) == sorted(f"{kind}-{mark}" for kind in KINDS for mark in marks)


@pytest.mark.parametrize("person", [name for name in PEOPLE if name.startswith("desk")])
def test_a_desk_is_told_who_read_of_its_own_people_and_of_no_other(house: House, person: str) -> None:
    shown, marks = PEOPLE[person]
    assert asked(house, shown, READ) == sorted(f"{kind}-{mark}" for kind in ("grd", "hh", "tkt") for mark in marks)


def test_a_warden_is_not_told_who_read(house: House) -> None:
    with pytest.raises(InsufficientPrivilege):
        asked(house, only("grd-g00"), READ)


@pytest.mark.parametrize(
    "statement",
    [
        "select stream from journal.events where stream = any (array['hh-g01', 'hh-g10'])",
        "select stream from journal.events where position in (select generate_series(1, 200))",
        "select convert_from(payload, 'UTF8')::jsonb ->> 'of' from journal.events",
        "select stream from journal.events where actor = 'chen' or true",
        "select max(stream) from journal.events where stream > 'hh-g00' and stream < 'hh-h'",
    ],
)
def test_whatever_is_asked_of_the_journal(house: House, statement: str) -> None:
    assert set(asked(house, only("grd-g00"), statement)) <= {"hh-g00", "tkt-g00", "pln-g00", None}


def test_a_scope_of_another_communitys_grid_tells_of_it_no_more_than_the_grid(house: House) -> None:
    """The office opens none such; if it did, the grid alone would be told of."""
    assert asked(house, only("grd-g10"), STREAMS) == ["hh-g10", "pln-g10", "tkt-g10"]


@pytest.fixture
def untold(house: House) -> Iterator[psycopg.Connection]:
    """Events that the trail has not read: of a stream it knows, and of one that it does not."""
    with psycopg.connect(house.databases.admin, autocommit=True) as admin:
        for position, stream in ((901, "hh-g00"), (902, "hh-g10"), (903, "hh-nobody")):
            admin.execute(
                "insert into journal.events (position, stream, version, name, event_version, payload, actor, role, effective_at,"
                " recorded_at, correlation, reason, document)"
                " values (%s, %s, 900, 'told', 1, '{}', 'chen', 'desk', now(), now(), '', '', '')",
                (position, stream),
            )
        yield admin
        admin.execute("alter table journal.events disable trigger append_only")
        admin.execute("delete from journal.events where version = 900")
        admin.execute("alter table journal.events enable always trigger append_only")


def test_an_event_that_the_trail_could_not_read_is_of_its_streams_community_or_of_nobody(house: House, untold: psycopg.Connection) -> None:
    late = "select stream from journal.events where version = 900"
    assert asked(house, Shown(frozenset({HERE})), late) == ["hh-g00"]
    assert asked(house, Shown(frozenset({THERE})), late) == ["hh-g10"]
    assert asked(house, only("grd-g00"), late) == ["hh-g00"]


def test_without_a_scope_the_journal_is_empty(house: House) -> None:
    for dsn in (house.databases.community, house.databases.warden):
        with psycopg.connect(dsn) as connection:
            assert connection.execute(STREAMS).fetchall() == []
    with psycopg.connect(house.databases.community) as connection:
        assert connection.execute(READ).fetchall() == []


@pytest.mark.parametrize("statement", ["select key from journal.events", "select * from journal.events"])
def test_the_key_of_a_call_is_told_to_nobody(house: House, statement: str) -> None:
    for shown in (only("grd-g00"), Shown(frozenset({HERE}))):
        with pytest.raises(InsufficientPrivilege):
            asked(house, shown, statement)
    with psycopg.connect(house.databases.read) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)
