"""`minqing import …`: buildings and households from files, with a word on every row that was not simply taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.console import console_actor, err, opened, out, print_json, table
from api.commands import dividers, registering, territory, visit_sheet
from api.commands.dividers import LinesFile
from api.commands.evidence import hold_community, profile_of
from api.commands.territory import BuildingsFile
from api.context import Office
from api.moments import moment
from domain.community import CommunityUnknown
from domain.errors import Invalid
from domain.policy import PolicyProfile
from gis.exchange import by_stairwells, read_boundary, read_buildings, read_households, read_roads, read_visits
from projections import grids

app = typer.Typer(help="从文件导入楼栋与住户 / buildings and households from files", no_args_is_help=True)
SHOWN = 20

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
OptionalFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, readable=True)]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@app.command("buildings")
def buildings(
    file: File,
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    name: Annotated[str | None, typer.Option(help="社区名称 / the community's name (when it is new)")] = None,
    policy: Annotated[str | None, typer.Option(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")] = None,
    boundary: OptionalFile = None,
    roads: OptionalFile = None,
    households_field: Annotated[str | None, typer.Option(help="户数所在字段 / the column that holds dwellings")] = None,
    layer: Annotated[str | None, typer.Option(help="图层 / layer of a file with several")] = None,
    crs: Annotated[str | None, typer.Option(help="坐标系 / e.g. EPSG:4549, where the file does not say")] = None,
    encoding: Annotated[str | None, typer.Option(help="编码 / e.g. GB18030, where the file does not say")] = None,
    datum: Annotated[str, typer.Option(help="wgs84 | gcj02 | bd09")] = "wgs84",
    stairwells_above: Annotated[
        int | None, typer.Option(min=1, help="超过此户数的楼栋按单元登记 / blocks with more households are registered by their stairwells")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """导入楼栋，登记社区，切分底图 / register buildings and the community, cut its land. All or nothing."""
    with opened() as office, err.status("读取 / reading …"):
        profile = PolicyProfile.load(policy) if policy else None
        reading = read_buildings(file, households_field=households_field, encoding=encoding, layer=layer, crs=crs, datum=datum)
        reading = by_stairwells(reading, stairwells_above) if stairwells_above else reading
        given = BuildingsFile(
            name=file.name,
            sha256=territory.file_hash(file),
            reading=reading,
            boundary=read_boundary(boundary, datum=datum).shape if boundary else None,
            roads=LinesFile(roads.name, territory.file_hash(roads), read_roads(roads, datum=datum)) if roads else None,
        )
        ctx = office.ctx(console_actor("planner"), reason=f"import {file.name}")
        try:
            done = territory.import_buildings(ctx, community, given, name=name, profile=profile)
        except CommunityUnknown:
            err.print("新社区须同时给出 --name 与 --policy / a new community needs --name and --policy")
            raise
        office.freshen()
        answer = done.answer | {"position": done.receipt.position, "reading": reading.as_json()}
        print_json(answer) if as_json else _show_buildings(answer)


@app.command("lines")
def lines(
    file: File,
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    water: Annotated[bool, typer.Option("--water", help="水系（否则为道路）/ water, not roads")] = False,
    layer: Annotated[str | None, typer.Option(help="图层 / layer of a file with several")] = None,
    crs: Annotated[str | None, typer.Option(help="坐标系 / e.g. EPSG:4549, where the file does not say")] = None,
    datum: Annotated[str, typer.Option(help="wgs84 | gcj02 | bd09")] = "wgs84",
    as_json: AsJson = False,
) -> None:
    """登记道路或水系，供划分时沿线或不跨越 / roads or water that proposals follow or do not cross."""
    with opened() as office, err.status("读取 / reading …"):
        reading = read_roads(file, layer=layer, crs=crs, datum=datum)
        given = LinesFile(file.name, territory.file_hash(file), reading, is_water=water)
        done = dividers.record(office.ctx(console_actor("planner"), reason=f"import {file.name}"), community, given)
        if as_json:
            print_json(done.answer)
            return
        out.print(f"登记 {done.answer['lines']} 条，未取 {done.answer['left_out']} 条 / recorded, left out")


@app.command("households")
def households(
    file: File,
    community: Annotated[
        str | None, typer.Option(help="社区 12 位代码，只有一个社区时可省 / may be left out where there is only one")
    ] = None,
    since: Annotated[str | None, typer.Option(help="居住起始日 / lived here since, where a row has no move-in date")] = None,
    as_json: AsJson = False,
) -> None:
    """登记住户及成员，逐行给出结果，可重复运行 / register households and members: a result for every row, safe to run again."""
    with opened() as office, err.status("读取 / reading …"):
        reading = read_households(file, today=office.ctx(console_actor("desk")).today)
        ctx = office.ctx(console_actor("desk"), reason="import", effective_at=moment(since) if since else None)
        answer = registering.register_all(ctx, community or _only_community(office), reading)
        office.freshen()
        print_json(answer) if as_json else _show_households(answer)


class CommunityNeeded(Invalid):
    """There is none, or more than one. Facts: known (codes)."""

    code = "community.needed"


def _only_community(office: Office) -> str:
    office.freshen("grids")
    with office.reading() as connection:
        known = [row["code"] for row in grids.communities(connection)]
    if len(known) != 1:
        raise CommunityNeeded(known=known)
    return str(known[0])


@app.command("visits")
def visits(
    file: File,
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    as_json: AsJson = False,
) -> None:
    """登记走访，逐行给出结果，去重，可续传 / record visits: a result for every row, nothing twice, safe to run again."""
    with opened() as office, err.status("读取 / reading …"):
        ctx = office.ctx(console_actor("desk"), reason="import")
        owner = hold_community(ctx, community).state
        assert owner is not None
        reading = read_visits(file, purposes=visit_sheet.words_for_purposes(profile_of(owner)))
        answer = visit_sheet.record_all(ctx, community, reading)
        office.freshen()
        print_json(answer) if as_json else _show_visits(answer)


def _show_visits(answer: dict[str, Any]) -> None:
    out.print("，".join(f"{name} {count}" for name, count in answer["counts"].items()))
    _show_words("未登记 / not recorded", [row for row in answer["rows"] if row["result"] == "refused"])


def _show_buildings(answer: dict[str, Any]) -> None:
    read = answer["reading"]
    out.print(f"社区 / community {answer['community']}：新登记楼栋 {answer['taken']}，已有 {answer['known_before']}")
    basis = read["households_by_basis"]
    out.print(
        f"新登记户数 / households {answer['households']}；文件中 / in the file：清点 counted {basis['counted']['households']}，"
        f"估算 estimated {basis['estimated']['households']}"
    )
    if answer["area_m2"]:
        out.print(f"底图 / land：{answer['atoms']} 个单元 atoms，{answer['area_m2'] / 1e6:.3f} km²，边界 boundary {answer['boundary']}")
    if answer["lines"]:
        out.print(f"道路 / roads：登记 {answer['lines']} 条，划分可沿之，民情图上画出 / recorded, for proposals and the map on paper")
    _show_words("修复 / repaired", read["repaired"])
    _show_words("拒收 / refused", [*read["refused"], *answer["outside"]])
    _show_words("提示 / remarks", [*read["remarks"], *answer["notes"]])


def _show_households(answer: dict[str, Any]) -> None:
    counts = answer["counts"]
    out.print("，".join(f"{name} {count}" for name, count in counts.items()))
    _show_words("未登记 / not registered", [row for row in answer["rows"] if row["result"] not in ("registered", "known")])


def _show_words(title: str, words: Iterable[dict[str, Any]]) -> None:
    words = list(words)
    if not words:
        return
    table(f"{title}：{len(words)}", ("行 row", "代码 code", "说明"), ((w["row"] or None, w["code"], w["zh"]) for w in words[:SHOWN]))
    if len(words) > SHOWN:
        out.print(f"… 另有 {len(words) - SHOWN} 条，用 --json 查看 / more: --json")
