"""Two versions of anything: which fields became what, and by which events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import shown_events
from api.auditing.lines import Line, line
from api.auditing.sheets import Told, field_words, words
from api.auditing.states import state
from api.auditing.subjects import Subject, require_shown
from api.context import Ctx
from domain.errors import Invalid
from domain.journal import Recorded

COLUMNS = ("audit.field", "audit.before", "audit.after", "audit.by_versions")
ABSENT = object()


class NoVersions(Invalid):
    """The subject has no stream of its own: its history is told in others'."""

    code = "audit.no_versions"


class VersionOutside(Invalid):
    """Facts: latest."""

    code = "audit.version_outside"


def difference(ctx: Ctx, subject: Subject, before: int, after: int | None) -> Told:
    """before: 0 for nothing at all; after None: the latest. fields: [{field, from, to, versions}], of lists also what came and went; lines:
    the events between. Sealed blocks show as marks only. Raises NoVersions, VersionOutside."""
    require_shown(ctx, subject)
    recorded = shown_events.stream(ctx, subject.id)
    if not recorded:
        raise NoVersions()
    latest = recorded[-1].version
    last = latest if after is None else after
    if not 0 <= before <= last <= latest:
        raise VersionOutside(latest=latest)
    changed = _changed(recorded, before, last)
    lines: list[Line] = [line(one) for one in _until(recorded, last) if one.version > before]
    more = {"subject": subject.id, "from": before, "to": last, "latest": latest, "fields": changed}
    return Told("diff", lines, COLUMNS, [_cell(one) for one in changed], None, more)


def _changed(recorded: Sequence[Recorded], before: int, last: int) -> list[dict[str, Any]]:
    """A field that changed and changed back is told too: by the events that touched it."""
    first = now = state(_until(recorded, before))
    touched: dict[str, list[int]] = {}
    for version in range(before + 1, last + 1):
        earlier, now = now, state(_until(recorded, version))
        for name in dict.fromkeys((*earlier, *now)):
            if earlier.get(name, ABSENT) != now.get(name, ABSENT):
                touched.setdefault(name, []).append(version)
    return [_field(name, first.get(name), now.get(name), versions) for name, versions in touched.items()]


def _until(recorded: Sequence[Recorded], version: int) -> Sequence[Recorded]:
    return [one for one in recorded if one.version <= version]


def _field(name: str, before: Any, after: Any, versions: list[int]) -> dict[str, Any]:
    told: dict[str, Any] = {"field": name, "from": before, "to": after, "versions": versions}
    if isinstance(before, list) and isinstance(after, list):
        told |= {"came": [one for one in after if one not in before], "went": [one for one in before if one not in after]}
    return told


def _cell(one: dict[str, Any]) -> dict[str, Any]:
    before, after = (words(one[side]) for side in ("from", "to"))
    if "came" in one:
        before, after = f"－ {words(one['went'])}", f"＋ {words(one['came'])}"
    versions = "、".join(map(str, one["versions"]))
    return dict(zip(COLUMNS, (field_words(one["field"]), before, after, versions), strict=True))
