"""指标 over whole HTTP: every figure with its definition, the same rows in every form, a warden's own grids beside the community's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.indicators.told import KNOWN
from domain.policy import PolicyProfile
from projections.statements import Row
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, Town, now, settle
from tests.people import admin_he, auditor_zhou, desk_chen, reporter_xu, warden_sun, warden_zhao

FIGURES = f"{COMMUNITY}/figures"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """One household visited twice, at home and by telephone."""
    town = settle(site, folder, households=2)
    purpose = next(iter(PolicyProfile.load("runzhou").purposes))
    said = {"household": town.households[0][0], "purpose": purpose, "issue": "水压低", "feedback": "已报物业"}
    for contact in ("home", "phone"):
        made = site.as_(warden_zhao).post("/api/visits", said | {"visited_at": now(site, -1).isoformat(), "contact": contact})
        assert made.status_code == 201, made.text
    return town


def asked(caller: Caller, figure: str, **given: Any) -> dict[str, Any]:
    answer = caller.get(f"{FIGURES}/{figure}", **given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def span(site: Site, days: int = 7) -> dict[str, str]:
    today = site.office.ctx(None).today if False else now(site).date()
    return {"since": (today - timedelta(days=days)).isoformat(), "until": today.isoformat()}


def test_every_figure_has_a_definition_in_both_languages_and_a_meaning_for_every_column(site: Site, town: Town):
    told = site.as_(reporter_xu).get(FIGURES).json()
    assert [one["figure"] for one in told["figures"]] == list(KNOWN)
    for one in told["figures"]:
        for zh, en in (one["title"], one["definition"]):
            assert not zh.startswith("figure.") and not en.startswith("figure.")
        assert not [each for each in one["columns"] if each["means"].startswith("column.")]
        assert not [pair for pair in one["words"].values() if pair[0].startswith("figure.word.")]
