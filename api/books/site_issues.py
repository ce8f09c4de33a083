"""Site issues: entered, resolved, and by lot compared with reality (无照经营登记、更新、核对)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from api import models
from api.books import draws
from api.books.act import Act, Asked, Book, Call, Named, Number
from domain.governance import lots, site_issue
from domain.governance.site_issue import Outcome
from domain.ids import BuildingId, LotsId, SiteIssueId, community_code
from domain.schema import Events
from projections import registers

KINDS, PERCENT = "site_issue.kinds", "site_issue.compared_percent"


class SiteIssueGiven(models.Told):
    """text: what and who, sealed."""

    kind: Named
    building: models.Building | None = None


class Resolution(models.Reasoned):
    outcome: Literal["closed", "licensed"]


class Comparison(models.Reasoned):
    """draw: by whose lot. found: how it stands in reality."""

    draw: Number
    found: Literal["standing", "closed", "licensed"]


def lots_stream(code: str) -> LotsId:
    return LotsId(f"lot-{code}sites")


def _register(call: Call) -> Events:
    building = BuildingId(call.body.building) if call.body.building else None
    given = {"issue": SiteIssueId(call.stream), "community": call.community, "kind": call.body.kind, "kinds": call.names(KINDS)}
    told = {"on": call.on, "by": call.by, "content": call.seal(content=call.body.text), "clause": call.clause(KINDS)}
    return site_issue.register(call.state, **given, building=building, **told)


def _resolve(call: Call) -> Events:
    return site_issue.resolve(call.state, outcome=Outcome(call.body.outcome), on=call.on, by=call.by, document=call.document)


def _compare(call: Call) -> Events:
    chosen = lots.chosen_in(call.look(lots_stream(call.code), lots.fold).state, call.body.draw)
    given = {"draw": call.body.draw, "chosen": chosen, "found": Outcome(call.body.found), "on": call.on, "by": call.by}
    return site_issue.compare(call.state, **given, clause=call.clause(KINDS))


def _pool(call: Call) -> tuple[int, list[str]]:
    """Every issue ever entered: what is said to be closed may stand again."""
    through = call.ctx.office.freshen(registers.NAME)
    with call.ctx.office.reading() as connection:
        found = registers.lines(connection, "site_issues", call.code)
    return through, [one["told"]["issue"] for one in found]


def _reality(asked: Asked) -> Mapping[str, Any]:
    """How many stand, were closed, were licensed; and of those compared with reality, how many the register told rightly."""
    issues, compared = asked.lines("site_issues"), asked.lines("site_comparisons")
    stream = lots_stream(community_code(asked.community))
    drawn = {(row["number"], issue) for row in asked.lines("draws") if row["lots"] == stream for issue in row.get("chosen", ())}
    right = sum(row["matches"] for row in compared)
    return {
        "counts": Counter(row["status"] for row in issues),
        "compared": len(compared),
        "equal_to_reality": right,
        "equal_percent": round(100 * right / len(compared), 1) if compared else None,
        "waiting": sorted(issue for _, issue in drawn - {(row["draw"], row["issue"]) for row in compared}),
    }


FIELD, OTHERS = ("desk", "warden"), ("auditor", "approver", "desk")
SITE_ISSUES = Book(
    name="site-issues",
    zh="现场问题",
    en="site issues",
    kind="sis",
    aggregate=site_issue,
    unknown=site_issue.SiteIssueUnknown,
    opening=Act("enter", SiteIssueGiven, _register, "登记", "enter an issue", FIELD),
    acts=(
        Act("resolution", Resolution, _resolve, "取缔或办照", "closed or licensed", FIELD),
        Act("comparison", Comparison, _compare, "实地核对", "compare with reality", OTHERS),
    ),
    registers=("site_issues", "site_comparisons"),
    summary=_reality,
)
DRAWS = draws.book("site-issue-draws", "现场问题抽查", "lots of the site issues", stream=lots_stream, pool=_pool, percent=PERCENT)
