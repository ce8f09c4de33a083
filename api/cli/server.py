"""`minqing serve`, `minqing demo`, `minqing rebuild`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer

from api.cli.console import opened, out, print_json, progress, table, tell
from api.context import Office
from projections import rebuild as rebuilding
from projections import runner

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 / address")] = None,
    port: Annotated[int | None, typer.Option(help="端口 / port")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="服务器证书 / certificate (PEM): https; see `minqing cert`")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="证书的私钥 / its key (PEM)")] = None,
) -> None:
    """启动接口与页面 / serve the API and pages."""
    with opened() as office:
        _serve(office, host, port, tls_cert, tls_key)


def demo(
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="是否启动服务 / serve, or stop before")] = True,
    host: Annotated[str | None, typer.Option(help="监听地址 / address")] = None,
    port: Annotated[int | None, typer.Option(help="端口 / port")] = None,
) -> None:
    """演示社区：一年的历史，开箱即用 / a demonstration community with a year of history."""
    from api.demo import ACCOUNTS, PASSWORD, load  # the generator is not needed by any other command

    with opened() as office:
        with progress() as bars:
            told = load(office, bars)
        _catch_up(office)
        address = f"http://{host or office.settings.host}:{port or office.settings.port}"
        out.print(f"演示社区 / demonstration community：{told['name']}（{told['code']}）")
        table(
            "演示账号 / accounts",
            ("账号 account", "岗位 role", "姓名 name", "密码 password"),
            ((a, r, n, PASSWORD) for a, r, n in ACCOUNTS),
        )
        table(
            "地址 / addresses",
            ("", ""),
            (
                (address + "/", "首页 start"),
                (f"{address}/sheet/{told['code']}", "民情图"),
                (address + "/docs", "接口 API"),
                (address + "/readyz", "状态 state"),
            ),
        )
        if serving:
            _serve(office, host, port)


def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="逐表核对校验和，不一致则退出码 1 / compare checksums; exit 1 where they differ")
    ] = False,
    views: Annotated[list[str] | None, typer.Argument(help=f"读模型 / read models: {', '.join(runner.NAMES)}")] = None,
    as_json: AsJson = False,
) -> None:
    """由日志重建读模型，与现有的核对后替换 / rebuild read models from the journal beside the live ones, compare, swap.

    --check looks at the journal first, against what was signed of it: of one that was bent nothing is made.
    """
    with opened() as office:
        signed = _signed(office, quiet=as_json) if check else None
        _catch_up(office)
        with progress() as bars:
            task = bars.add_task("重建 / rebuilding", total=office.journal.head())
            report = rebuilding.rebuild(
                office.journal,
                office.databases.project,
                views or runner.NAMES,
                check=check,
                progress=lambda at, _: bars.update(task, completed=at),
            )
        rows = [(one.table, one.rows, one.live_sha[:12], one.rebuilt_sha[:12], "✓" if one.equal else "✗") for one in report.tables]
        if as_json:
            print_json({"equal": report.equal, "journal": signed, "tables": [one.as_json() for one in report.tables]})
        else:
            table("读模型 / read models", ("表 table", "行 rows", "现有 live", "重建 rebuilt", ""), rows)
        if not report.equal:
            raise typer.Exit(1)


def _signed(office: Office, *, quiet: bool) -> dict[str, Any] | None:
    """How far the journal is as signed; None: nothing is signed here, and the journal is taken at its word. Exit 1 where it was bent."""
    from api.cli.signing import tell_looked  # the notary's checks are slow to import, and `serve` does without
    from api.notary import checking
    from api.notary.folder import Folder

    with psycopg.connect(office.databases.notary, autocommit=True) as connection:
        looked = checking.verify_journal(connection, Folder(office.settings.notary_home))
    if [one.code for one in looked] == ["verify.nothing_signed"]:
        if not quiet:
            tell("rebuild.unsigned")
        return None
    holds = all(one.holds for one in looked)
    if not quiet:
        for one in looked:
            tell_looked(one)
    elif not holds:
        print_json({"equal": None, "journal": {"holds": False, "checks": [asdict(one) for one in looked]}})
    if not holds:
        raise typer.Exit(1)
    return {"holds": True} | next(one.facts for one in looked if one.code == "verify.journal_holds")


def _serve(office: Office, host: str | None, port: int | None, certificate: Path | None = None, key: Path | None = None) -> None:
    import uvicorn  # the web server is slow to import, and neither `rebuild` nor `demo --no-serve` needs it

    from api.app import create_app
    from api.serving import spoken

    given = {"host": host, "port": port, "tls_cert": certificate, "tls_key": key}
    # what is told of our own address (schemas of the feed, codes on cards) is where we are indeed
    office.settings = settings = office.settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    scheme = "https" if settings.tls_cert else "http"
    out.print(f"服务 / serving：{scheme}://{settings.host}:{settings.port}  （Ctrl-C 停止 / stops）")
    uvicorn.run(
        create_app(settings, office),
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        **spoken(),
    )


def _catch_up(office: Office) -> None:
    with progress() as bars:
        task = bars.add_task("读模型 / read models", total=office.journal.head())
        runner.catch_up(office.journal, office.databases.project, progress=lambda at, head: bars.update(task, completed=at, total=head))
