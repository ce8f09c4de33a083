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

PLACED = "where it stands decides whether it may be asked about; what is told is read inside the scope"
LAND = "buildings and ground, in which nobody is named"
COUNTED = "counted in tables of its own: numbers leave, and no line"
JOURNAL = {
    "scope.py": (1, PLACED),
    "scoped.py": (1, "whether there is such a community"),
    "routes/care.py": (1, "a command: of which household the need is"),
    "routes/visit_corrections.py": (1, PLACED),
    "routes/calendar.py": (1, "the calendar, which is printed"),
    "routes/residents.py": (1, "the number of the version, for If-Match"),
    "routes/tickets.py": (1, "the number of the version, for If-Match"),
    "routes/plans.py": (1, "the number of the version, for If-Match"),
    "routes/governance/reading.py": (1, "numbers of versions, for If-Match"),
    "books/reading.py": (1, "the number of the version, for If-Match"),
    "books/cases.py": (1, "a command: whose names its words may not hold"),
    "auditing/naming.py": (1, "how many versions there are of what was found inside the scope"),
    "auditing/findings.py": (1, "a file folded as it was before a correction: the names of the fields that differ leave, no value"),
    "feed/reading.py": (1, "whether there is such a community"),
    "open311/jurisdictions.py": (1, "whether there is such a community"),
    "field_day.py": (1, "how far the tickets are that the session showed: no word of them"),
    "public_basemap.py": (1, "what lies under the maps, which is of no community"),
    "basemap.py": (2, "what lies under the maps, which is of no community"),
    "china_days.py": (1, "the calendar, which is printed"),
    "uncounted.py": (1, "the calendar, which is printed"),
    "calls.py": (1, "a command: what came between the version that its sender saw and the present one"),
    "plan_redrawn.py": (1, "a command: what it changed"),
    "documents/past.py": (1, "the district's list of certificates, published"),
    "indicators/asking.py": (1, COUNTED),
    "indicators/tiers.py": (1, COUNTED),
    "auditing/borders.py": (2, LAND),
    "plan_history.py": (1, LAND),
    "remembered.py": (3, "what commands decide by"),
    "search/index.py": (2, "the clock that keeps the index; nobody is told"),
    "notary/logs.py": (2, "pages of the logs, by the notary's clock and by `verify`"),
}
"""Where the shell reads the journal itself, outside the commands: all else that is told of events comes through api.shown_events."""


def test_every_reading_of_the_journal_itself_is_named_with_its_reason() -> None:
    root = Path(api.__path__[0])
    files = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in {"commands", "cli", "demo", "web"}]
    pattern = re.compile(r"journal\.(?:read|read_many|at|named|versions)\(|land_of\(ctx\.journal")
    assert found_in(root, files, pattern) == {name: number for name, (number, _) in JOURNAL.items()}


def test_every_reading_past_the_walls_is_named_with_its_reason() -> None:
    folder, root = Path(api.routes.__path__[0]), Path(api.__path__[0])
    assert readings(folder, folder.rglob("*.py")) == {name: number for name, (number, _) in REASONS.items()}
    asking = [root / "answers.py", *(root / "auditing").glob("*.py"), *(root / "search").glob("*.py")]
    assert readings(root, asking) == {name: number for name, (number, _) in ASKING.items()}


def readings(folder: Path, files: Iterable[Path]) -> dict[str, int]:
    return found_in(folder, files, re.compile(r"(?:office|ctx\.office|office_of\(request\)|caught_up\(.*\))\.reading\(\)"))


def found_in(folder: Path, files: Iterable[Path], pattern: re.Pattern[str]) -> dict[str, int]:
    found = {str(path.relative_to(folder)): len(pattern.findall(path.read_text())) for path in files}
    return {name: number for name, number in found.items() if number}
