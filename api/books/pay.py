"""Pay: base and performance, the performance part from a closed appraisal and, where the regulation says so, from satisfaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import mean
from typing import Annotated, Any

from pydantic import Field

from api import models
from api.books.act import Act, Asked, Book, Call, Key, Named, Yuan
from domain.governance import appraisal, pay
from domain.governance.appraisal import AppraisalUnknown
from domain.governance.pay import Basis
from domain.ids import AppraisalId, PayId, pay_id
from domain.schema import Event, Events
from projections import appraisals

RULE, RATERS = "appraisal.pay", "pay.raters"
REFERENCE = "reference."


class PayGiven(models.Reasoned):
    """post: director, deputy, member or another key. base_yuan: a month; by default the figure that the regulation tells for the post.

    name: sealed.
    """

    appraisal: Annotated[str, Field(pattern="^apr-[0-9a-z]{4,40}$")]
    post: Key
    name: Named
    base_yuan: Yuan | None = None


def _set(call: Call) -> Events:
    of = AppraisalId(call.body.appraisal)
    basis = _basis(call, of)
    base = call.body.base_yuan or int(call.value(f"{REFERENCE}{call.body.post}_yuan_per_month", 0)) or None
    figures = pay.reckon(basis, call.body.post, base)
    told = {"base_yuan": figures.base_yuan, "performance_yuan": figures.performance_yuan, "total_yuan": figures.total_yuan}
    given = {"pay": PayId(call.stream), "community": call.community, "appraisal": of, "post": call.body.post, "basis": basis}
    content = call.seal(name=call.body.name, **told)
    return pay.set_performance(call.state, **given, on=call.on, document=call.document, content=content)


def _basis(call: Call, of: AppraisalId) -> Basis:
    """Raises AppraisalUnknown."""
    held = call.look(of, appraisal.fold)
    state = held.state
    if state is None or state.community != call.community:
        raise AppraisalUnknown()
    points = [points for points, _, _ in state.scored.values()]
    grade = state.grade
    percent = int(call.value(f"pay.performance_{grade}", 0)) if grade else 0
    tie, clause = call.clause(RATERS), call.clause(RULE)
    return Basis(points[-1] if points else 0, grade, percent, call.names(RATERS), _satisfaction(call, held.recorded[0].body), tie, clause)


def _satisfaction(call: Call, opened: Event) -> Mapping[str, float]:
    """What each group of raters said of the community's station in the span that was appraised."""
    assert isinstance(opened, appraisal.Opened)
    call.ctx.office.freshen(appraisals.NAME)
    with call.ctx.office.reading() as connection:
        found = appraisals.ratings(connection, call.community)
    inside = [row for row in found if opened.span_first <= row["span_last"] <= opened.span_last and row["subject"] == "station"]
    groups = {row["raters"] for row in inside}
    return {group: mean(float(row["satisfaction"]) for row in inside if row["raters"] == group) for group in groups}


def _reported(asked: Asked) -> Mapping[str, Any]:
    """How many were set by grade; and what the regulation reports of pay, office money and recruitment, to compare with."""
    figures = [rule for key, rule in asked.profile.rules.items() if key.startswith(REFERENCE)]
    reported = [{"figure": rule.key, "value": rule.value, "unit": rule.unit, "clause": rule.clause} for rule in figures]
    return {"grades": Counter(row["grade"] for row in asked.lines("pay")), "reported_by_the_regulation": reported}


PAY = Book(
    name="pay",
    zh="报酬",
    en="pay",
    kind="pay",
    stream=lambda _, __, body: pay_id(AppraisalId(body.appraisal)),
    aggregate=pay,
    unknown=pay.PayUnknown,
    opening=Act("set", PayGiven, _set, "核定绩效补贴", "set the performance part", ("approver",)),
    registers=("pay",),
    summary=_reported,
    readers=("desk", "approver", "auditor"),
)
