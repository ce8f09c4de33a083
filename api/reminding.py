"""Reminders with the words people read."""

from __future__ import annotations

from collections.abc import Iterable

from api.texts import text
from projections.statements import Row


def shown(found: Iterable[Row]) -> list[Row]:
    return [one | {"zh": text(f"reminder.{one['kind']}"), "en": text(f"reminder.{one['kind']}", "en")} for one in found]
