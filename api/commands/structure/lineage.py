"""Communities merged, renamed, dissolved; bodies registered and abolished; where the old grids lie in the new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from api.commands.evidence import Held, append, hold_community, persisting
from api.commands.governance.deciding import decided, on_day, owner_of
from api.context import Ctx, Done
from domain import community, community_lineage
from domain.ids import BodiesId, CommunityId, community_code, community_id
from domain.schema import Events
from domain.structure import bodies
from domain.structure.bodies import BodyKind
from projections import grids, lineage


def merge(ctx: Ctx, into: str, codes: Sequence[str], on: date) -> Done:
    """All of them into one that is registered: both sides in one transaction.

    undecided: their plans that are drafts, or wait for approval or enactment; they end with them, and none is enacted any more.
    """

    def attempt() -> Done:
        successor, profile = owner_of(ctx, into)
        ending = [hold_community(ctx, code) for code in codes]
        target = community_id(into)
        told = {"on": on, "document": ctx.document, "today": ctx.today, "reason": ctx.reason}
        received = community_lineage.receive(successor.state, communities=[CommunityId(one.stream) for one in ending], **told)
        writes = [successor.write(received), *(_ends(ctx, one, target, on) for one in ending)]
        told = {"community": target, "came_from": [one.stream for one in ending], "on": on.isoformat(), "version": writes[0].expected + 1}
        told |= {"undecided": [plan for one in ending for plan in _undecided(ctx, one.stream)]}
        return append(ctx, writes, told, profile.key)

    return persisting(ctx, attempt)


def revoke(ctx: Ctx, into: str, codes: Sequence[str]) -> Done:
    """A merger taken back, on both sides in one transaction, while no plan over the land of all is decided.

    Raises NotMergedThere, MergeCarriedOut.
    """

    def attempt() -> Done:
        successor, profile = owner_of(ctx, into)
        going_on = [hold_community(ctx, code) for code in codes]
        target, told = community_id(into), {"reason": ctx.reason, "document": ctx.document}
        released = community_lineage.release(successor.state, communities=[CommunityId(one.stream) for one in going_on], **told)
        writes = [successor.write(released), *(one.write(community_lineage.revoke(one.state, into=target, **told)) for one in going_on)]
        return append(ctx, writes, {"community": target, "released": [one.stream for one in going_on]}, profile.key)

    return persisting(ctx, attempt)


def _ends(ctx: Ctx, one: Held[community.State], into: CommunityId, on: date) -> Any:
    return one.write(community_lineage.merge_into(one.state, into=into, on=on, document=ctx.document))


def _undecided(ctx: Ctx, stream: str) -> list[dict[str, Any]]:
    with ctx.office.reading() as connection:
        found = grids.plans(connection, stream)
    return [
        {name: one[name] for name in ("plan", "name", "status")} for one in found if one["status"] in ("draft", "submitted", "approved")
    ]


def rename(ctx: Ctx, code: str, name: str) -> Done:
    return _changed(ctx, code, lambda state: community.rename(state, name=name, reason=ctx.reason))


def dissolve(ctx: Ctx, code: str, on: date) -> Done:
    return _changed(ctx, code, lambda state: community_lineage.dissolve(state, on=on, reason=ctx.reason, document=ctx.document))


def _changed(ctx: Ctx, code: str, decide: Callable[[community.State | None], Events]) -> Done:
    def attempt() -> Done:
        owner, profile = owner_of(ctx, code)
        events = decide(owner.state)
        told = {"community": owner.stream, "version": owner.version + len(events), "recorded": len(events)}
        return append(ctx, [owner.write(events)], told, profile.key)

    return persisting(ctx, attempt)


def area_of(code: str, kind: BodyKind) -> BodiesId:
    """A subdistrict office belongs to the subdistrict, every other body to the community."""
    digits = community_code(community_id(code))
    return BodiesId("bod-" + (digits[:9] if kind is BodyKind.SUBDISTRICT_OFFICE else digits))


def register_body(ctx: Ctx, code: str, kind: BodyKind, name: str) -> Done:
    stream = area_of(code, kind)
    return decided(
        ctx, code, stream, bodies, lambda state, _: bodies.register(state, bodies=stream, kind=kind, name=name, document=ctx.document)
    )


def abolish_body(ctx: Ctx, code: str, kind: BodyKind, succeeded_by: str) -> Done:
    def decide(state: bodies.State | None, _: Any) -> Any:
        return bodies.abolish(state, kind, on=on_day(ctx), document=ctx.document, succeeded_by=succeeded_by)

    return decided(ctx, code, area_of(code, kind), bodies, decide, begins=False)


def bodies_of(ctx: Ctx, code: str) -> dict[str, Any]:
    """Every body ever; `missing`: kinds that the profile asks for and that do not stand, by which clause."""
    owner, profile = owner_of(ctx, code)
    ctx.office.freshen(lineage.NAME)
    with ctx.office.reading() as connection:
        found = lineage.bodies_of(connection, CommunityId(owner.stream))
    asked = profile.rule("organisation.bodies")
    standing = {one["kind"] for one in found if one["abolished_on"] is None}
    missing = [kind for kind in str(asked.value).split("、") if kind not in standing]
    return {"bodies": found, "missing": missing, "clause": asked.clause}


def grids_table(connection: Any, code: str) -> list[dict[str, Any]]:
    """Old→new: each grid of the communities this one came from, on their last day, and the grids of now that hold its land, with shares."""
    from gis.overlap import shares

    ended = lineage.came_from(connection, community_id(code))
    old = [feature for one in ended for feature in grids.grid_features(connection, one["community"], one["ended_on"] - timedelta(days=1))]
    new = grids.grid_features(connection, community_id(code))
    named = {one["properties"]["code"]: one["properties"]["name"] for one in (*old, *new)}
    found = shares(_areas(old), _areas(new))
    matched = [asdict(one) | {"old_name": named[one.old], "new_name": named[one.new]} for one in found]
    lost = sorted({one["properties"]["code"] for one in old} - {one.old for one in found})
    return matched + [{"old": one, "old_name": named[one], "new": None, "new_name": None, "share": 0.0} for one in lost]


def _areas(features: Sequence[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(one["properties"]["code"], one["geometry"]) for one in features]
