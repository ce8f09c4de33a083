"""`minqing erase …`: personal data erased, restricted to storage, set free again; proposed by one, confirmed by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from api.access import sessions
from api.access.record import console
from api.access.signing_in import sign_in
from api.cli.console import console_actor, opened, print_json, table
from api.cli.options import AsJson, Document, told
from api.commands import erasing
from api.context import Actor, Office
from api.problems import RoleForbidden
from api.search.mentions import mentioned
from domain.ids import PersonalMeasureId, community_id
from domain.personal_record import CLAUSES, Measure
from projections import personal_records

app = typer.Typer(help="个人信息：删除、限制处理、解除 / erasure and restriction of personal data", no_args_is_help=True)
Subject = Annotated[str, typer.Argument(help="编号 / id: hh-…, psn-…, tkt-…, cer-…")]
Request = Annotated[str, typer.Argument(help="申请编号 / request id (pms-…)")]
Note = Annotated[str, typer.Option(help="申请人的说明，加密保存 / the words of who asked, sealed")]
Approver = Annotated[str | None, typer.Option(help="当场确认者的账号，须输入其密码 / account that confirms now, with its password")]
Password = Annotated[str | None, typer.Option("--approver-password", envvar="MINQING_APPROVER_PASSWORD", hidden=True)]
Code = Annotated[str, typer.Option("--approver-code", help="确认者的动态码 / the code of its second factor")]
CONFIRMING = ("approver", "admin")


def _grounds(measure: Measure) -> typer.models.OptionInfo:
    return typer.Option("--reason", help=f"依据 / ground: {' | '.join(CLAUSES[measure])}")


Erase = Annotated[str, _grounds(Measure.ERASE)]
Restrict = Annotated[str, _grounds(Measure.RESTRICT)]
Lift = Annotated[str, _grounds(Measure.LIFT)]


def _eraser(fits: Callable[[str], bool], ids: str) -> Callable[..., None]:
    """One act under the name of what it takes: who says `person` must not lose a household by a slip of the id."""

    def erase(
        subject: Subject,
        reason: Erase,
        document: Document,
        note: Note = "",
        approver: Approver = None,
        password: Password = None,
        code: Code = "",
        as_json: AsJson = False,
    ) -> None:
        if not fits(subject.partition("-")[0]):
            raise typer.BadParameter(f"编号应为 / the id should be {ids}")
        _asked(subject, Measure.ERASE, reason, document, note, (approver, password, code), as_json)

    return erase


for _name, _ids, _fits, _words in (
    ("household", "hh-…", {"hh"}.__contains__, "一户及其成员、工单、走访记录 / a household with its members, tickets and visits."),
    ("person", "psn-…", {"psn"}.__contains__, "一人 / one person; the household's own file stays while others live in it."),
    ("record", "tkt-…、mtg-…、cer-…", lambda kind: kind not in ("hh", "psn"), "一件工单、会议、证明等的文字 / the text of one record."),
):
    app.command(_name, help=_words)(_eraser(_fits, _ids))


@app.command("restrict")
def restrict(
    subject: Subject,
    reason: Restrict,
    document: Document,
    note: Note = "",
    approver: Approver = None,
    password: Password = None,
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """只存储，不使用 / stored and nothing else."""
    _asked(subject, Measure.RESTRICT, reason, document, note, (approver, password, code), as_json)


@app.command("lift")
def lift(
    subject: Subject,
    reason: Lift,
    document: Document,
    approver: Approver = None,
    password: Password = None,
    code: Code = "",
    as_json: AsJson = False,
) -> None:
    """解除限制 / lift a restriction."""
    _asked(subject, Measure.LIFT, reason, document, "", (approver, password, code), as_json)


@app.command("confirm")
def confirm(request: Request, as_json: AsJson = False) -> None:
    """确认；与提出者须为两人 / confirm; not by who proposed it."""
    with opened() as office:
        told(office, erasing.confirm(office.ctx(console_actor("approver")), PersonalMeasureId(request)).answer, as_json)


@app.command("reject")
def reject(request: Request, as_json: AsJson = False) -> None:
    """不予办理 / refuse it."""
    with opened() as office:
        told(office, erasing.reject(office.ctx(console_actor("approver")), PersonalMeasureId(request)).answer, as_json)


@app.command("find")
def find(
    words: Annotated[str, typer.Argument(help="姓名、电话或证件号 / a name, telephone or number")],
    community: Annotated[str, typer.Option(help="社区 12 位代码 / the community's 12-digit code")],
    purpose: Annotated[str, typer.Option(help="用途，记入日志 / why, written down")],
    as_json: AsJson = False,
) -> None:
    """哪些工单、证明、来电、会议等的文字里提到此人 / in whose records somebody is named; then: erase record ID."""
    with opened(as_json) as office:
        found = mentioned(office.ctx(console_actor("desk")), community_id(community), words, purpose)
        if as_json:
            print_json({"found": found})
        else:
            columns = ("record", "event", "position", "recorded_at", "erase")
            table("提到此人的记录 / records", columns, ([one[key] for key in columns] for one in found))


@app.command("list")
def listing(
    subject: Annotated[str | None, typer.Option(help="编号 / id")] = None,
    as_json: AsJson = False,
) -> None:
    """全部申请与处置 / everything asked for and done, newest first."""
    with opened(as_json) as office:
        office.freshen(personal_records.NAME)
        with office.reading() as connection:
            found = personal_records.measures(connection, None, subject)
        columns = ("measure_id", "subject", "measure", "ground", "document", "proposed_by", "outcome", "decided_by", "keys")
        if as_json:
            print_json({"measures": found})
        else:
            table("个人信息处置 / measures", columns, ([one[key] for key in columns] for one in found))


def _asked(
    subject: str, measure: Measure, ground: str, document: str, note: str, second: tuple[str | None, str | None, str], as_json: bool
) -> None:
    with opened() as office:
        account, password, code = second
        confirming = _second(office, account, password, code) if account else None
        done = erasing.propose(office.ctx(console_actor("desk"), document=document), subject, measure, ground, note)
        if confirming is not None:
            done = erasing.confirm(office.ctx(confirming), PersonalMeasureId(done.answer["measure"]))
        told(office, done.answer, as_json)


def _second(office: Office, account: str, password: str | None, code: str) -> Actor:
    """Raises SignInRefused, TooManyAttempts, CodeNeeded, CodeWrong, RoleForbidden."""
    given = password or typer.prompt(f"{account} 的密码 / password", hide_input=True)
    session = sign_in(office, account, given, code=code, whence=console())
    with office.app_pool.connection() as connection:
        sessions.end(connection, session.token)
    if session.actor.role not in CONFIRMING:
        raise RoleForbidden(needs=CONFIRMING)
    return session.actor
