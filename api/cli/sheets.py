"""`minqing sheet`: the 民情图 as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json
from api.moments import moment
from api.sheets import VIEWS, community_sheet
from domain.ids import community_id


def sheet(
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    to: Annotated[Path, typer.Option("--out", help="文件 / .html", dir_okay=False)],
    as_of: Annotated[str | None, typer.Option(help="截至 / as of: a day or an instant; now when left out")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """绘制社区民情图：一个网页文件，断网、U盘皆可打开，可打印 A3 / one page that opens with no network, and prints on A3."""
    with opened() as office:
        code = community_id(community)
        office.freshen(*VIEWS)
        with office.reading() as connection:
            drawn = community_sheet(office.ctx(console_actor("reporter")), connection, code, moment(as_of) if as_of else None)
        written = _write(to, drawn.page)
        if as_json:
            print_json({"out": str(to), "bytes": written, "grids": drawn.grids, "buildings": drawn.buildings})
        else:
            out.print(f"已写出 / wrote {to}：{drawn.grids} 个片区，{drawn.buildings} 栋楼，{written / 1e6:.2f} MB")


def _write(to: Path, page: str) -> int:
    """Bytes written."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        return to.write_bytes(page.encode())
    except OSError as wrong:
        raise typer.BadParameter(f"写不进去 / cannot be written: {to}", param_hint="--out") from wrong
