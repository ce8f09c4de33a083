"""Professional social workers: their certificates, and how many each community still lacks (每个社区至少有3名专业社工)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from api import models
from api.books.act import Act, Asked, Book, Call, Named
from api.context import Ctx
from domain.governance import qualification
from domain.governance.clauses import clause_of, value_of
from domain.governance.qualification import Ending, Level
from domain.ids import QualificationId, district_code
from domain.schema import Events
from projections import grids

WANTED = "staffing.social_workers"


class QualificationGiven(models.Reasoned):
    """certificate, name: sealed."""

    level: Literal["assistant", "social_worker", "senior"]
    certificate: Named
    name: Named


class Ended(models.Reasoned):
    ending: Literal["moved", "left", "lapsed"]


def _stream(ctx: Ctx, _: str, body: Any) -> QualificationId:
    """The same certificate has the same stream in every community; its number is not kept to know it again."""
    return QualificationId(ctx.vault.remember("qualification", body.certificate, ctx.new_id("qlf")))


def _record(call: Call) -> Events:
    content = call.seal(certificate=call.body.certificate, name=call.body.name)
    given = {"qualification": QualificationId(call.stream), "community": call.community, "level": Level(call.body.level)}
    return qualification.record(call.state, **given, on=call.on, content=content)


def _gaps(asked: Asked) -> Mapping[str, Any]:
    """Every community of the district: how many it has, how many it lacks. In the order of their codes, never ranked."""
    district, wanted = district_code(asked.community), int(value_of(asked.profile, WANTED, 0))
    holders = Counter(row["owner"] for row in asked.lines("qualifications", district))
    known = [one for one in grids.communities(asked.connection) if one["code"].startswith(district)]
    lines = [_gap(one, holders[one["code"]], wanted) for one in sorted(known, key=lambda one: one["code"])]
    return {"wanted": wanted, "clause": clause_of(asked.profile, WANTED), "communities": lines}


def _gap(community: Mapping[str, Any], holders: int, wanted: int) -> dict[str, Any]:
    lacks = qualification.gap(holders, wanted)
    return {"community": community["code"], "name": community["name"], "holders": holders, "lacks": lacks}


QUALIFICATIONS = Book(
    name="qualifications",
    zh="专业社工",
    en="professional social workers",
    kind="qlf",
    stream=_stream,
    aggregate=qualification,
    unknown=qualification.QualificationUnknown,
    opening=Act("record", QualificationGiven, _record, "登记资格证书", "record a certificate", ("desk",)),
    acts=(
        Act(
            "end",
            Ended,
            lambda call: qualification.end(call.state, ending=Ending(call.body.ending), on=call.on),
            "调离、离职、失效",
            "counts here no more",
            ("desk",),
        ),
    ),
    registers=("qualifications",),
    summary=_gaps,
)
