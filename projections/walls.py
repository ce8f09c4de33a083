"""The second wall: what of each table a session reads that was opened for one person (row-level security, made with the tables).

A policy asks tables of its own view alone, so it is made beside the live one and swapped with it. It is one of the arms below or several
of them: a row that any of them lets through is shown. Who looks over the whole house reads under another role, whose policy costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from psycopg import sql

from projections.published import PUBLISHED, Published
from projections.statements import statement

if TYPE_CHECKING:
    from projections.view import View


class Arm(NamedTuple):
    """One way for a row to be shown: `sql/walls/<name>.sql`. key: the column it looks at; parent: the table that column leads to."""

    name: str
    key: str = ""
    parent: str = ""


COMMUNITY, GRID = Arm("community"), Arm("grid")
"""Of a community of the scope; of a grid that is shown now."""
HOUSEHOLD, PERSON, TICKET = Arm("household"), Arm("person"), Arm("ticket", "ticket")
"""Of a household or ticket that stands in such a grid now, with its past."""
ANYBODY = Arm("anybody")
ROLES = {"of_community": "scope_whole", "of_warden": "scope_communities"}
"""The policies, and which function tells each of its communities: who reads whole communities shows no scope of grids."""


def under(parent: str, key: str) -> tuple[Arm]:
    """Whoever sees the row of `parent` sees what belongs to it."""
    return (Arm("parent", key, parent),)


HOMES = ("care", "household_history", "situation_map", "six_clear", "visit_log")
DRAWN = ("responsibility", "situation_map", "six_clear")
TICKET_PLACES: Mapping[str, tuple[str, str]] = {
    "ticket_board": ("own_ticket", "ticket_board_step"),
    "situation_map": ("own_ticket", "situation_map_ticket_grid"),
    "six_clear": ("own_ticket", "six_clear_ticket_grid"),
    "ticket_affairs": ("own_ticket_since", "ticket_affairs_place"),
}
"""Which table of a view knows in which grid a ticket is."""

OF_WARDENS: Mapping[str, tuple[Arm, ...]] = {
    **{f"{view}_{part}": (HOUSEHOLD,) for view in HOMES for part in ("household", "stay", "assignment", "member")},
    **{f"{view}_lived": (HOUSEHOLD,) for view in ("household_history", "situation_map", "six_clear", "visit_log")},
    "household_history_line": (HOUSEHOLD,),
    "household_history_visit": (HOUSEHOLD,),
    "visit_log_visit": (GRID, HOUSEHOLD),
    "visit_log_correction": (GRID, HOUSEHOLD),
    "visit_log_astray": (HOUSEHOLD,),
    "visit_log_month": (),
    "visit_log_patrol": (GRID,),
    "care_need": (HOUSEHOLD,),
    "care_tag": (PERSON,),
    "care_observation": (GRID,),
    "six_clear_look": (GRID, HOUSEHOLD),
    "six_clear_matter": (GRID, HOUSEHOLD, PERSON, Arm("ticket", "matter")),
    "six_clear_ticket_grid": (TICKET,),
    "situation_map_ticket": (TICKET,),
    "situation_map_ticket_open": (TICKET,),
    "situation_map_ticket_grid": (TICKET,),
    "ticket_board_ticket": (TICKET,),
    "ticket_board_step": (TICKET,),
    "ticket_board_closing": (TICKET,),
    "ticket_board_tally": (TICKET,),
    "ticket_board_month": (),
    "ticket_affairs_ticket": (TICKET,),
    "ticket_affairs_place": (TICKET,),
    "ticket_affairs_affair": (TICKET,),
    "diary_line": (GRID,),
    "diary_subject": (GRID,),
    "notices_card": (GRID,),
    "notices_call": (),
    "spot_checks_drawn": (),
    "spot_checks_finding": (),
    "personal_records_measure": (),
    "trail_stream": (Arm("subject", "stream"),),
    "trail_line": (Arm("subject", "stream"), Arm("beside", "position", "trail_mention")),
    "trail_mention": (Arm("subject", "subject"),),
}
"""Of which a warden sees the own grids' rows alone, or none; whoever sees the whole community sees them by its column."""

OF_COMMUNITIES: Mapping[str, tuple[Arm, ...]] = {"trail_mention": (Arm("beside", "position", "trail_line"),)}
"""Of which whoever sees whole communities sees what is theirs otherwise than by a column."""

BELOW: Mapping[str, tuple[Arm, ...]] = {
    **{f"{view}_{part}": under(f"{view}_plan", "plan") for view in DRAWN for part in ("grid", "atom")},
    "six_clear_organisation_fact": under("six_clear_organisation", "organisation"),
    "six_clear_filing": under("six_clear_organisation", "organisation"),
    "situation_map_organisation_fact": under("situation_map_organisation", "organisation"),
    "situation_map_organisation_grid": under("situation_map_organisation", "organisation"),
    "responsibility_holding": under("responsibility_post", "post"),
    "responsibility_stand_in": under("responsibility_post", "post"),
    "responsibility_leave": under("responsibility_warden", "warden"),
    "responsibility_line": (Arm("roster"),),
    "teams_group_drawn": under("teams_building_group", "building_group"),
    "teams_head": under("teams_building_group", "building_group"),
    "grids_atom_grid": under("grids_plan", "plan"),
    "registers_line": (Arm("owner", "owner"),),
    "funding_sheet": (Arm("owner", "subdistrict"),),
}
"""Tables whose community stands in another one, or in a key."""

IN_HOUSE: Mapping[str, str] = {
    "lineage_community": "what communities are and were called, and in which they ended: printed on every board",
    "lineage_body": "which bodies stand above a community",
    "rota_day": "the calendar: holidays and the days that make up for them",
    "admissions_edition": "a district's lists of matters, published",
    "seals_type": "a district's list of certificates, published",
    "grids_placement": "on which atom a building stands: land, and nobody on it",
    **{f"{view}_place": "on which atom a building stands" for view in DRAWN},
    "household_history_placement": "on which atom a building stands",
}
"""Tables of no community: everybody who works here reads them."""

SHUT: Mapping[str, str] = {
    "grids_stay": "from which the projection counts homes a building; nobody else asks it",
    "personal_records_link": "which keys speak of whom: for erasing, which is the office's own",
    "positions": "how far the read models are: the service's own",
    "parked": "what could not be applied: the service's own",
}
"""Tables of which a person's session reads nothing at all."""


def arms_of(policy: str, table: str, columns: Collection[str]) -> tuple[Arm, ...]:
    """None for a table that nobody has thought of: it stays shut until it is named here."""
    own = OF_WARDENS if policy == "of_warden" else OF_COMMUNITIES
    if table in own:
        return own[table]
    if table in BELOW:
        return BELOW[table]
    if table in IN_HOUSE:
        return (ANYBODY,)
    return (COMMUNITY,) if table not in SHUT and "community" in columns else ()


@cache
def edition() -> str:
    """What the walls of these sources are: tables whose walls are of another are walled anew by the next start."""
    files = sorted(resources.files("projections").joinpath("sql/walls").iterdir(), key=lambda each: each.name)
    named = repr((ROLES, OF_WARDENS, OF_COMMUNITIES, BELOW, sorted(IN_HOUSE), sorted(SHUT), HOMES, TICKET_PLACES, PUBLISHED))
    return sha256(named.encode() + b"".join(each.read_bytes() for each in files)).hexdigest()[:16]


def raise_walls(conn: psycopg.Connection, view: View, schema: str) -> None:
    """Around the tables of a view, in a transaction that made them."""
    for own in _owned(view):
        conn.execute(own)
    for table in view.tables:
        enclose(conn, view.name, table, schema)


def enclose(conn: psycopg.Connection, view: str, table: str, schema: str) -> None:
    place = sql.Identifier(schema, table)
    conn.execute(sql.SQL(statement("walls", "raise")).format(table=place, edition=sql.Literal(edition())))
    columns = [name for (name,) in conn.execute(statement("walls", "columns"), (schema, table)).fetchall()]
    for policy, communities in ROLES.items():
        arms = [_arm(arm, view, table, communities) for arm in arms_of(policy, table, columns)]
        if arms:
            conn.execute(sql.SQL(statement("walls", policy)).format(table=place, arms=sql.SQL("\n or ").join(arms)))
    if (told := PUBLISHED.get(table)) is not None:
        _publish(conn, view, table, place, told)


def _publish(conn: psycopg.Connection, view: str, table: str, place: sql.Identifier, told: Published) -> None:
    arm = _arm(Arm(told.arm, told.key, told.parent), view, table, "scope_whole")
    conn.execute(sql.SQL(statement("walls", "of_public")).format(table=place, arms=arm))
    columns = sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, told.columns))) if told.columns else sql.SQL("")
    conn.execute(sql.SQL("grant select {} on {} to minqing_public").format(columns, place))


def _arm(arm: Arm, view: str, table: str, communities: str) -> sql.Composed:
    names = {"table": table, "key": arm.key, "parent": arm.parent}
    names |= {f"view_{name}": f"{view}_{name}" for name in ("own_household", "own_ticket", "member")}
    given = {name: sql.Identifier(each) for name, each in names.items()}
    return sql.SQL(statement("walls", arm.name)).format(communities=sql.Identifier("accounts", communities), **given)


def _owned(view: View) -> Iterable[sql.Composed]:
    """The views that policies ask whether a household or a ticket is the asker's."""
    if view.name in HOMES:
        yield _view("own_household", own=f"{view.name}_own_household", place=f"{view.name}_assignment")
    if view.name in TICKET_PLACES:
        text, place = TICKET_PLACES[view.name]
        yield _view(text, own=f"{view.name}_own_ticket", place=place)


def _view(text: str, **names: str) -> sql.Composed:
    return sql.SQL(statement("walls", text)).format(**{name: sql.Identifier(each) for name, each in names.items()})
