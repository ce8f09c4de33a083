"""The hand-over pack of a plan: of each pair of wardens what passed, for both to go through and to sign."""

from __future__ import annotations

from typing import Any

from api import hand_overs
from api.documents.question import Document, Question
from api.documents.wording import moment, word
from api.ledgers import Generated
from api.texts import text
from domain.grid_plan import PlanUnknown
from projections import grids
from projections.statements import Row

KEY = "hand_over"


def content(question: Question) -> dict[str, Any]:
    plan, packs = _found(question)
    categories = question.profile.categories
    return question.head(KEY) | {
        "plan": plan["name"] or plan["plan"],
        "document": plan["document"] or "",
        "packs": [_pack(one, {key: each.title for key, each in categories.items()}) for one in packs],
    }


def table(question: Question) -> Generated:
    """All packs as one table."""
    _, packs = _found(question)
    return hand_overs.as_sheet(question.ctx, packs, question.through)


def _found(question: Question) -> tuple[Row, list[Row]]:
    """A warden finds the packs he or she gives or takes. Raises PlanUnknown."""
    plan, actor = grids.plan(question.connection, question.subject), question.ctx.actor
    if plan is None:
        raise PlanUnknown()
    return plan, hand_overs.packs(question.ctx, question.connection, plan, warden=actor.warden if actor.role == "warden" else None)


def _pack(pack: Row, categories: dict[str, str]) -> dict[str, Any]:
    homes = [
        {"household": one["household"], "address": one["address"] or "", "last_visit": str(one["last_visit"] or "")}
        for one in pack["homes"]
    ]
    tickets = [
        {
            "number": one["number"],
            "category": categories.get(one["category"], one["category"]),
            "status": word("ticket", one["status"]),
            "due": moment(one["due_at"]) if one["due_at"] else "",
        }
        for one in pack["tickets"]
    ]
    places = {f"{side}_{part}": pack[f"{side}_{part}"] or "" for side in ("from", "to") for part in ("code", "warden")}
    needs = [{"need": one["need"], "kind": text(f"passes.{one['kind']}"), "household": one["household"]} for one in pack["needs"]]
    return places | {"on": str(pack["on"]), **pack["counts"], "homes": homes, "tickets": tickets, "needs": needs}


HAND_OVER = Document(KEY, ("pdf", "xlsx"), KEY, hand_overs.VIEWS, content, of="plan", table=table)
