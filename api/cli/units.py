"""`minqing systemd`: unit files for this installation, to be read, changed and put under /etc/systemd/system."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import out
from api.settings import Settings


def systemd(
    user: Annotated[str, typer.Option(help="运行服务的系统用户 / the system user that serves")] = "minqing",
    to: Annotated[Path | None, typer.Option("--out", help="写入文件夹；缺省只打印 / write into a folder; printed when left out")] = None,
) -> None:
    """systemd 单元：服务、每分钟取日志、每夜备份 / units: the service, the log each minute, a backup each night."""
    settings = Settings()
    program = Path(sys.argv[0]).resolve()
    given = {"user": user, "program": program, "home": settings.home, "keys": settings.keys_folder, "backups": settings.backups_folder}
    for file in sorted(resources.files("api.cli.units_d").iterdir(), key=lambda each: each.name):
        if not file.name.startswith("minqing"):
            continue
        text = file.read_text("utf-8").format(**given)
        if to is None:
            out.print(f"# {file.name}\n{text}", markup=False)
        else:
            to.mkdir(parents=True, exist_ok=True)
            (to / file.name).write_text(text, "utf-8")
            out.print(str(to / file.name))
