"""The set of rules (制度) under which a subdistrict runs its grids: how work goes, proxies, commitments, accountability, supervision.

The law it keeps: each kind stands in one edition at a time, published with its number and its words, so that anybody can say which one
held on a day; the kinds a regulation asks for and nobody published are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid
from domain.governance.clauses import clause_of, value_of
from domain.governance.editions import Edition, following, standing
from domain.ids import RuleDocumentsId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

SET = "rules.published"


class Kind(StrEnum):
    """In the order in which the regulation names them: 运行流程、代办程序、服务承诺、责任追究、督查考核."""

    WORKFLOW = "workflow"
    PROXY_PROCEDURE = "proxy_procedure"
    COMMITMENT = "commitment"
    ACCOUNTABILITY = "accountability"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    words: str


# Stored formats: change only with an upcast and a golden file.


@event("rule_documents.published")
class Published:
    """wording: its title and its words, public. edition: 1, 2, 3… of that kind."""

    documents: RuleDocumentsId
    kind: Kind
    edition: int
    wording: Wording
    on: date
    document: str
    clause: str


@event("rule_documents.repealed")
class Repealed:
    kind: Kind
    edition: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class State:
    editions: Mapping[str, Edition[Wording]] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    known = state or State()
    match event:
        case Published():
            return State({**known.editions, event.kind.value: Edition(event.edition, event.wording, event.on)})
        case Repealed():
            return State({**known.editions, event.kind.value: replace(known.editions[event.kind.value], withdrawn=event.on)})
    raise TypeError(f"not an event of rule documents: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class WordsMissing(Invalid):
    """A rule that nobody can read binds nobody. Facts: clause."""

    code = "rule_documents.words_missing"


def publish(
    state: State | None, *, documents: RuleDocumentsId, kind: Kind, wording: Wording, on: date, document: str, profile: PolicyProfile
) -> Events:
    require_name(wording.title)
    if not wording.words.strip():
        raise WordsMissing(value=0, limit=1, clause=clause_of(profile, SET))
    require_document(document)
    edition = following((state or State()).editions, kind.value, wording, on)
    if edition is None:
        return ()
    return (
        Published(
            documents=documents, kind=kind, edition=edition, wording=wording, on=on, document=document, clause=clause_of(profile, SET)
        ),
    )


def repeal(state: State | None, *, kind: Kind, on: date, document: str) -> Events:
    last = standing((state or State()).editions, kind.value, on)
    if last is None:
        return ()
    require_document(document)
    return (Repealed(kind=kind, edition=last.number, on=on, document=document),)


def asked_for(profile: PolicyProfile) -> dict[Kind, str]:
    """The kinds that the regulation asks for, with what it calls them; none where it is silent."""
    named = str(value_of(profile, SET, ""))
    return dict(zip(Kind, named.split("、"), strict=True)) if named else {}
