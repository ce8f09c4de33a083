"""Draws of lots: the communities of a district that are inspected, the entries of a register that are compared with reality."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api import models
from api.books.act import Act, Asked, Book, Call, fresh_seed
from api.vault import Lost
from domain.errors import Unknown
from domain.governance import lots
from domain.governance.lots import Drawn
from domain.ids import LotsId, community_code
from domain.schema import Events
from domain.values import Sealed

Pool = Callable[[Call], tuple[int, Iterable[str]]]
"""The journal's position, and every candidate there was then."""


class NoLots(Unknown):
    code = "lots.unknown"


def book(name: str, zh: str, en: str, *, stream: Callable[[str], LotsId], pool: Pool, percent: str) -> Book:
    """percent: the rule that says how many of a hundred are drawn."""

    def decide(call: Call) -> Events:
        following, is_lost = _following(call), _is_lost(call)
        if call.state is None or is_lost:
            events = lots.commit(call.state, lots=LotsId(call.stream), seed=following[0], sealed=following[1], is_lost=is_lost)
        else:
            through, candidates = pool(call)
            seed, share = _opened(call, call.state.committed.seed), int(call.value(percent, 0))
            given = {"seed": seed, "candidates": candidates, "through": through, "percent": share, "clause": call.clause(percent)}
            events = lots.draw(call.state, **given, following=following)
        call.answer |= _told(events)
        return events

    opening = Act(
        "draw",
        models.Reasoned,
        decide,
        "承诺种子、抽签；密钥挂失后重新承诺",
        "commit a seed, then draw; another seed where the key was lost",
        ("approver", "auditor"),
    )
    return Book(
        name=name,
        zh=zh,
        en=en,
        aggregate=lots,
        opening=opening,
        registers=("draws",),
        summary=lambda asked: _replayed(asked, stream(community_code(asked.community))),
        unknown=NoLots,
        stream=lambda _, code, __: stream(code),
    )


def _told(events: Events) -> dict[str, Any]:
    told: dict[str, Any] = {"drawn": []}
    for event in events:
        if isinstance(event, Drawn):
            told |= {"number": event.number, "drawn": list(event.chosen), "candidates": len(event.candidates), "seed": event.seed}
        elif isinstance(event, lots.SeedCommitted):
            told |= {"commitment": event.commitment}
    return told


def _following(call: Call) -> tuple[str, Sealed]:
    seed = fresh_seed()
    return seed, call.seal(seed=seed)


def _is_lost(call: Call) -> bool:
    """The key of the seed committed to was given up as lost: nothing is drawn before another is committed."""
    return call.state is not None and isinstance(call.ctx.vault.open(call.state.committed.seed), Lost)


def _opened(call: Call, sealed: Sealed) -> str | None:
    content = call.ctx.vault.open(sealed)
    return str(content["seed"]) if isinstance(content, dict) else None


def _replayed(asked: Asked, stream: LotsId) -> Mapping[str, Any]:
    """Every draw, drawn again from the journal's own words; and what the next one is committed to."""
    told = [row for row in asked.lines("draws") if row["lots"] == stream]
    shown = ("number", "on", "seed", "candidates", "chosen", "clause")
    drawn = [{name: row.get(name) for name in shown} | {"agrees": _agrees(row)} for row in told if row["status"] == "drawn"]
    return {"draws": drawn, "next_commitment": next((row["commitment"] for row in told if row["status"] == "committed"), None)}


def _agrees(row: Mapping[str, Any]) -> bool:
    told = {name: row[name] for name in ("number", "seed", "through", "share", "clause")}
    return lots.agrees(Drawn(**told, candidates=tuple(row["candidates"]), chosen=tuple(row["chosen"])), row["commitment"])
