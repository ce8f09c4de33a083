"""What the profile asks of a community's registers and nobody has done yet, each with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from api.archive import Archive, archive_of
from api.commands.governance.deciding import owner_of
from api.context import Ctx
from domain.governance import pilots, rule_documents, training
from domain.governance.clauses import clause_of, value_of
from domain.governance.commitments import PUBLISHED
from domain.ids import community_id
from domain.policy import PolicyProfile
from projections import lineage, registers

Gap = dict[str, Any]


def gaps(ctx: Ctx, code: str) -> list[Gap]:
    """register, missing (what is not there), clause."""
    _, profile = owner_of(ctx, code)
    ctx.office.freshen(registers.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        asked = (_rule_documents, _commitments, _pilots, _tests)
        return [gap for one in asked for gap in one(connection, ctx, code, profile)]


def _kept(connection: Connection[Any], ctx: Ctx, code: str) -> Archive:
    return archive_of(connection, community_id(code), ctx.now)


def _told(connection: Connection[Any], ctx: Ctx, register: str, code: str) -> list[dict[str, Any]]:
    return [one["told"] for one in _kept(connection, ctx, code).lines(connection, register, ctx.today)]


def _rule_documents(connection: Connection[Any], ctx: Ctx, code: str, profile: PolicyProfile) -> Iterator[Gap]:
    stands = {one["kind"] for one in _told(connection, ctx, "rule_documents", code)}
    for kind, title in rule_documents.asked_for(profile).items():
        if kind.value not in stands:
            yield {"register": "rule_documents", "missing": title, "clause": clause_of(profile, rule_documents.SET)}


def _commitments(connection: Connection[Any], ctx: Ctx, code: str, profile: PolicyProfile) -> Iterator[Gap]:
    if PUBLISHED in profile.rules and not _told(connection, ctx, "commitments", code):
        yield {"register": "commitments", "missing": str(profile.rule(PUBLISHED).value), "clause": clause_of(profile, PUBLISHED)}


def _pilots(connection: Connection[Any], ctx: Ctx, code: str, profile: PolicyProfile) -> Iterator[Gap]:
    stands = len(_told(connection, ctx, "pilots", code))
    if stands < (fewest := int(value_of(profile, pilots.FEWEST, 0))):
        yield {"register": "pilots", "missing": f"{stands}/{fewest}", "clause": clause_of(profile, pilots.FEWEST)}


def _tests(connection: Connection[Any], ctx: Ctx, code: str, profile: PolicyProfile) -> Iterator[Gap]:
    """Who was trained and not tested, by name of the post's holder nowhere: the warden's id."""
    if not value_of(profile, training.TESTED, False):
        return
    tested = {
        (one["line"].split("/")[1], one["told"]["warden"]) for one in _kept(connection, ctx, code).lines(connection, "training_tests", None)
    }
    for one in _told(connection, ctx, "trainings", code):
        left = [warden for warden in one["attended"] if (one["training"], warden) not in tested]
        if left:
            yield {"register": "trainings", "missing": "、".join(left), "clause": clause_of(profile, training.TESTED)}
