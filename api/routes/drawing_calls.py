"""A step of a drawing, with what it changed for a caller who asks for that too (Prefer: return=representation, RFC 7240)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Header, Request

from api.calls import Command, command
from api.context import Ctx, Done
from api.plan_redrawn import redrawn
from api.routes.plans import plan_in_sight

ASKED = "return=representation"
ALL_GRIDS = ("balance", "failing")
_planner = command("planner")


@dataclass
class Drawing(Command):
    """request: of a caller who asks for what changed; None: the balance is enough."""

    request: Request | None = None

    def run(self, decide: Callable[[Ctx], Done], **given: Any) -> dict[str, Any]:
        """`changed` (api.plan_redrawn) in place of the balance of all grids: from the version that the caller saw to the present one,
        whoever drew meanwhile; not recorded."""
        answer = super().run(decide, **given)
        if self.request is None or self.seen is None:
            return answer
        self.response.headers["Preference-Applied"] = ASKED
        plan = plan_in_sight(self.request, self.actor, answer["plan"])
        briefly = {name: told for name, told in answer.items() if name not in ALL_GRIDS}
        return briefly | {"changed": redrawn(self.office, plan, self.seen, self.actor.account)}


def drawing(
    request: Request,
    call: Command = Depends(_planner),
    prefer: str = Header("", max_length=200, description="return=representation：答复附上改变了什么 / the answer tells what changed"),
) -> Drawing:
    """A dependency, as `command`."""
    asks = ASKED in prefer.replace(" ", "").lower().split(",")
    return Drawing(call.office, call.actor, call.response, call.key, call.body_hash, call.seen, request if asks else None)
