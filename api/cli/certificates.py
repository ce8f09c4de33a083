"""`minqing certificate …`: what a community certifies, and every use of its seal."""

from __future__ import annotations

from typing import Annotated

import typer

from api.archive import archive_of, said
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Community, Document, acted, told
from api.commands.governance import certificates as commands
from domain.governance.certificate import Ground
from domain.governance.certificates import Cause
from domain.governance.seal import Outcome
from domain.ids import CertificateId, PersonId, community_id, district_code
from projections import lineage, seals

app = typer.Typer(help="证明与印章：目录、开具、用印登记、滥用 / certificates and the seal", no_args_is_help=True)
Key = Annotated[str, typer.Option(help="证明代号 / key of the type")]
Certificate = Annotated[str, typer.Argument(help="证明编号 / certificate id")]


@app.command("list-type")
def list_type(
    community: Community,
    key: Key,
    title: Annotated[str, typer.Option(help="名称 / title")],
    basis: Annotated[str, typer.Option(help="法律依据 / law and article")],
    document: Document,
    without_seal: Annotated[bool, typer.Option("--without-seal", help="不用印 / carries no seal")] = False,
    as_json: AsJson = False,
) -> None:
    """列入证明目录 / list a type, with the law it rests on."""
    acted(
        lambda ctx: commands.list_type(ctx, community, key, title, basis, has_seal=not without_seal),
        as_json,
        role="planner",
        document=document,
    )


@app.command("cancel-type")
def cancel_type(
    community: Community, key: Key, document: Document, cause: Annotated[Cause, typer.Option(help="原因 / cause")], as_json: AsJson = False
) -> None:
    """取消一种证明 / cancel a type."""
    acted(lambda ctx: commands.cancel_type(ctx, community, key, cause), as_json, role="planner", document=document)


@app.command("request")
def request(
    community: Community,
    key: Key,
    name: Annotated[str, typer.Option(help="申请人 / for whom")],
    purpose: Annotated[str, typer.Option(help="用途 / what for")],
    person: Annotated[str | None, typer.Option(help="已登记的居民 psn-…，删除其信息时一并删除 / erased with this resident's data")] = None,
    as_json: AsJson = False,
) -> None:
    """申请开具，只限目录内 / ask for one of the listed."""
    with opened() as office:
        known = PersonId(person) if person else None
        told(office, commands.request(office.ctx(console_actor("desk")), community, key, name, purpose, known).answer, as_json)


@app.command("issue")
def issue(certificate: Certificate, as_json: AsJson = False) -> None:
    """开具并用印 / issue and seal."""
    with opened() as office:
        told(office, commands.issue(office.ctx(console_actor("desk")), CertificateId(certificate)).answer, as_json)


@app.command("refuse")
def refuse(certificate: Certificate, ground: Annotated[Ground, typer.Option(help="理由 / ground")], as_json: AsJson = False) -> None:
    """不予开具 / refuse."""
    with opened() as office:
        told(office, commands.refuse(office.ctx(console_actor("desk")), CertificateId(certificate), ground).answer, as_json)


@app.command("use-seal")
def use_seal(certificate: Certificate, community: Community, as_json: AsJson = False) -> None:
    """用印：仅限清单内、已开具的证明 / use the seal, for an issued certificate of a listed type alone."""
    with opened() as office:
        told(office, commands.use_seal(office.ctx(console_actor("desk")), community, CertificateId(certificate)).answer, as_json)


@app.command("misuse")
def misuse(
    community: Community,
    text: Annotated[str, typer.Option(help="情况 / what happened, sealed")],
    use: Annotated[int | None, typer.Option(min=1, help="第几次用印 / which use")] = None,
    as_json: AsJson = False,
) -> None:
    """举报滥用印章 / report a misuse."""
    with opened() as office:
        told(office, commands.report_misuse(office.ctx(console_actor("auditor")), community, text, use).answer, as_json)


@app.command("settle-misuse")
def settle_misuse(
    community: Community,
    report: Annotated[int, typer.Argument(min=1, help="第几件举报 / which report")],
    outcome: Annotated[Outcome, typer.Option(help="属实或不属实 / outcome")],
    document: Document,
    as_json: AsJson = False,
) -> None:
    """认定 / upheld or dismissed."""
    acted(lambda ctx: commands.settle_misuse(ctx, community, report, outcome), as_json, role="approver", document=document)


@app.command("seal")
def register(community: Community, as_json: AsJson = False) -> None:
    """用印登记簿 / the seal register."""
    with opened() as office:
        office.freshen(seals.NAME, lineage.NAME)
        with office.reading() as connection:
            kept = archive_of(connection, community_id(community), office.clock())
            found = kept.told(seals.uses(connection, kept.communities))
        if as_json:
            print_json({"uses": found})
            return
        columns = ("序号 no", "证明 certificate", "种类 type", "用印人 by", "时间 at", "原社区 under")
        lines = ((u["number"], u["certificate_number"], u["type_key"], u["used_by"], u["used_at"], said(u)) for u in found)
        table("用印登记簿 / seal", columns, lines)


@app.command("types")
def catalogue(community: Community, as_json: AsJson = False) -> None:
    """证明目录 / the catalogue."""
    with opened() as office:
        office.freshen(seals.NAME)
        with office.reading() as connection:
            found = seals.types(connection, district_code(community_id(community)))
        if as_json:
            print_json({"types": found})
            return
        rows = ((t["type_key"], t["title"], t["legal_basis"], t["cancelled_on"]) for t in found)
        table("证明目录 / certificates", ("代号", "名称", "法律依据", "取消 cancelled"), rows)
