"""The guidance fund: allocated within the year's amount, following a task; spent within the allocation (引导资金、费随事转)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from api import models
from api.books.act import Act, Asked, Book, Call, Named, Number, Yuan
from api.commands.governance.admissions import lists_stream
from domain.errors import Unknown
from domain.governance import admission, duty_lists, guidance_fund
from domain.governance.clauses import value_of
from domain.governance.guidance_fund import Terms
from domain.ids import AdmissionId, GuidanceFundId, community_id, district_code
from domain.schema import Events

YEAR, PURPOSES, TASK = "funding.guidance_yuan_per_year", "funding.guidance_purposes", "funding.follows_task"


class Allocation(models.Reasoned):
    """duty: key in the two lists, or the id of an admission that holds in the community."""

    purpose: Named
    duty: Named
    yuan: Yuan


class Use(models.Reasoned):
    allocation: Number
    title: Named
    yuan: Yuan


class NoFund(Unknown):
    code = "guidance_fund.unknown"


def fund_stream(code: str) -> GuidanceFundId:
    return GuidanceFundId("gfd-" + district_code(community_id(code)))


def _allocate(call: Call) -> Events:
    year = call.value(YEAR, 0)
    terms = Terms(int(year) or None, call.names(PURPOSES), call.clause(YEAR), call.clause(TASK))
    given = {"fund": GuidanceFundId(call.stream), "community": call.community, "purpose": call.body.purpose, "duty": _duty(call)}
    return guidance_fund.allocate(call.state, **given, yuan=call.body.yuan, on=call.on, document=call.document, terms=terms)


def _duty(call: Call) -> str:
    """The duty that was named, as it is found in the two lists or among the admissions of that day; blank where it is in neither."""
    named = call.body.duty
    if named.startswith("adm-"):
        holds = admission.holds(call.look(AdmissionId(named), admission.fold).state, call.community, call.on)
        return named if holds else ""
    entry = duty_lists.entry_of(call.look(lists_stream(call.code), duty_lists.fold).state, named, call.on)
    return entry.key if entry else ""


def _use(call: Call) -> Events:
    given = {"community": call.community, "allocation": call.body.allocation, "title": call.body.title, "yuan": call.body.yuan}
    return guidance_fund.use(call.state, **given, on=call.on, document=call.document)


def _years(asked: Asked) -> Mapping[str, Any]:
    """The district's fund, year by year: its amount, what was allocated for which purpose, what was spent."""
    district = district_code(asked.community)
    allocated, used = asked.lines("fund_allocations", district), asked.lines("fund_uses", district)
    limit = int(value_of(asked.profile, YEAR, 0)) or None
    of = {row["allocation"]: row["year"] for row in allocated}
    return {
        "years": [
            _year(year, limit, allocated, [row for row in used if of[row["allocation"]] == year]) for year in sorted(set(of.values()))
        ]
    }


def _year(year: int, limit: int | None, allocated: list[dict[str, Any]], used: list[dict[str, Any]]) -> dict[str, Any]:
    purposes: Counter[str] = Counter()
    for row in allocated:
        if row["year"] == year:
            purposes[row["purpose"]] += row["yuan"]
    total = sum(purposes.values())
    left = None if limit is None else limit - total
    spent = sum(row["yuan"] for row in used)
    return {"year": year, "yuan": limit, "allocated_yuan": total, "left_yuan": left, "by_purpose": purposes, "spent_yuan": spent}


GUIDANCE_FUND = Book(
    name="guidance-fund",
    zh="引导资金",
    en="guidance fund",
    stream=lambda _, code, __: fund_stream(code),
    aggregate=guidance_fund,
    unknown=NoFund,
    opening=Act("allocate", Allocation, _allocate, "分配，费随事转", "allocate to this community", ("approver",)),
    acts=(Act("uses", Use, _use, "使用", "spend of an allocation", ("desk",)),),
    registers=("fund_allocations", "fund_uses"),
    summary=_years,
)
