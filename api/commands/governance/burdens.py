"""What is laid upon a community, and what of it is cancelled."""

from __future__ import annotations

from api.commands.governance.admissions import admitted_on, hold_lists
from api.commands.governance.deciding import decided, decided_on, on_day
from api.context import Ctx, Done
from domain.governance import burden, duty_lists
from domain.governance.burden import BurdenUnknown, Kind
from domain.ids import AdmissionId, BurdenId, community_id
from domain.policy import PolicyProfile
from domain.schema import Events


def register(
    ctx: Ctx,
    code: str,
    kind: Kind,
    title: str,
    department: str,
    *,
    inherited: bool = False,
    key: str = "",
    claimed: AdmissionId | None = None,
) -> Done:
    """key, claimed: of the two lists, or an admission; looked up as they stand on the day."""
    stream = BurdenId(ctx.new_id("brd"))
    entry = duty_lists.entry_of(hold_lists(ctx, code).state, key, on_day(ctx))
    basis = entry.key if entry else admitted_on(ctx, code, claimed, on_day(ctx)) or ""

    def decide(state: burden.State | None, profile: PolicyProfile) -> Events:
        given = {"burden": stream, "community": community_id(code), "kind": kind, "title": title, "department": department}
        return burden.register(state, **given, is_inherited=inherited, basis=basis, profile=profile)

    return decided(ctx, code, stream, burden, decide)


def cancel(ctx: Ctx, stream: BurdenId) -> Done:
    return decided_on(
        ctx, stream, burden, BurdenUnknown, lambda state, profile: burden.cancel(state, document=ctx.document, profile=profile)
    )
