"""`minqing db …`: the private database."""

from __future__ import annotations

import time

import typer

from api import cluster, migrate
from api.cli.console import opened, out
from api.settings import Settings

app = typer.Typer(help="私有数据库 / the private database", no_args_is_help=True)


@app.command("start")
def start() -> None:
    """启动并迁移 / start and migrate."""
    began = time.perf_counter()
    with opened():
        out.print(f"已就绪 / ready，{time.perf_counter() - began:.2f} s")


@app.command("stop")
def stop() -> None:
    """停止 / stop."""
    cluster.stop(cluster.private_cluster(Settings()))
    out.print("已停止 / stopped")


@app.command("status")
def status() -> None:
    """状态 / state."""
    found = cluster.status(cluster.private_cluster(Settings()))
    out.print(f"{'运行中 / running' if found.running else '已停止 / stopped'}，PostgreSQL {found.version or '—'}，{found.folder}")


@app.command("psql", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """以只读身份打开 psql / open psql as the reader."""
    cluster.psql(migrate.prepare(Settings()).read, context.args)
