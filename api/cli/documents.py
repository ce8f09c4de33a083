"""`minqing documents …`: what an office prints and files, and the templates it is set from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from api.cli.console import console_actor, opened, out, print_json, refusals, table
from api.cli.options import AsJson
from api.documents import catalogue, shelf, trying
from api.documents.question import Question
from api.moments import moment
from api.settings import Settings
from domain.governance.meeting import MeetingUnknown
from domain.grid_plan import PlanUnknown
from domain.ids import CommunityId, community_id
from projections import grids, meetings

app = typer.Typer(help="文书：民情图、台账、周报、会议、联系卡、移交单 / documents and their templates", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="文书 / which document")]
OfTemplate = Annotated[str, typer.Argument(help="模板 / which template")]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """有哪些文书、什么格式、用哪个模板 / which documents there are, in which forms, from which template."""
    with refusals():
        theirs = shelf.own(Settings().templates)
        found = [one | {"templates": _in_force(one["template"], one["forms"], theirs)} for one in catalogue.listed()]
    if as_json:
        print_json({"documents": found})
        return
    rows = ((one["document"], one["title"], " ".join(one["forms"]), "，".join(one["templates"])) for one in found)
    table("文书 / documents", ("代号 document", "名称", "格式 forms", "模板 template"), rows)


@app.command("write")
def write(
    name: Name,
    to: Annotated[Path, typer.Option("--out", help="文件，按后缀定格式 / file; its ending says the form", dir_okay=False)],
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")] = "",
    meeting: Annotated[str, typer.Option(help="会议编号：议程、纪要 / meeting id: agenda, minutes")] = "",
    plan: Annotated[str, typer.Option(help="方案编号：移交单 / plan id: hand-over packs")] = "",
    as_of: Annotated[str | None, typer.Option(help="截至 / as of: a day or an instant; now when left out")] = None,
    grid: Annotated[str | None, typer.Option(help="只含这个网格 / of this grid alone")] = None,
    purpose: Annotated[str | None, typer.Option(help="写明用途则不脱敏，用途记入日志 / why it is opened")] = None,
    as_json: AsJson = False,
) -> None:
    """写成文件 / write a document."""
    form, actor = to.suffix.removeprefix("."), console_actor("desk")
    subject, of = meeting or plan, "meeting" if meeting else "plan" if plan else "community"
    if bool(community) is bool(subject):
        raise typer.BadParameter("写明 --community、--meeting、--plan 之一 / name one of --community, --meeting, --plan")
    with opened() as office:
        at = moment(as_of) if as_of else None
        document = catalogue.document_of(name, of, form, actor, is_past=at is not None)
        through = office.freshen(*document.views)
        with office.reading() as connection:
            owner = _owner(connection, meeting, plan) if subject else community_id(community)
            told = {"purpose": purpose, "as_of": at, "subject": subject, "address": _address(office.settings)}
            asked = Question(office.ctx(actor), connection, owner, grid and (grid,), through, **told)
            _put(to, catalogue.made(document, asked, form), as_json)


def _owner(connection: Connection[Any], meeting: str, plan: str) -> CommunityId:
    found = meetings.meeting_of(connection, meeting) if meeting else grids.plan(connection, plan)
    if found is None:
        raise MeetingUnknown() if meeting else PlanUnknown()
    return CommunityId(found["community"])


def _address(settings: Settings) -> str:
    """Where residents reach this installation."""
    return settings.public_url or f"http://{settings.host}:{settings.port}"


@app.command("template")
def template(
    name: OfTemplate,
    to: Annotated[Path | None, typer.Option("--out", help="写到此文件夹，作为修改的起点 / folder to start from", file_okay=False)] = None,
    as_json: AsJson = False,
) -> None:
    """模板可用的字段；--out：出厂模板，改后放入 MINQING_TEMPLATES / its fields; with --out the shipped files to start from."""
    with refusals():
        fields = shelf.fields(name)
        written = [] if to is None else trying.start_from(name, to)
    if as_json:
        print_json({"template": name, "fields": [{"path": one.path, "zh": one.zh, "en": one.en} for one in fields], "files": written})
        return
    for file in written:
        out.print(f"已写出 / wrote {to}/{file}")
    table(f"模板 {name} 的字段 / fields", ("字段 field", "含义", "meaning"), ((one.path, one.zh, one.en) for one in fields))


@app.command("check")
def check(
    name: OfTemplate,
    to: Annotated[Path | None, typer.Option("--out", help="把样张写到此文件夹 / folder for the samples", file_okay=False)] = None,
    as_json: AsJson = False,
) -> None:
    """用样例试排现用的模板；不能用则说明文件、行与原因 / set the template in force with example values."""
    with refusals():
        tried = trying.tried(Settings().templates, name)
    for form, sample in tried.items():
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            (to / f"{name}.{form}").write_bytes(sample)
    if as_json:
        print_json({"template": name, "forms": {form: len(sample) for form, sample in tried.items()}})
        return
    for form, sample in tried.items():
        out.print(f"✓ {name}.{form}：{len(sample) / 1000:.0f} kB")


def _in_force(template: str, forms: list[str], theirs: dict[str, bytes]) -> list[str]:
    files = dict.fromkeys(f"{template}.{shelf.ENDINGS[form]}" for form in forms if form in shelf.ENDINGS)
    return [f"{file}（{'本单位' if file in theirs else '出厂'}）" for file in files]


def _put(to: Path, content: bytes, as_json: bool) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)
    except OSError as wrong:
        raise typer.BadParameter(f"写不进去 / cannot be written: {to}", param_hint="--out") from wrong
    if as_json:
        print_json({"out": str(to), "bytes": len(content)})
    else:
        out.print(f"已写出 / wrote {to}：{len(content) / 1000:.0f} kB")
