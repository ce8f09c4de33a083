"""`minqing whois` and `minqing history`: the auditor's questions at the command line."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from api import answers
from api.answers import NoHistory, Question
from api.cli.console import console_actor, opened, out, print_json, table
from api.context import CHINA
from api.moments import moment
from domain.glossary import event_labels
from domain.ids import community_id

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
WHAT = {"building": "楼栋", "grid": "网格", "members": "成员", "household": "住户", "hukou": "户籍", "door": "门牌", "head": "户主"}
KINDS = {"household": "hh", "grid": "grd", "ticket": "tkt", "warden": "wdn", "building": "bld"}


def whois(
    address: Annotated[str | None, typer.Option(help="门牌 / address")] = None,
    lon: Annotated[float | None, typer.Option(help="经度 / longitude")] = None,
    lat: Annotated[float | None, typer.Option(help="纬度 / latitude")] = None,
    building: Annotated[str | None, typer.Option(help="楼栋编号 / building id")] = None,
    community: Annotated[str | None, typer.Option(help="社区代码，缩小范围 / only in this community")] = None,
    at: Annotated[str | None, typer.Option(help="日期或时刻 / a day or an instant; now when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """某时某处由谁负责：网格、网格员、当时谁在岗（A 或 B）、依据哪个方案和文号 / who answered for a door at a time."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("auditor"))
        question = Question(building, address, lon, lat, community_id(community) if community else None)
        told = answers.whois(ctx, question, moment(at) if at else None)
        print_json(told) if as_json else _show_answer(told)


def history(
    kind: Annotated[str, typer.Argument(help=" | ".join(KINDS))],
    subject: Annotated[str, typer.Argument(help="编号 / id; 网格可用 15 位编码，工单可用号码，网格员可用账号")],
    as_of: Annotated[str | None, typer.Option(help="截至 / as of: a day or an instant")] = None,
    purpose: Annotated[str | None, typer.Option(help="写明用途则显示理由，用途记入日志 / why reasons are opened: written down")] = None,
    as_json: AsJson = False,
) -> None:
    """住户、网格、工单、网格员或楼栋的来龙去脉 / the story of a household, grid, ticket, warden or building."""
    with opened() as office:
        office.freshen()
        ctx = office.ctx(console_actor("auditor"))
        if kind not in KINDS:
            raise NoHistory(known=list(KINDS))
        told = answers.history(ctx, answers.named_as(ctx, KINDS[kind], subject), moment(as_of) if as_of else None, purpose=purpose)
        print_json(told) if as_json else _show_story(told)


def _show_answer(told: dict[str, Any]) -> None:
    rows = [
        ("地点 place", told["address"] or told["building"]),
        ("时刻 at", _local(told["at"])),
        ("网格 grid", _words(told["code"], told["name"])),
        ("岗位 post", told["title"]),
        ("A 岗", _person(told["a"])),
        ("B 岗", _person(told["b"])),
        ("当时在岗 on duty", _words(_person(told["on_duty"]), told["on_duty_as"] and f"（{told['on_duty_as']}）")),
        ("方案 plan", told["plan"]),
        ("文号 document", told["document"]),
        ("批准 approved by", told["approved_by"]),
        ("施行 decided by", _words(told["decided_by"], _local(told["decided_at"]))),
        ("有效期 in force", _words(_local(told["plan_from"]), "—", _local(told["plan_to"]))),
    ]
    rows += [("社区合并 merged", f"{step['on']} {step['from']} → {step['into']}（{step['document']}）") for step in told["succession"]]
    table("谁负责 / who answers", ("", ""), ((name, value or "—") for name, value in rows))
    if told["plan"] is None:
        out.print("当时没有施行中的方案 / no plan was in force then")


def _show_story(told: dict[str, Any]) -> None:
    out.print(f"{told['subject']}")
    if versions := told.get("versions"):
        columns = ("编码 code", "名称", "方案 plan", "文号 document", "自 from", "至 to", "户数", "面积 m²")
        rows = (
            (v["code"], v["name"], v["plan"], v["document"], _local(v["valid_from"]), _local(v["valid_to"]), v["households"], v["area_m2"])
            for v in versions
        )
        table("历次边界 / versions", columns, rows)
    if posts := told.get("posts"):
        table("任岗 / posts held", tuple(posts[0]), (tuple(map(_cell, post.values())) for post in posts))
    labels = event_labels()
    rows = (
        (
            _local(line["effective_at"]),
            _local(line["recorded_at"]),
            _label(labels, line.get("name")),
            _changes(line),
            line.get("document"),
            line.get("actor"),
            line.get("reason"),
        )
        for line in told.get("lines", ())
        if "effective_at" in line
    )
    table("经过 / story", ("生效 effective", "录入 recorded", "事项", "变化 changes", "文号", "经办 actor", "理由 reason"), rows)


def _label(labels: Any, name: str | None) -> str:
    found = labels.get(name or "")
    return str(getattr(found, "zh", found) or name)


def _changes(line: dict[str, Any]) -> str:
    changes = line.get("changes") or []
    return "；".join(f"{WHAT.get(each['what'], each['what'])}: {_cell(each.get('from'))} → {_cell(each.get('to'))}" for each in changes)


def _person(named: dict[str, Any] | None) -> str | None:
    return named and " ".join(str(named[part]) for part in ("name", "account", "phone") if named.get(part))


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


def _cell(value: Any) -> str:
    return _local(value) if isinstance(value, datetime) else "—" if value is None else str(value)
