"""Every opening of personal data: for a stated purpose, so many an hour, written down before it is shown, told of when it is many.

The log holds who, whose, which fields, what for, and the question it belongs to; never a value.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from typing import Any

from api.context import Ctx, Office
from api.metrics import BULK
from domain.errors import Forbidden, Invalid

log = logging.getLogger(__name__)
HEALTH = frozenset({"needs", "tags", "class"})
"""Fields whose bulk is counted apart: 法释〔2017〕10号 第五条 names health beside other personal information."""


class PurposeBlank(Invalid):
    code = "personal.purpose_blank"


class TooManyOpenings(Forbidden):
    """Facts: limit (openings an hour), retry_after_s."""

    code = "personal.too_many_openings"


def note(ctx: Ctx, subjects: Iterable[str], fields: Collection[str], purpose: str) -> None:
    """Call it before anything is shown. Raises PurposeBlank, TooManyOpenings; then nothing may be shown."""
    opened = sorted(set(subjects))
    if not purpose.strip():
        raise PurposeBlank()
    if not opened or not fields:
        return
    limits, actor = ctx.office.settings, ctx.actor
    openings, others, health = ctx.vault.reads_of(actor.account, sorted(HEALTH), ctx.correlation)
    if openings >= limits.openings_an_hour:
        raise TooManyOpenings(limit=limits.openings_an_hour, retry_after_s=60)
    ctx.vault.log_read(actor.account, actor.role, opened, sorted(fields), purpose, ctx.correlation)
    is_health = not HEALTH.isdisjoint(fields)
    before, limit = (health, limits.bulk_health) if is_health else (others, limits.bulk_others)
    if before < limit <= before + len(opened):
        BULK.inc()
        log.warning("bulk reading of personal data: actor=%s subjects=%d in a day, limit=%d", actor.account, before + len(opened), limit)


def alarms(office: Office, days: int) -> list[dict[str, Any]]:
    """Days of the last so many on which an account opened the data of more people than the limits: newest first, fields of health apart."""
    limits = office.settings
    return office.vault.bulk_reads(sorted(HEALTH), days, (limits.bulk_health, limits.bulk_others))
