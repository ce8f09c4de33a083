"""The feed at the command line: in files that others read, and subscriptions from their making to their end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tests.api.cli import Desk
from tests.api.feed.test_pages import SECRETS
from tests.days import china_today

CODE = "321111009001"
HOOK = "https://hooks.example.org/minqing"


@pytest.fixture(scope="module")
def town(desk: Desk, estate: Path, folder: Path) -> Desk:
    """A community with a household and a ticket."""
    desk.with_estate(estate, CODE, "erenhot")
    sheet = folder / "households.csv"
    sheet.write_text("门牌,户号,姓名,与户主关系,电话\n锦绣花园1号楼1单元101室,H1,张三,户主,13800001234\n", encoding="utf-8-sig")
    assert desk.ask("import", "households", sheet, "--community", CODE)["counts"]["registered"] == 1
    desk.run("account", "open", "zhou", "--role", "auditor", "--by-code")
    return desk


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_feed_in_a_file(town: Desk, folder: Path) -> None:
    told = town.ask("feed", "export", "--out", folder / "feed.jsonl")
    everything = lines(folder / "feed.jsonl")
    assert told["events"] == len(everything) > 3
    assert [int(one["id"]) for one in everything] == sorted({int(one["id"]) for one in everything})
    assert not [word for word in SECRETS if word in (folder / "feed.jsonl").read_text(encoding="utf-8")]
    town.ask("feed", "export", "--out", folder / "homes.jsonl", "--name", "household.", "--community", CODE, "--purpose", "核对")
    (home,) = lines(folder / "homes.jsonl")
    assert home["data"]["members"][0]["sealed"]["opened"]["name"] == "张三"
    tomorrow = str(china_today() + timedelta(days=1))
    assert town.ask("feed", "export", "--out", folder / "later.jsonl", "--from", tomorrow)["events"] == 0
    assert town.ask("feed", "export", "--out", folder / "till.jsonl", "--to", str(china_today()))["events"] == len(everything)
    assert town.run("feed", "export", "--out", folder / "feed.xml").refused_with == "feed.form_unknown"
    assert {one.name for one in folder.iterdir() if "feed" in one.name} == {"feed.jsonl"}, "nothing half done is left"


def test_parquet_says_the_same_as_the_lines(town: Desk, folder: Path) -> None:
    town.ask("feed", "export", "--out", folder / "feed.parquet")
    town.ask("feed", "export", "--out", folder / "again.jsonl")
    table = pyarrow.parquet.read_table(folder / "feed.parquet").to_pylist()
    for row, one in zip(table, lines(folder / "again.jsonl"), strict=True):
        assert json.loads(row["data"]) == one["data"]
        assert (str(row["position"]), row["subject"], row["type"]) == (one["id"], one["subject"], one["type"])
        assert row["time"].isoformat() == one["time"].replace("Z", "+00:00") and row["time"].tzinfo is not None
        assert {name: row[name] for name in ("community", "actorrole", "policy")} == {
            name: one.get(name) for name in ("community", "actorrole", "policy")
        }
    assert len(table) > 3


def test_a_subscription_from_its_making_to_its_end(town: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("feed", "subscribe", HOOK, "--account", "zhou", "--name", "ticket.", "--community", CODE)
    assert town.run(*asked).refused_with == "webhook.address_forbidden"
    monkeypatch.setenv("MINQING_WEBHOOK_HOSTS", "hooks.example.org")
    made = town.ask(*asked)
    name = made["subscription"]
    assert made["secret"].startswith("whsec_") and made["names"] == ["ticket."]
    assert town.ask("feed", "list")["subscriptions"][0]["position"] == made["position"]
    assert HOOK in town.run("feed", "list").text
    assert town.run("feed", "pause", name).exit_code == 0
    assert town.ask("feed", "list")["subscriptions"][0]["paused_why"] == "asked"
    assert town.run("feed", "resume", name).exit_code == 0
    assert town.ask("feed", "dead", name) == {"dead": []}
    assert town.run("feed", "retry", name).refused_with == town.run("feed", "discard", name, 7).refused_with == "webhook.not_dead"
    assert "whsec_" in town.run("feed", "rotate", name).text
    assert town.run("feed", "remove", name).exit_code == 0
    assert town.run("feed", "dead", name).refused_with == "webhook.subscription_unknown"
