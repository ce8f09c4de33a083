"""The platform of a district: systems integrated with it, forms of ledgers that it fills and reports (集成、台账报表)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from api import ledgers, models
from api.books.act import Act, Asked, Book, Call, Key, Named
from api.ledgers import posting
from domain.governance import integration, ledger_template
from domain.governance.integration import Via
from domain.ids import IntegrationsId, LedgerTemplatesId
from domain.schema import Events

INTEGRATED, AUTOMATIC = "integration.required", "ledger.automatic"


class SystemGiven(models.Reasoned):
    """terminals: how many of its own it would bring into a community."""

    system: Key
    title: Named
    department: Named
    via: Literal["interface", "shared_login", "file"]
    terminals: Annotated[int, Field(ge=0, le=1000)] = 0


class OfSystem(models.Reasoned):
    system: Key


class TemplateGiven(models.Reasoned):
    """ledger: the generated ledger that fills the form."""

    template: Key
    title: Named
    department: Named
    ledger: Key


class OfTemplate(models.Reasoned):
    template: Key


def _register(call: Call) -> Events:
    body = call.body
    given = {"integrations": IntegrationsId(call.stream), "system": body.system, "title": body.title, "department": body.department}
    told = {"terminals": body.terminals, "on": call.on, "document": call.document, "clause": call.clause(INTEGRATED)}
    return integration.register(call.state, **given, via=Via(body.via), **told)


def _retire(call: Call) -> Events:
    return integration.retire(call.state, system=call.body.system, on=call.on, document=call.document)


def _admit(call: Call) -> Events:
    body = call.body
    given = {"templates": LedgerTemplatesId(call.stream), "template": body.template, "title": body.title, "department": body.department}
    told = {"on": call.on, "document": call.document, "clause": call.clause(AUTOMATIC)}
    return ledger_template.admit(call.state, **given, ledger=body.ledger, known=tuple(ledgers.COLUMNS), **told)


def _report(call: Call) -> Events:
    """The ledger as it is generated now, masked; its digest is kept and told."""
    key = ledger_template.ledger_of(call.state, call.body.template)
    through = call.ctx.office.freshen(*ledgers.VIEWS)
    with call.ctx.office.reading() as connection:
        made = ledgers.generate(posting.Asked(call.ctx, connection, call.community, call.profile, None, None), key, through)
    digest = hashlib.sha256(ledgers.as_csv(made)).hexdigest()
    call.answer |= {"sha256": digest, "lines": len(made.rows)}
    given = {"community": call.community, "template": call.body.template, "lines": len(made.rows), "through": through}
    return ledger_template.report(call.state, **given, sha256=digest, on=call.on)


def _systems(asked: Asked) -> Mapping[str, Any]:
    return {"integrated": Counter(row["via"] for row in asked.lines("integrations"))}


def _reported(asked: Asked) -> Mapping[str, Any]:
    """Every admitted form, and how often this community's was reported."""
    times = Counter(row["template"] for row in asked.lines("ledger_reports"))
    forms = asked.lines("ledger_templates")
    return {
        "templates": [{name: row[name] for name in ("template", "title", "ledger")} | {"reported": times[row["template"]]} for row in forms]
    }


INTEGRATIONS = Book(
    name="integrations",
    zh="业务系统集成",
    en="integrated systems",
    aggregate=integration,
    unknown=integration.SystemUnknown,
    stream=lambda _, code, __: IntegrationsId(f"igr-{code[:6]}"),
    opening=Act("register", SystemGiven, _register, "登记集成", "register a system", ("planner", "approver")),
    acts=(Act("retire", OfSystem, _retire, "停用", "retire a system", ("planner", "approver")),),
    registers=("integrations",),
    summary=_systems,
)
LEDGER_TEMPLATES = Book(
    name="ledger-templates",
    zh="台账报表",
    en="forms of ledgers",
    aggregate=ledger_template,
    unknown=ledger_template.TemplateUnknown,
    stream=lambda _, code, __: LedgerTemplatesId(f"ltp-{code[:6]}"),
    opening=Act("admit", TemplateGiven, _admit, "准入报表样式", "admit a form", ("planner", "approver")),
    acts=(Act("report", OfTemplate, _report, "自动填写上报", "fill and report", ("desk",)),),
    registers=("ledger_templates", "ledger_reports"),
    summary=_reported,
)
