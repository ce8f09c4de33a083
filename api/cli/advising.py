"""`minqing advisories`: known faults of what runs here, by files brought along."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.advisories import installed, looked_up
from api.cli.console import out, print_json, refuse, table
from api.cli.options import AsJson
from domain.errors import DomainError


def advisories(
    files: Annotated[list[Path], typer.Argument(help="OSV 公告导出：PyPI、npm 的 all.zip，或单份 .json / exports of OSV")],
    as_json: AsJson = False,
) -> None:
    """查本机所装组件有无已公布的漏洞，不联网 / known faults of what is installed here, offline; exit 1 where there are any."""
    try:
        report = looked_up(files, installed())
    except DomainError as refused:
        refuse(refused)
        return
    if as_json:
        print_json(asdict(report))
    else:
        rows = [
            [one.component.name, one.component.version, one.advisory, "、".join(one.aliases), one.severity, one.summary]
            for one in report.findings
        ]
        rows = [[*row, "、".join(one.fixed)] for row, one in zip(rows, report.findings, strict=True)]
        table("已公布的漏洞 / known faults", ("组件", "版本", "公告", "又名", "严重程度", "内容", "修复于"), rows)
        out.print(f"组件 / components {report.components}，公告 / advisories {report.advisories}，公告截至 / until {report.until}")
    if report.findings:
        raise typer.Exit(1)
