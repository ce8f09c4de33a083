"""Projects of the year: proposed, claimed, audited by a third party (社区服务项目年度申报与认领、第三方审计)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from api import models
from api.books.act import Act, Asked, Book, Call, Named, Yuan
from domain.governance import project
from domain.ids import ProjectId
from domain.schema import Events

AUDITED, CADENCE = "project.audited", "project_application"


class ProjectGiven(models.Reasoned):
    """proposer: a body. year: by default the present one."""

    title: Named
    proposer: Named
    yuan: Yuan
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class Claim(models.Reasoned):
    claimant: Named


class Audit(models.Reasoned):
    """document: the audit's report."""

    auditor: Named
    is_sound: bool
    spent_yuan: Annotated[int, Field(ge=0, le=10**12)]


def _propose(call: Call) -> Events:
    body, year = call.body, call.body.year or call.on.year
    given = {"project": ProjectId(call.stream), "community": call.community, "title": body.title, "proposer": body.proposer}
    return project.propose(call.state, **given, year=year, yuan=body.yuan, on=call.on)


def _audit(call: Call) -> Events:
    given = {"auditor": call.body.auditor, "is_sound": call.body.is_sound, "spent_yuan": call.body.spent_yuan}
    return project.audit(call.state, **given, on=call.on, report=call.document, clause=call.clause(AUDITED))


def _years(asked: Asked) -> Mapping[str, Any]:
    """Year by year how many stand where; whether this year's application was made where the regulation asks for one every year."""
    found = asked.lines("projects")
    years = sorted({row["year"] for row in found})
    counted = [{"year": year} | Counter(row["status"] for row in found if row["year"] == year) for year in years]
    wanted = asked.profile.cadences.get(CADENCE)
    made = asked.today.year in years
    return {"years": counted, "this_year": {"asked_for_by": wanted.source.clause if wanted else None, "is_made": made}}


PROJECTS = Book(
    name="projects",
    zh="社区服务项目",
    en="projects of the year",
    kind="prj",
    aggregate=project,
    unknown=project.ProjectUnknown,
    opening=Act("propose", ProjectGiven, _propose, "年度申报", "propose a project", ("desk",)),
    acts=(
        Act(
            "claim",
            Claim,
            lambda call: project.claim(call.state, claimant=call.body.claimant, on=call.on),
            "认领",
            "claim a project",
            ("desk", "planner"),
        ),
        Act("audit", Audit, _audit, "第三方审计评估", "audit by a third party", ("auditor", "approver")),
    ),
    registers=("projects",),
    summary=_years,
)
