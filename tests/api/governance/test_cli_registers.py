"""The registers of decided facts at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.governance.conftest import NewDatabase, at_the_desk

CODE = "320282005001"
WHERE = ("--community", CODE)
BY = ("--document", "宜民〔2026〕5号")


@pytest.fixture(scope="module")
def desk(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with at_the_desk(new_database, tmp_path_factory, CODE, "yixing") as spoken:
        yield spoken


@pytest.mark.rule("Y19", "Y21")
def test_a_target_an_award_and_the_progress(desk: Desk):
    target = ("--target", "model_share", "--year", 2013)
    assert desk.run("honour", "target", *WHERE, *target, "--percent", 60, *BY).refused_with == "targets.below_regulation"
    desk.ask("honour", "target", *WHERE, *target, "--percent", 92, *BY)
    assert desk.run("honour", "award", *WHERE, "--award", "model_community", *BY).refused_with == "commendation.community_not_certified"
    found = {one["year"]: one for one in desk.ask("honour", "progress", *WHERE)["progress"] if one["target"] == "model_share"}
    assert [found[year]["percent"] for year in (2011, 2012, 2013)] == [50, 70, 92]
    assert "达标城镇社区占比" in desk.run("honour", "progress", *WHERE).text


def test_registers_are_listed_shown_and_written(desk: Desk, tmp_path: Path):
    assert {"targets", "commendations"} <= {one["register"] for one in desk.ask("register", "list")["registers"]}
    (line,) = desk.ask("register", "show", "targets", *WHERE)["lines"]
    assert (line["year"], line["percent"], line["owner"]) == (2013, 92, CODE[:6])
    assert desk.ask("register", "show", "targets", *WHERE, "--on", "2011-01-01")["lines"] == []
    desk.run("register", "show", "targets", *WHERE, "--out", tmp_path / "目标.csv")
    assert "宜民〔2026〕5号" in (tmp_path / "目标.csv").read_text("utf-8-sig")
    assert desk.run("register", "show", "secrets", *WHERE).refused_with == "register.unknown"
