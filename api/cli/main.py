"""The command tree."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from api.cli import importing, planning, server, showing
from api.cli.testing import run_tests
from api.cluster import ServerUnavailable
from api.migrate import MigrationRefused

app = typer.Typer(
    name="minqing",
    help="民情：社区网格化 · community grids with one auditable history",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(importing.app, name="import")
app.add_typer(planning.app, name="plan")
app.command("whois")(showing.whois)
app.command("history")(showing.history)
app.command("rebuild")(server.rebuild)
app.command("demo")(server.demo)
app.command("serve")(server.serve)
app.add_typer(server.db, name="db")


@app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def test(arguments: Annotated[list[str] | None, typer.Argument(help="pytest 的参数 / pytest's own arguments")] = None) -> None:
    """运行全部测试 / run the whole test suite."""
    run_tests(arguments or [])


def main() -> None:
    """Entry point. A broken installation is one sentence, not a traceback."""
    if sys.argv[1:2] == ["test"]:  # pytest's options are pytest's, --help among them
        run_tests(sys.argv[2:])
    try:
        app()
    except (ServerUnavailable, MigrationRefused) as unusable:
        sys.exit(f"✗ {unusable}")
    except ValidationError as wrong:  # of Settings alone: commands speak in DomainErrors
        sys.exit(f"✗ 设置有误 / wrong settings (MINQING_…): {wrong}")
