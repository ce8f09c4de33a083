"""Which routes read past the walls, and why: everything else reads over a connection that PostgreSQL keeps inside the caller's scope."""

from __future__ import annotations

import re
from pathlib import Path

import api.routes

PLACE = "where it stands is looked up, whose that is decides; what is told is read inside the scope"
ANYBODY = "published"
PLAN = "whose plan it is; what is told is read inside the scope"
REASONS = {
    "tickets.py": (1, PLACE),
    "visits.py": (1, PLACE),
    "outreach.py": (1, PLACE),
    "governance/certificates.py": (1, PLACE),
    "governance/meetings.py": (1, PLACE),
    "audit.py": (2, "a warden's employer; " + ANYBODY),
    "governance/books.py": (1, "api.books.reading.one asks whose the entry is before it reads"),
    "governance/reading.py": (1, ANYBODY),
    "ticket_figures.py": (1, ANYBODY),
    "rota.py": (1, ANYBODY),
    "documents.py": (1, "whose meeting it is; what is told is read inside the scope"),
    "plans.py": (1, PLAN),
    "plan_files.py": (1, PLAN),
    "differences.py": (2, PLAN),
    "state.py": (1, "how far the read models are"),
    "field_days.py": (2, "the caller's employer; " + PLACE),
    "kiosk.py": (1, ANYBODY),
    "communities.py": (1, "names of communities, those of the caller's picked out"),
}


def test_every_reading_past_the_walls_is_named_with_its_reason() -> None:
    folder = Path(api.routes.__path__[0])
    found = {
        str(path.relative_to(folder)): number
        for path in folder.rglob("*.py")
        if (number := len(re.findall(r"(?:office|ctx\.office|office_of\(request\)|caught_up\(.*\))\.reading\(\)", path.read_text())))
    }
    assert found == {name: number for name, (number, _) in REASONS.items()}
