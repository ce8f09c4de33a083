"""`minqing community …`: the regulation a community follows, and what the regulations say."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened, out, print_json, refuse, table
from api.cli.options import AsJson, Community, Document, Reason, told
from api.commands import territory
from api.settings import Settings
from domain.errors import DomainError
from domain.policy import Attendance, Band, Cover, Discipline, PolicyProfile, Rule, Term, complete_from

app = typer.Typer(help="社区所行制度 / the regulation a community follows", no_args_is_help=True)


@app.command("change-profile")
def change_profile(
    community: Community,
    policy: Annotated[str, typer.Option(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    reason: Reason,
    document: Document = "",
    as_json: AsJson = False,
) -> None:
    """自此刻起改行另一制度，此前的记录仍依原制度 / follow another regulation from now on; what was written keeps the old one."""
    with opened() as office:
        ctx = office.ctx(console_actor("approver"), reason=reason, document=document)
        done = territory.change_profile(ctx, community, PolicyProfile.load(policy))
        told(office, done.answer, as_json)


@app.command("profile")
def show(
    policy: Annotated[str, typer.Argument(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    as_json: AsJson = False,
) -> None:
    """某制度的全部规定及出处，默认值注明 / everything a regulation lays down, with its clause; defaults are marked."""
    complete_from(Settings().policies)
    try:
        profile = PolicyProfile.load(policy)
    except DomainError as refused:
        refuse(refused)
    rows = [(key, _words(term), term.source) for key, term in profile.stated()]
    if as_json:
        stated = [
            {"key": key, "value": words, "clause": source.clause, "quote": source.quote, "note": source.note, "default": source.is_default}
            for key, words, source in rows
        ]
        print_json({"profile": profile.key, "title": profile.title, "stated": stated})
        return
    columns = ("键 key", "值 value", "默认 default", "出处 clause")
    table(
        f"{profile.title} {profile.key}", columns, ((key, words, "默认" * source.is_default, source.clause) for key, words, source in rows)
    )
    out.print(f"共 / in all {len(rows)}，默认 / defaults {sum(source.is_default for *_, source in rows)}")


def _words(term: Term) -> str:
    match term:
        case Rule():
            return f"{term.value} {term.unit}".strip()
        case Band():
            return term.limit
        case Cover():
            return term.meaning
        case Attendance():
            return "、".join(f"{time:%H:%M}" for time in term.times)
        case Discipline():
            return "、".join(term.steps)
    return str(getattr(term, "title", ""))
