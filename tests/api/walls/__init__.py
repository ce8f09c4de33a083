"""Who may call which route, a file a subject: test_walls calls every route as every named person and asks this table."""

from __future__ import annotations

from tests.api.walls.auditing import AUDITING
from tests.api.walls.books import BOOKS
from tests.api.walls.communities import COMMUNITIES
from tests.api.walls.documents import DOCUMENTS
from tests.api.walls.door import DOOR
from tests.api.walls.duty import DUTY
from tests.api.walls.feeds import FEEDS
from tests.api.walls.governance import GOVERNANCE
from tests.api.walls.groups import GROUPS
from tests.api.walls.households import HOUSEHOLDS
from tests.api.walls.installation import INSTALLATION
from tests.api.walls.maps import MAPS
from tests.api.walls.plans import PLANS
from tests.api.walls.structure import STRUCTURE
from tests.api.walls.tickets import TICKETS

TABLE: dict[str, set[str]] = (
    DOOR
    | COMMUNITIES
    | PLANS
    | MAPS
    | HOUSEHOLDS
    | DUTY
    | TICKETS
    | STRUCTURE
    | GROUPS
    | GOVERNANCE
    | BOOKS
    | AUDITING
    | FEEDS
    | DOCUMENTS
    | INSTALLATION
)
"""Route -> who may call it. What they then get to see is narrower still: test_scope.py."""
SOMETHING = {
    "session": "000000000000",
    "area": "321111",
    "source": "hotline12345",
    "code": "999999999999",
    "plan": "pln-0000000000000000",
    "grid": "grd-0000000000000000",
    "hh": "hh-0000000000000000",
    "person": "psn-0000000000000000",
    "warden": "wdn-0000000000000000",
    "post": "pst-0000000000000000",
    "leave": "lev-0000000000000000",
    "stream": "tkt-0000000000000000",
    "account": "nobody",
    "subject": "hh-0000000000000000",
    "number": "20260101-AAAAAA",
    "round_id": "rnd-0000000000000000",
    "on": "2026-01-02",
    "visit": "vis-0000000000000000",
    "burden": "brd-0000000000000000",
    "scheme": "sch-0000000000000000",
    "appraisal": "apr-0000000000000000",
    "meeting": "mtg-0000000000000000",
    "decision": "1",
    "admission": "adm-0000000000000000",
    "certificate": "cer-0000000000000000",
    "report": "1",
    "name": "commendations",
    "year": "2026",
    "award": "1",
    "pilot": "1",
    "policy": "pub-0000000000000000",
    "summons": "smn-0000000000000000",
    "joint": "jnt-0000000000000000",
    "training": "trn-0000000000000000",
    "entry": "ins-0000000000000000",
    "building": "bld-0000000000000000",
    "organisation": "org-0000000000000000",
    "kind": "station",
    "facility": "fac-0000000000000000",
    "group": "bgp-0000000000000000",
    "member": "tmb-0000000000000000",
    "month": "2026-12",
    "shift": "20261201-noon-1",
    "ledger": "residents",
    "figure": "homes",
    "form": "pdf",
    "call_id": "cll-0000000000000000",
    "run": "run-0000000000000000",
    "view": "grids",
    "profile": "no_such_profile",
    "layers": "grids",
    "layer": "grids",
    "collection": "public-grids",
    "feature": "grd-0000000000000000.pln-0000000000000000",
    "version": "1",
    "category": "none",
    "suffix": "json",
    "subscription": "sub-0000000000000000",
    "z": "15",
    "x": "27254",
    "y": "13310",
}
"""For each name in a path: a well-formed one that stands for nothing."""
