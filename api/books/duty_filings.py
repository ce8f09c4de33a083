"""Duty posts defined and filed: who was responsible on a day, and by which filing (定岗定职、报备案)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from api import models
from api.books.act import Act, Asked, Book, Call, Key, Named
from api.commands.roster import hold_roster
from domain.errors import Unknown
from domain.governance import duty_filing
from domain.governance.clauses import clause_of
from domain.ids import DutyFilingId, WardenId
from domain.schema import Events

RULE = "duty.filed"


class PostGiven(models.Reasoned):
    post: Key
    title: Named
    duties: Annotated[tuple[Named, ...], Field(min_length=1, max_length=50)]


class OfPost(models.Reasoned):
    post: Key


class Holder(models.Given):
    post: Key
    warden: models.Warden


class FilingGiven(models.Reasoned):
    """document: the filing's number."""

    filed_with: Named
    holders: Annotated[tuple[Holder, ...], Field(min_length=1, max_length=200)]


class NoFiling(Unknown):
    code = "duty_filing.unknown"


def _define(call: Call) -> Events:
    given = {"filings": DutyFilingId(call.stream), "community": call.community, "post": call.body.post, "title": call.body.title}
    return duty_filing.define(call.state, **given, duties=tuple(call.body.duties), on=call.on)


def _file(call: Call) -> Events:
    roster = hold_roster(call.ctx, call.community).state
    enrolled = [one.warden for one in roster.wardens.values() if one.is_enrolled(call.ctx.holds_from)] if roster else []
    holders = {one.post: WardenId(one.warden) for one in call.body.holders}
    given = {"community": call.community, "holders": holders, "enrolled": enrolled, "filed_with": call.body.filed_with}
    return duty_filing.file(call.state, **given, filed_as=call.document, on=call.on, clause=call.clause(RULE))


def _standing(asked: Asked) -> Mapping[str, Any]:
    """The filing that stands, and posts defined otherwise since: not yet evidence."""
    filed = {row["post"]: row for row in asked.lines("duty_posts")}
    defined = asked.lines("duty_definitions")
    waiting = [row["post"] for row in defined if row["post"] not in filed or row["duties"] != filed[row["post"]]["duties"]]
    shown = ("post", "title", "duties", "warden", "filing", "filed_as", "filed_with", "on")
    posts = [{name: row[name] for name in shown} for row in filed.values()]
    return {"posts": posts, "not_filed_yet": waiting, "clause": clause_of(asked.profile, RULE)}


DUTY_FILINGS = Book(
    name="duty-filings",
    zh="岗位职责备案",
    en="duty posts filed",
    aggregate=duty_filing,
    unknown=NoFiling,
    stream=lambda _, code, __: DutyFilingId(f"dpf-{code}"),
    opening=Act("define", PostGiven, _define, "定岗定职", "define a post and its duties", ("desk", "planner")),
    acts=(
        Act(
            "drop",
            OfPost,
            lambda call: duty_filing.drop(call.state, post=call.body.post, on=call.on),
            "撤销岗位",
            "drop a post",
            ("desk", "planner"),
        ),
        Act("filing", FilingGiven, _file, "报送备案", "file all posts with their holders", ("approver",)),
    ),
    registers=("duty_posts", "duty_definitions"),
    summary=_standing,
)
