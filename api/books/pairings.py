"""Pairing help and activities: entered as they happen, counted from the journal (结对帮扶、活动场次与人次)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from api import models
from api.books.act import Act, Asked, Book, Call, Named, Number
from domain.governance import pairing
from domain.governance.pairing import Giver, PairingUnknown
from domain.ids import PairingsId
from domain.schema import Events

RULE = "pairing.counted"
FIGURES = ("activities", "attendances", "people_helped")
Count = Annotated[int, Field(ge=1, le=10**6)]


class PairingGiven(models.Told):
    """helped: how many people. text: who helps whom with what, sealed."""

    giver: Literal["party_member", "cadre", "unit", "volunteer"]
    helped: Count = 1


class ActivityGiven(models.Reasoned):
    """pairing: of which; left out: for everybody. title: names nobody."""

    title: Named
    attendances: Count
    pairing: Number | None = None


class OfPairing(models.Reasoned):
    pairing: Number


def _start(call: Call) -> Events:
    content = call.seal(call.ctx.new_id("hlp"), content=call.body.text)
    given = {"pairings": PairingsId(call.stream), "community": call.community, "giver": Giver(call.body.giver)}
    return pairing.start(call.state, **given, helped=call.body.helped, on=call.on, content=content, clause=call.clause(RULE))


def _end(call: Call) -> Events:
    return pairing.end(call.state, pairing=call.body.pairing, on=call.on)


def _hold(call: Call) -> Events:
    given = {"pairings": PairingsId(call.stream), "community": call.community, "pairing": call.body.pairing, "title": call.body.title}
    return pairing.hold_activity(call.state, **given, attendances=call.body.attendances, on=call.on)


def _years(asked: Asked) -> Mapping[str, Any]:
    """Year by year: activities, attendances, people helped by a pairing that ran in it; and what the regulation reports of its own."""
    held, running = asked.lines("activities", every=True), asked.lines("pairings", every=True)
    years = sorted({date.fromisoformat(row["on"]).year for row in held} | {row["since"].year for row in running})
    rules = {figure: asked.profile.rules.get(f"reference.{figure}") for figure in FIGURES}
    reported = {figure: rule.value for figure, rule in rules.items() if rule}
    return {"years": [_year(year, held, running) for year in years], "reported_by_the_regulation": reported or None}


def _year(year: int, held: list[dict[str, Any]], running: list[dict[str, Any]]) -> dict[str, Any]:
    of_year = [row for row in held if date.fromisoformat(row["on"]).year == year]
    helping = [row for row in running if row["since"].year <= year and (row["until"] is None or row["until"].year >= year)]
    attendances, helped = sum(row["attendances"] for row in of_year), sum(row["helped"] for row in helping)
    return {"year": year, "activities": len(of_year), "attendances": attendances, "people_helped": helped}


PAIRINGS = Book(
    name="pairings",
    zh="结对帮扶",
    en="pairing help",
    aggregate=pairing,
    unknown=PairingUnknown,
    stream=lambda _, code, __: PairingsId(f"prg-{code}"),
    opening=Act("start", PairingGiven, _start, "结对", "a pairing starts", ("desk", "warden")),
    acts=(
        Act("activities", ActivityGiven, _hold, "开展活动", "an activity was held", ("desk", "warden")),
        Act("end", OfPairing, _end, "结束结对", "it ends", ("desk",)),
    ),
    registers=("pairings", "activities"),
    summary=_years,
)
