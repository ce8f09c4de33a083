"""Registers of decided facts (登记册): what a community, its subdistrict or its district decided, each line as of any day.

Every rule keeps its events and laws in an aggregate of its own; here stands what each of them does to its register, and how all are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg

from domain import community
from domain.governance import (
    commendation,
    duty_filing,
    electronic_copy,
    guidance_fund,
    inspection,
    integration,
    ledger_template,
    lots,
    pairing,
    pay,
    project,
    qualification,
    site_issue,
    solved_case,
    targets,
)
from projections import commitments
from projections.register_rows import Register, changes, ends, opens, owner_in_body, resumes
from projections.sheets import Sheet, Sheets
from projections.statements import Row, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "registers"
ENDED = {community.MergedInto: ends(), community.MergeRevoked: resumes(), community.Dissolved: ends()}
"""A community that is gone stands in no count from that day."""


def _finding(body: Any) -> str:
    return str(body.finding)


ALL = (
    Register("communities", {community.Registered: opens()} | ENDED),
    Register("governed", {community.PlanCameIntoForce: opens()} | ENDED),
    *commitments.REGISTERS,
    Register(
        "targets",
        {targets.TargetSet: opens(lambda body: f"{body.target}.{body.year}")},
        columns=("target", "year", "percent", "clause"),
        is_public=True,
    ),
    Register(
        "certifications",
        {
            targets.CommunityCertified: opens(lambda body: f"{body.target}.{body.community}"),
            targets.CertificationWithdrawn: ends(lambda body: f"{body.target}.{body.community}"),
        },
        columns=("target", "community", "is_rural", "appraisal", "clause"),
        is_public=True,
        owner=owner_in_body,
    ),
    Register(
        "commendations",
        {commendation.Awarded: opens(lambda body: str(body.number)), commendation.Revoked: ends(lambda body: str(body.number))},
        columns=("number", "year", "title", "community", "yuan", "clause"),
        is_public=True,
    ),
    Register(
        "draws",
        {
            lots.SeedCommitted: opens(lambda body: str(body.number), status="committed"),
            lots.Drawn: changes(lambda body: str(body.number), status="drawn"),
        },
        columns=("number", "status", "commitment", "chosen"),
    ),
    Register(
        "inspections",
        {inspection.InspectionHeld: opens()},
        columns=("inspection", "title", "team", "on", "draw"),
        owner=owner_in_body,
    ),
    Register(
        "findings",
        {
            inspection.FindingRecorded: opens(_finding, status="found"),
            inspection.FindingPublished: changes(_finding),
            inspection.RectificationDemanded: changes(_finding, status="demanded"),
            inspection.Rectified: changes(_finding, status="rectified"),
            inspection.RectificationVerified: changes(_finding, status=lambda body: "verified" if body.is_done else "demanded"),
        },
        columns=("inspection", "finding", "title", "status", "due", "published_on", "notice"),
        owner=owner_in_body,
    ),
    Register(
        "site_issues",
        {
            site_issue.SiteIssueRegistered: opens(status="standing"),
            site_issue.SiteIssueResolved: changes(status=lambda body: body.outcome),
            site_issue.SiteIssueCompared: changes(status=lambda body: body.found),
        },
        columns=("issue", "kind", "building", "status", "on"),
        owner=owner_in_body,
    ),
    Register(
        "site_comparisons",
        {site_issue.SiteIssueCompared: opens(lambda body: str(body.draw))},
        columns=("issue", "draw", "found", "matches", "on"),
        owner=owner_in_body,
    ),
    Register("copies", {electronic_copy.DocumentCertified: opens(lambda body: str(body.copy))}, owner=owner_in_body),
    Register(
        "copy_uses",
        {electronic_copy.DocumentReused: opens(lambda body: str(body.use))},
        columns=("department", "ticket", "on"),
        owner=owner_in_body,
    ),
    Register(
        "copy_demands",
        {electronic_copy.DuplicateDemandReported: opens(lambda body: str(body.demand))},
        columns=("department", "on", "clause"),
        owner=owner_in_body,
    ),
    Register(
        "fund_allocations",
        {guidance_fund.FundAllocated: opens(lambda body: str(body.allocation))},
        columns=("allocation", "year", "community", "purpose", "duty", "yuan", "clause"),
        is_public=True,
        owner=owner_in_body,
    ),
    Register(
        "fund_uses",
        {guidance_fund.FundUsed: opens(lambda body: f"{body.allocation}.{body.use}")},
        columns=("allocation", "title", "yuan", "on"),
        is_public=True,
        owner=owner_in_body,
    ),
    Register(
        "pay",
        {pay.PerformancePaySet: opens()},
        columns=("pay", "post", "appraisal", "points", "grade", "percent", "satisfaction", "on", "clause"),
        owner=owner_in_body,
        readers=("desk", "approver", "auditor"),
    ),
    Register(
        "projects",
        {
            project.ProjectProposed: opens(status="proposed"),
            project.ProjectClaimed: changes(status="claimed"),
            project.ProjectAudited: changes(status=lambda body: "audited" if body.is_sound else "failed"),
        },
        columns=("project", "year", "title", "proposer", "yuan", "status", "claimant", "auditor", "spent_yuan"),
        is_public=True,
        owner=owner_in_body,
    ),
    Register(
        "qualifications",
        {
            qualification.QualificationRecorded: opens(lambda body: str(body.term)),
            qualification.QualificationEnded: ends(lambda body: str(body.term)),
        },
        columns=("qualification", "level"),
        owner=owner_in_body,
    ),
    Register(
        "cases",
        {
            solved_case.Drafted: opens(status="drafted"),
            solved_case.Revised: changes(status="drafted"),
            solved_case.Returned: changes(status="returned"),
            solved_case.Published: changes(status="published"),
            solved_case.Withdrawn: ends(status="withdrawn"),
        },
        columns=("case", "ticket", "category", "status", "drafted_by", "approved_by"),
        owner=owner_in_body,
    ),
    Register(
        "pairings",
        {
            pairing.PairingStarted: opens(lambda body: str(body.pairing)),
            pairing.PairingEnded: ends(lambda body: str(body.pairing)),
        },
        columns=("pairing", "giver", "helped", "clause"),
        owner=owner_in_body,
    ),
    Register(
        "activities",
        {pairing.ActivityHeld: opens(lambda body: str(body.activity))},
        columns=("activity", "title", "attendances", "on"),
        is_public=True,
        owner=owner_in_body,
    ),
    Register(
        "duty_definitions",
        {
            duty_filing.DutyPostDefined: opens(lambda body: body.post),
            duty_filing.DutyPostDropped: ends(lambda body: body.post),
        },
        owner=owner_in_body,
    ),
    Register(
        "duty_posts",
        {
            duty_filing.DutyPostFiled: opens(lambda body: body.post),
            duty_filing.DutyPostDropped: ends(lambda body: body.post),
        },
        columns=("post", "title", "duties", "warden", "filing", "filed_as", "filed_with", "clause"),
        owner=owner_in_body,
    ),
    Register(
        "integrations",
        {
            integration.IntegrationRegistered: opens(lambda body: body.system),
            integration.IntegrationRetired: ends(lambda body: body.system),
        },
        columns=("system", "title", "department", "via", "clause"),
        is_public=True,
    ),
    Register(
        "ledger_templates",
        {ledger_template.LedgerTemplateAdmitted: opens(lambda body: body.template)},
        columns=("template", "title", "department", "ledger", "clause"),
    ),
    Register(
        "ledger_reports",
        {ledger_template.LedgerReported: opens(lambda body: str(body.report))},
        columns=("template", "community", "lines", "through", "sha256", "on"),
        owner=owner_in_body,
    ),
)
BY_NAME = {register.name: register for register in ALL}
SHOWN = tuple(register for register in ALL if register.columns)


def _lines(one: Recorded) -> Iterator[str]:
    for register in ALL:
        yield from register.lines(one)


def _row(one: Recorded, line: str, before: Row | None) -> Row | None:
    return BY_NAME[line.partition("/")[0]].row(one, line, before)


VIEW = Sheets(NAME, 2, (Sheet("registers_line", "line", tuple({kind: None for each in ALL for kind in each.steps}), _row, _lines),))


def lines(conn: psycopg.Connection, register: str, code: str, on: date | None = None, former: Collection[str] = ()) -> list[Row]:
    """Lines of an area, of those above it and below it (`code`: 12, 9 or 6 digits), as they held on a day; None: all there ever were.

    former: the digits of communities whose own lines stand beside them. document: by which it was decided. told: its fields. Sealed
    blocks come back sealed.
    """
    return rows(conn, NAME, "lines", register=register, code=code, on=on, former=list(former))


def lines_of_stream(conn: psycopg.Connection, register: str, code: str, stream: str) -> list[Row]:
    """What the events of one stream of a community entered, ended lines too."""
    return rows(conn, NAME, "of_stream", register=register, code=code, key=f"{register}/{stream}")


def line(conn: psycopg.Connection, line: str) -> Row | None:
    return row(conn, NAME, "line", line=line)


def counts(conn: psycopg.Connection, district: str, target: str, on: date) -> Row:
    """Communities of a district on a day: urban and rural, those with a plan in force, those certified under the target."""
    found = row(conn, NAME, "counts", district=district, target=target, on=on)
    assert found is not None
    return found
