"""`minqing account …`: who may sign in, and who did."""

from __future__ import annotations

from typing import Annotated

import typer

from api import accounts
from api.access import attempts, oidc, record, second_factor
from api.access.record import console
from api.cli.console import opened, out, print_json, table
from api.cli.options import AsJson, told
from api.context import CHINA
from api.moments import moment
from api.texts import text

app = typer.Typer(help="账号 / accounts", no_args_is_help=True)
Subject = Annotated[str, typer.Argument(help="统一身份的 sub / the provider's subject")]
Account = Annotated[str, typer.Argument(help="账号 / sign-in name")]


@app.command("open")
def open_(
    account: Account,
    role: Annotated[str, typer.Option(help=" | ".join(accounts.ROLES))],
    name: Annotated[str, typer.Option(help="显示名 / display name")] = "",
    warden: Annotated[str | None, typer.Option(help="网格员编号 / warden id")] = None,
    by_code: Annotated[bool, typer.Option("--by-code", help="本人凭验证码设置密码 / its owner sets one by a code")] = False,
    password: Annotated[str, typer.Option(help="不给则询问 / asked for when left out", envvar="MINQING_NEW_PASSWORD")] = "",
    as_json: AsJson = False,
) -> None:
    """开户 / open an account; the password is asked for, taken from MINQING_NEW_PASSWORD, or set by its owner (--by-code)."""
    if not by_code and not password:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with opened() as office, office.app_pool.connection() as connection, connection.transaction():
        now, given = office.clock(), None if by_code else password
        actor = accounts.open_account(connection, account, role, given, now, name=name, warden=warden, whence=console())
        answer = {"account": actor.account, "role": actor.role}
        told(office, answer | (_code(accounts.reset(connection, account, now, console())) if by_code else {}), as_json)


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """全部账号 / all accounts."""
    with opened() as office, office.app_pool.connection() as connection:
        known = accounts.accounts(connection, office.clock())
        if as_json:
            print_json([{"account": one.actor.account, "role": one.actor.role, "is_open": one.is_open} for one in known])
            return
        columns = ("账号 account", "岗位 role", "姓名 name", "启用 open", "密码 password", "动态口令 second factor")
        rows = ((one.actor.account, one.actor.role, one.actor.name, *_marks(one)) for one in known)
        table("账号 / accounts", columns, rows)
        out.print(f"{len(known)}")


@app.command()
def reset(account: Account, as_json: AsJson = False) -> None:
    """重置密码：旧密码作废，会话结束，给出验证码 / void the password, end sessions, print a code that sets a new one."""
    with opened() as office, office.app_pool.connection() as connection:
        told(office, {"account": account} | _code(accounts.reset(connection, account, office.clock(), console())), as_json)


@app.command()
def close(account: Account, as_json: AsJson = False) -> None:
    """停用：会话即刻结束 / close the account; its sessions end at once."""
    with opened() as office, office.app_pool.connection() as connection:
        accounts.close(connection, account, office.clock(), console())
        told(office, {"account": account}, as_json)


@app.command()
def reopen(account: Account, as_json: AsJson = False) -> None:
    """恢复停用的账号 / reopen a closed account."""
    with opened() as office, office.app_pool.connection() as connection:
        accounts.reopen(connection, account, office.clock(), console())
        told(office, {"account": account}, as_json)


@app.command()
def role(account: Account, to: Annotated[str, typer.Argument(help=" | ".join(accounts.ROLES))], as_json: AsJson = False) -> None:
    """变更岗位，会话结束 / change the role; sessions end."""
    with opened() as office, office.app_pool.connection() as connection:
        accounts.change_role(connection, account, to, office.clock(), console())
        told(office, {"account": account, "role": to}, as_json)


@app.command("second-factor-removal")
def remove_second_factor(account: Account, as_json: AsJson = False) -> None:
    """解除动态口令（手机与备用码都丢了） / remove a second factor whose telephone and recovery codes are lost."""
    with opened() as office, office.app_pool.connection() as connection:
        second_factor.remove(connection, account, office.clock(), console())
        told(office, {"account": account}, as_json)


@app.command()
def unlock(account: Account, as_json: AsJson = False) -> None:
    """解除登录锁定 / lift a lock-out: failures are forgotten."""
    with opened() as office, office.app_pool.connection() as connection:
        attempts.lift(connection, accounts.find(connection, account).account, office.clock(), console())
        told(office, {"account": account}, as_json)


@app.command()
def link(account: Account, subject: Subject, as_json: AsJson = False) -> None:
    """绑定统一身份（OIDC） / link the account to somebody whom the OpenID provider names."""
    with opened() as office, office.app_pool.connection() as connection:
        known = accounts.find(connection, account).account
        oidc.link(connection, office.settings, known, subject, office.clock(), console())
        told(office, {"account": known}, as_json)


@app.command()
def log(
    account: Annotated[str | None, typer.Option(help="谁的账号或谁经办 / whose account, or who did it")] = None,
    since: Annotated[str | None, typer.Option(help="从何时起 / a day or an instant")] = None,
    until: Annotated[str | None, typer.Option(help="到何时止 / a day or an instant")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="最多几条 / how many at most")] = 100,
    as_json: AsJson = False,
) -> None:
    """登录与账号记录，最近的在前 / who signed in or failed to, whose password, role or second factor changed; newest first."""
    span = {"since": moment(since) if since else None, "until": moment(until) if until else None}
    with opened() as office, office.app_pool.connection() as connection:
        found = record.entries(connection, account=account, limit=limit, **span)
    if as_json:
        print_json([one.as_json() for one in found])
        return
    rows = (_line(one) for one in found)
    table("登录与账号记录 / log of the door", ("时间 at", "账号 account", "何事 act", "经办 by", "来自 from", "事实 facts"), rows)


def _marks(one: accounts.Standing) -> tuple[str, ...]:
    return tuple("✓" if each else "" for each in (one.is_open, one.has_password, one.has_second_factor))


def _line(one: record.Entry) -> tuple[str, ...]:
    at = f"{one.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    return at, one.account or "—", text(f"access.{one.act}"), one.actor, one.address, _facts(one.told)


def _facts(facts: dict[str, object]) -> str:
    return "，".join(f"{name} {value}" for name, value in facts.items())


def _code(code: accounts.Code) -> dict[str, str]:
    return {"code": code.code, "until": f"{code.until.astimezone(CHINA):%Y-%m-%d %H:%M}"}
