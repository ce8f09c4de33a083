"""What the platform of a district holds: integrated systems, forms of ledgers that it fills."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.governance import integration, ledger_template
from domain.governance.integration import Via
from domain.policy import PolicyProfile
from tests.scenario import given

PANZHIHUA = PolicyProfile.load("panzhihua")
REQUIRED, AUTOMATIC = PANZHIHUA.rule("integration.required").clause, PANZHIHUA.rule("ledger.automatic").clause
ON, BY = date(2026, 3, 2), "攀民〔2026〕9号"
SYSTEM: dict[str, Any] = {"system": "health", "title": "健康档案系统", "department": "区卫健局", "via": Via.INTERFACE, "on": ON}
ASK: dict[str, Any] = SYSTEM | {"integrations": "igr-510402", "document": BY, "clause": REQUIRED}
REGISTERED = integration.IntegrationRegistered(**ASK)


@pytest.mark.rule("Z2")
def test_a_system_comes_through_the_platform_and_brings_no_terminal():
    given(integration).when(integration.register, **ASK, terminals=2).refused(integration.OwnTerminal, value=2, limit=0, clause=REQUIRED)
    given(integration).when(integration.register, **ASK, terminals=0).then(REGISTERED)
    given(integration, REGISTERED).when(integration.register, **ASK, terminals=0).then()
    retired = integration.IntegrationRetired(system="health", on=ON, document=BY)
    given(integration).when(integration.retire, system="health", on=ON, document=BY).refused(integration.SystemUnknown)
    given(integration, REGISTERED).when(integration.retire, system="health", on=ON, document=BY).then(retired)
    given(integration, REGISTERED, retired).when(integration.register, **ASK, terminals=0).refused(integration.SystemRetired)


FORM: dict[str, Any] = {
    "templates": "ltp-510402",
    "template": "yearly",
    "title": "居民年报",
    "department": "区民政局",
    "ledger": "residents",
}
ADMIT: dict[str, Any] = FORM | {"on": ON, "document": BY, "clause": AUTOMATIC}
ADMITTED = ledger_template.LedgerTemplateAdmitted(**ADMIT)


@pytest.mark.rule("Z7")
def test_a_form_is_admitted_over_a_generated_ledger_alone():
    typed = ADMIT | {"ledger": "typed_by_hand"}
    given(ledger_template).when(ledger_template.admit, **typed, known=("residents",)).refused(
        ledger_template.NotGenerated, known=["residents"], clause=AUTOMATIC
    )
    given(ledger_template).when(ledger_template.admit, **ADMIT, known=("residents", "units")).then(ADMITTED)
    given(ledger_template, ADMITTED).when(ledger_template.admit, **ADMIT, known=("residents", "units")).then()
    given(ledger_template, ADMITTED).when(ledger_template.admit, **ADMIT | {"ledger": "units"}, known=("residents", "units")).refused(
        ledger_template.FilledOtherwise, ledger="residents"
    )


@pytest.mark.rule("Z7")
def test_only_an_admitted_form_is_reported():
    told: dict[str, Any] = {"community": "com-510402001001", "lines": 3, "through": 9, "sha256": "0" * 64, "on": ON}
    given(ledger_template).when(ledger_template.report, template="yearly", **told).refused(ledger_template.TemplateUnknown)
    reported = ledger_template.LedgerReported(templates="ltp-510402", template="yearly", report=1, **told)
    given(ledger_template, ADMITTED).when(ledger_template.report, template="yearly", **told).then(reported)
