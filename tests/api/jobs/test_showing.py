"""How the clocks are doing, as the administrator sees it over HTTP and at the command line."""

from __future__ import annotations

from pathlib import Path

from api.jobs import running
from api.jobs.clocks import CLOCKS
from domain.ids import community_id
from tests.api.cli import Desk
from tests.api.conftest import Site
from tests.api.estate import write
from tests.api.governance.conftest import registered
from tests.api.jobs.conftest import NORTH
from tests.people import admin_he, desk_chen


def test_the_administrator_sees_the_last_run_of_each_clock(site: Site):
    registered(site, NORTH, "tiedong")
    running.act(site.office, CLOCKS["cadences"], community_id(NORTH))
    shown = site.as_(admin_he).get("/api/jobs").json()
    (one,) = shown["clocks"]
    assert (one["clock"], one["community"], one["outcome"], one["failures"], one["alarm"]) == ("cadences", NORTH, "idle", 0, None)
    assert one["title"] == "例会、报告逾期未办"
    assert shown["alarms"] == 0
    assert site.as_(desk_chen).get("/api/jobs").json()["code"] == "auth.role"


def test_the_metrics_count_what_keeps_failing(site: Site):
    assert "minqing_clock_alarms 0.0" in site.as_(admin_he).get("/metrics").text


def test_all_that_is_due_runs_from_the_command_line_and_is_listed(desk: Desk, folder: Path):
    desk.ask("import", "buildings", write(folder), "--community", NORTH, "--name", "锦绣", "--policy", "tiedong")
    ran = desk.ask("jobs", "run")
    assert [(one["clock"], one["steps"]) for one in ran["acted"]] == [("spot_checks", ["spot_check.seed_committed"])]
    assert desk.ask("jobs", "run")["ran"] == 0
    listed = {one["clock"]: one for one in desk.ask("jobs", "list")["clocks"]}
    assert {"spot_checks", "cadences", "rotas", "receipts"} <= listed.keys()
    assert listed["spot_checks"]["outcome"] == "acted"
    assert "走访记录每日抽查" in desk.run("jobs", "list").text
    assert desk.run("jobs", "run", "cuckoo").refused_with == "clock.unknown"
