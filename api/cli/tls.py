"""`minqing cert`: https for an intranet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api import tls
from api.cli.console import out, print_json, refuse
from api.cli.options import AsJson
from api.settings import Settings
from domain.errors import DomainError


def cert(
    host: Annotated[list[str], typer.Option(help="服务器的域名或地址，可多次 / name or address of the server, may be repeated")],
    out_: Annotated[Path | None, typer.Option("--out", help="目录 / folder; home/tls when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """自建证书机构与服务器证书 / an authority of one's own and a server certificate: https on an intranet."""
    try:
        made = tls.make(out_ or Settings().home / "tls", host, datetime.now(UTC))
    except DomainError as refused:
        refuse(refused)
        return
    if as_json:
        print_json({name: getattr(made, name) for name in ("authority", "certificate", "key", "until", "fingerprint", "is_new_authority")})
        return
    out.print(f"服务器证书 / server certificate：{made.certificate}（至 / until {made.until:%Y-%m-%d}）")
    out.print(f"启动 / start：minqing serve --host 0.0.0.0 --tls-cert {made.certificate} --tls-key {made.key}")
    out.print(f"各电脑、手机须信任 / every computer and telephone is to trust：{made.authority}")
    out.print(f"安装时核对 SHA-256 / compare when installing：{made.fingerprint}")
    out.print(f"机构私钥请移离本机保存 / keep the authority's key elsewhere：{made.authority.with_suffix('.key')}")
