"""`minqing feed …`: the event feed on the screen and by webhook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api import accounts
from api.cli.console import console_actor, opened, out, print_json, say, table
from api.cli.options import AsJson
from api.context import CHINA, Office
from api.feed import export as exports
from api.feed import reading
from api.moments import beginning, moment
from api.webhooks import subscriptions
from api.webhooks.subscriptions import Asked, Subscription
from projections import lineage, trail

app = typer.Typer(help="事件流：订阅、推送、导出 / the event feed: subscriptions, webhooks, export", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="订阅编号 sub-… / the subscription")]
Letters = Annotated[list[int] | None, typer.Argument(help="事件位置，缺省为全部 / positions; all when left out")]


@app.command("export")
def export(
    to: Annotated[Path, typer.Option("--out", help="文件 .jsonl 或 .parquet / file")],
    since: Annotated[str | None, typer.Option("--from", help="录入不早于：日期或时刻 / recorded from this day or instant on")] = None,
    until: Annotated[str | None, typer.Option("--to", help="录入截至：日期含当日 / recorded by this day, or before this instant")] = None,
    community: Annotated[list[str] | None, typer.Option(help="社区编码 / community codes")] = None,
    name: Annotated[list[str] | None, typer.Option(help="事件名，ticket. 为一类 / names of events")] = None,
    purpose: Annotated[str | None, typer.Option(help="开封个人内容的目的，逐次留痕 / what personal content is opened for; logged")] = None,
    as_json: AsJson = False,
) -> None:
    """导出事件流，个人内容默认不开封 / the feed in a file; personal content stays sealed unless a purpose is given."""
    with opened() as office:
        office.freshen(trail.NAME, lineage.NAME)
        ctx = office.ctx(console_actor("auditor"))
        wanted = reading.wanted_by(ctx, name or (), community or (), since and beginning(since), until and moment(until))
        count = exports.export(ctx, wanted, to, purpose)
    if as_json:
        print_json({"events": count, "file": str(to)})
        return
    out.print(f"{count} 个事件 / events → {to}")


@app.command("subscribe")
def subscribe(
    url: Annotated[str, typer.Argument(help="接收地址 / where to; its host is one of MINQING_WEBHOOK_HOSTS")],
    account: Annotated[str, typer.Option(help="以哪个账号所能看到的为限 / as whom it reads: approver, desk or auditor")],
    name: Annotated[list[str] | None, typer.Option(help="事件名，ticket. 为一类 / names of events")] = None,
    community: Annotated[list[str] | None, typer.Option(help="社区编码 / community codes")] = None,
    purpose: Annotated[str | None, typer.Option(help="开封个人内容的目的 / what personal content is opened for")] = None,
    secret: Annotated[str | None, typer.Option(help="whsec_…，缺省则生成 / made when left out")] = None,
    after: Annotated[str | None, typer.Option(help="游标，缺省为从现在起 / a cursor; from now on when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """订阅；签名密钥只显示这一次 / subscribe; the secret is shown this once."""
    with opened() as office:
        office.freshen(trail.NAME, lineage.NAME)
        with office.app_pool.connection() as connection:
            reader = accounts.find(connection, account)
        asked = Asked(url, tuple(name or ()), tuple(community or ()), purpose, secret, after)
        told = subscriptions.subscribe(office.ctx(reader), asked)
    if as_json:
        print_json(told)
        return
    say({"subscription": told["subscription"], "secret": told["secret"]})


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """全部订阅：送达到哪里、失败、暂停 / all subscriptions: how far, what fails, what is paused."""
    with opened() as office:
        found, head = subscriptions.listed(office), office.journal.head()
    if as_json:
        print_json({"head": head, "subscriptions": [one.told() for one in found]})
        return
    columns = ("订阅 subscription", "账号", "地址 url", "送达至 position", "最近 last", "未送达 dead", "失败 failures", "状态")
    table(f"订阅 / subscriptions，日志至 / head {head}", columns, (_row(one) for one in found))


@app.command("dead")
def dead(subscription: Name, as_json: AsJson = False) -> None:
    """未送达的事件 / what did not arrive."""
    with opened() as office:
        found = subscriptions.dead(office, subscriptions.one(office, subscription).subscription)
    if as_json:
        print_json({"dead": found})
        return
    rows = ((one["position"], one["attempts"], one["error"], _hour(one["failed_at"]), "重试" * one["is_wanted"]) for one in found)
    table("未送达 / dead letters", ("位置 position", "次数 attempts", "原因 error", "最近 at", ""), rows)


@app.command("retry")
def retry(subscription: Name, positions: Letters = None) -> None:
    """再试未送达的事件 / try dead letters again."""
    _act(subscription, lambda office: {"letters": subscriptions.retry(office, subscription, positions)})


@app.command("discard")
def discard(subscription: Name, positions: Letters = None) -> None:
    """放弃未送达的事件 / give dead letters up."""
    _act(subscription, lambda office: {"letters": subscriptions.discard(office, subscription, positions)})


@app.command("pause")
def pause(subscription: Name) -> None:
    """暂停推送 / send nothing for now."""
    _act(subscription, lambda office: subscriptions.pause(office, subscription, "asked"))


@app.command("resume")
def resume(subscription: Name) -> None:
    """从停下处继续 / go on where it stood."""
    _act(subscription, lambda office: subscriptions.resume(office, subscription))


@app.command("rotate")
def rotate(subscription: Name, secret: Annotated[str | None, typer.Option(help="whsec_…")] = None) -> None:
    """更换签名密钥，旧的再用一天 / replace the secret; for a day the one before signs too."""
    _act(subscription, lambda office: {"secret": subscriptions.rotate(office, subscription, secret)})


@app.command("remove")
def remove(subscription: Name) -> None:
    """取消订阅 / end it."""
    _act(subscription, lambda office: subscriptions.remove(office, subscription))


def _act(subscription: str, act: Callable[[Office], dict[str, Any] | None]) -> None:
    """Raises SubscriptionUnknown, and what the act raises."""
    with opened() as office:
        subscriptions.one(office, subscription)
        told = act(office)
    if told:
        say(told)
    else:
        out.print("✓")


def _row(one: Subscription) -> tuple[Any, ...]:
    state = one.paused_why and f"暂停 paused: {one.paused_why}"
    return (one.subscription, one.account, one.url, one.position, _hour(one.delivered_at), one.dead, one.failures, state or one.last_error)


def _hour(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
