"""What the public's role reads: of these tables these columns, and of no other table anything (`minqing_public`).

The land, who answers for which part of it, what hangs on the board, the registers that residents read, and of a ticket its kind, its
grid and how it stands. No resident stands in any of these columns, but in blocks of a register's lines that are sealed; of wardens the
block that holds name and office telephone, which are public by their duty, and is opened by the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Published(NamedTuple):
    """arm: which rows, `sql/walls/<arm>.sql`; with `key` those that belong to a shown row of `parent`. columns: none for all."""

    columns: tuple[str, ...] = ()
    arm: str = "anybody"
    key: str = ""
    parent: str = ""


WHOLE = Published()
MOMENTS = ("effective_at", "valid_from", "valid_to", "due_at", "closed_at")
PUBLISHED: Mapping[str, Published] = {
    **dict.fromkeys(("lineage_community", "lineage_body"), WHOLE),
    **dict.fromkeys([f"grids_{part}" for part in ("community", "building", "address", "atom", "placement", "held", "drawn")], WHOLE),
    "grids_occupied": Published(("community", "valid_from")),  # from when a map is another: never how many live there
    "grids_plan": Published(("plan", "community", "tessellation", "document", "valid_from", "valid_to"), "enacted"),
    "grids_plan_grid": Published(("plan", "grid", "code", "name", "kind", "geom"), "parent", "plan", "grids_plan"),
    "facilities_facility": Published(("facility", "community", "kind", "title", "name", "lon", "lat", "opened_at", "closed_on"), "serving"),
    "grids_atom_grid": Published((), "parent", "plan", "grids_plan"),
    **dict.fromkeys([f"responsibility_{part}" for part in ("building", "plan", "grid", "atom", "place", "post", "holding")], WHOLE),
    "responsibility_stand_in": WHOLE,
    "responsibility_leave": Published(("leave", "warden", "starts_at", "ends_at")),
    "responsibility_warden": WHOLE,
    "notices_notice": WHOLE,
    "notices_board": WHOLE,
    "rota_day": WHOLE,
    "rota_month": Published((), "confirmed"),
    "ticket_board_ticket": Published(("ticket", "number", "community", "channel", "category", "kind", "parent", "reported_at", "clause")),
    "ticket_board_step": Published(("ticket", "position", "name", "status", "level", "grid", *MOMENTS)),
    "ticket_board_closing": Published(("ticket", "community", "grid", "category", "reported_at", "took", *MOMENTS[1:])),
    "seals_type": WHOLE,
    "admissions_edition": WHOLE,
    "meetings_meeting": Published(
        ("meeting", "community", "title", "starts_at", "results", "published_at", "status", "is_private"), "minutes"
    ),
    "registers_line": Published((), "open_register"),
}
