"""Which routes read past the walls, and why: everything else reads over a connection that PostgreSQL keeps inside the caller's scope."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import api
import api.routes

PLACE = "where it stands is looked up, whose that is decides; what is told is read inside the scope"
PLAN = "whose plan it is; what is told is read inside the scope"
REASONS = {
    "tickets.py": (1, PLACE),
    "visits.py": (1, PLACE),
    "outreach.py": (1, PLACE),
    "governance/certificates.py": (1, PLACE),
    "governance/meetings.py": (1, PLACE),
    "audit.py": (1, "a warden's employer"),
    "governance/books.py": (1, "api.books.reading.one asks whose the entry is before it reads"),
    "documents.py": (1, "whose meeting it is; what is told is read inside the scope"),
    "plans.py": (1, PLAN),
    "plan_files.py": (1, PLAN),
    "differences.py": (2, PLAN),
    "state.py": (1, "how far the read models are"),
    "field_days.py": (2, "the caller's employer; " + PLACE),
    "communities.py": (1, "names of communities, those of the caller's picked out"),
}
ASKING = {
    "answers.py": (4, "which thing is meant and where it stands; the command line's histories"),
    "auditing/subjects.py": (1, "which thing is meant; what is told of it is read inside"),
    "auditing/findings.py": (1, "which streams are parked; those of the asker's are picked out inside"),
}
"""The same of what answers whois, search and the auditor's questions."""


def test_every_reading_past_the_walls_is_named_with_its_reason() -> None:
    folder, root = Path(api.routes.__path__[0]), Path(api.__path__[0])
    assert readings(folder, folder.rglob("*.py")) == {name: number for name, (number, _) in REASONS.items()}
    asking = [root / "answers.py", *(root / "auditing").glob("*.py"), *(root / "search").glob("*.py")]
    assert readings(root, asking) == {name: number for name, (number, _) in ASKING.items()}


def readings(folder: Path, files: Iterable[Path]) -> dict[str, int]:
    pattern = re.compile(r"(?:office|ctx\.office|office_of\(request\)|caught_up\(.*\))\.reading\(\)")
    found = {str(path.relative_to(folder)): len(pattern.findall(path.read_text())) for path in files}
    return {name: number for name, number in found.items() if number}
