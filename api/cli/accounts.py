"""`minqing account …`: who may sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from api import accounts
from api.cli.console import opened, out, table
from api.cli.options import AsJson, told

app = typer.Typer(help="账号 / accounts", no_args_is_help=True)


@app.command("open")
def open_(
    account: Annotated[str, typer.Argument(help="账号 / sign-in name")],
    role: Annotated[str, typer.Option(help=" | ".join(accounts.ROLES))],
    name: Annotated[str, typer.Option(help="显示名 / display name")] = "",
    warden: Annotated[str | None, typer.Option(help="网格员编号 / warden id")] = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="MINQING_NEW_PASSWORD")] = "",
    as_json: AsJson = False,
) -> None:
    """开户 / open an account; the password is asked for, or taken from MINQING_NEW_PASSWORD."""
    with opened() as office, office.app_pool.connection() as connection:
        actor = accounts.open_account(connection, account, role, password, office.clock(), name=name, warden=warden)
        told(office, {"account": actor.account, "role": actor.role}, as_json)


@app.command("list")
def listing() -> None:
    """全部账号 / all accounts."""
    with opened() as office, office.app_pool.connection() as connection:
        known = accounts.accounts(connection)
        table("账号 / accounts", ("账号 account", "岗位 role", "姓名 name"), ((one.account, one.role, one.name) for one in known))
        out.print(f"{len(known)}")
