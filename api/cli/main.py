"""The command tree. Only the module of the command that is asked for is imported: some bring a map engine or a web server along."""

from __future__ import annotations

import sys
from importlib import import_module

import typer
from pydantic import ValidationError

from api.cli.testing import run_tests
from api.cluster import ServerUnavailable
from api.migrate import MigrationRefused
from api.vault.refusals import KeyringRefused

GROUPS = {
    "community": "communities",
    "import": "importing",
    "building": "buildings",
    "parked": "parking",
    "plan": "planning",
    "draft": "drafting",
    "household": "residents",
    "family": "families",
    "correction": "corrections",
    "erase": "erasing",
    "keys": "keys",
    "care": "care",
    "observation": "observations",
    "duty": "duty",
    "rota": "rota",
    "ledger": "ledgers",
    "outreach": "outreach",
    "ticket": "tickets",
    "intake": "intake",
    "integration": "integration",
    "figures": "figures",
    "jobs": "jobs",
    "reminder": "reminders",
    "callback": "callbacks",
    "visit": "visits",
    "round": "rounds",
    "patrol": "patrols",
    "diary": "diary",
    "attendance": "attendance",
    "check": "spot_checks",
    "admission": "admissions",
    "funding": "funding",
    "certificate": "certificates",
    "unit": "organisations",
    "party": "party_groups",
    "head": "building_heads",
    "body": "bodies",
    "facility": "facilities",
    "difficulty": "difficulty",
    "meeting": "meetings",
    "appraisal": "appraisals",
    "burden": "burdens",
    "promise": "promises",
    "consult": "consulting",
    "joint": "joint",
    "honour": "honours",
    "register": "registers",
    "feed": "feeds",
    "documents": "documents",
    "audit": "auditing",
    "receipt": "receipts",
    "notary": "notary",
    "witness": "witness",
    "db": "database",
    "backup": "backups",
    "account": "accounts",
}
COMMANDS = {
    "whois": "showing",
    "history": "showing",
    "verify": "proofs",
    "sheet": "sheets",
    "demo": "server",
    "serve": "server",
    "rebuild": "server",
    "cert": "tls",
    "advisories": "advising",
    "restore": "backups",
    "systemd": "units",
    "bench": "bench",
}


def tree(asked: str | None) -> typer.Typer:
    """The tree with the branch that is asked for; with all of them where none is (help)."""
    app = typer.Typer(
        name="minqing",
        help="民情：社区网格化 · community grids with one auditable history",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    alone = asked in GROUPS or asked in COMMANDS
    for name, module in GROUPS.items():
        if not alone or name == asked:
            app.add_typer(import_module(f"api.cli.{module}").app, name=name)
    for name, module in COMMANDS.items():
        if not alone or name == asked:
            app.command(name)(getattr(import_module(f"api.cli.{module}"), name))
    app.command("test", help="运行全部测试，参数同 pytest / run the whole test suite with pytest's arguments")(_test)
    app.callback()(_only_branches)
    return app


def main() -> None:
    """Entry point. `test` hands everything after it to pytest, --help included."""
    asked = sys.argv[1] if len(sys.argv) > 1 else None
    if asked == "test":
        run_tests(sys.argv[2:])
    try:
        tree(asked)()
    except (ServerUnavailable, MigrationRefused, KeyringRefused) as unusable:
        sys.exit(f"✗ {unusable}")
    except ValidationError as wrong:  # of Settings alone: commands speak in DomainErrors
        sys.exit(f"✗ 设置有误 / wrong settings (MINQING_…): {wrong}")


def _test() -> None:
    run_tests(())


def _only_branches() -> None:
    """Keeps `minqing whois …` a branch also when it is the only one."""
