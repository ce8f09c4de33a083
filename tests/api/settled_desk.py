"""The estate with a plan in force, a warden in each grid and a household, all made at the command line: where its groups are tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.api.cli import Desk
from tests.days import china_today

CODE = "321111005001"
WHERE = ("--community", CODE)
SINCE = china_today() - timedelta(days=60)


@dataclass(frozen=True)
class Settled:
    """grids: as `plan propose` told them, each with the warden wg1, wg2…; household: in 1号楼."""

    desk: Desk
    grids: list[dict[str, Any]]
    household: str

    def ask(self, *words: object) -> Any:
        return self.desk.ask(*words)

    def run(self, *words: object) -> Any:
        return self.desk.run(*words)


def settled(desk: Desk, estate: Path, policy: str) -> Settled:
    desk.with_estate(estate, CODE, policy)
    plan = desk.ask("plan", "propose", *WHERE, "--effort", "fast")
    desk.ask("plan", "enact", plan["plan"], "--on", SINCE, "--document", "镇民〔2026〕1号")
    for number, grid in enumerate(plan["grids"], 1):
        account = f"wg{number}"
        desk.ask("duty", "enroll", "--account", account, "--name", f"网格员{number}", "--phone", "0511-85000001", *WHERE, "--on", SINCE)
        desk.ask("duty", "appoint", *WHERE, "--grid", grid["code"], "--warden", account, "--on", SINCE)
    address = ("--address", "锦绣花园1号楼", *WHERE)
    home = desk.ask("household", "register", "--member", "head:张三:13800001234", *address, "--room", "101", "--on", SINCE)
    return Settled(desk, plan["grids"], home["household"])
