"""What a book (登记簿) is made of, so that its routes and its commands at the command line follow from one table.

A book names its aggregate and its acts; an act names what is sent, who may send it, and the decision of the domain it leads to. What was
entered is read as registers are: projections.registers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from typing import Annotated, Any, TypeVar

from psycopg import Connection
from pydantic import Field

from api import models
from api.archive import archive_of
from api.commands.evidence import Held, hold
from api.commands.governance.deciding import community_of, decided, on_day
from api.context import Ctx, Done
from api.scope import READERS
from domain.errors import Unknown
from domain.governance.clauses import clause_of, value_of
from domain.ids import CommunityId, community_id
from domain.policy import PolicyProfile
from domain.policy_source import Value
from domain.schema import Event, Events
from domain.values import Sealed
from projections import registers
from projections.statements import Row

S = TypeVar("S")


Number = Annotated[int, Field(ge=1, le=10_000)]
Named = Annotated[models.Short, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
Yuan = Annotated[int, Field(ge=1, le=10**12)]


@dataclass
class Call:
    """One act asked for: the stream as read, what was sent. answer: what the caller is told beside."""

    ctx: Ctx
    code: str
    stream: str
    state: Any
    profile: PolicyProfile
    body: Any
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def community(self) -> CommunityId:
        return community_id(self.code)

    @property
    def by(self) -> str:
        return self.ctx.actor.account

    @property
    def on(self) -> date:
        """The day in China from which it holds."""
        return on_day(self.ctx)

    @property
    def document(self) -> str:
        return self.ctx.document

    def clause(self, rule: str) -> str:
        return clause_of(self.profile, rule)

    def value(self, rule: str, default: Value) -> Value:
        return value_of(self.profile, rule, default)

    def names(self, rule: str) -> tuple[str, ...]:
        """What the rule lists, side by side with 、; nothing where the regulation is silent."""
        return tuple(filter(None, str(self.value(rule, "")).split("、")))

    def seal(self, subject: str | None = None, **content: Any) -> Sealed:
        """Under the key of the subject; by default the stream is the subject. Its fields are read beside the line's, by their names."""
        return self.ctx.vault.seal(subject or self.stream, content)

    def look(self, stream: str, fold: Callable[[Iterable[Event]], S | None]) -> Held[S]:
        """Another stream as evidence, as it stands now: lists of a day, a draw, a closed appraisal, which are never taken back."""
        return hold(self.ctx, stream, fold)


@dataclass(frozen=True)
class Act:
    """path: what it is called below the book, and at the command line. shape: what is sent."""

    path: str
    shape: type[models.Reasoned]
    decide: Callable[[Call], Events]
    zh: str
    en: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question about a community's books: read models caught up, in the reader's scope."""

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    profile: PolicyProfile
    today: date

    def lines(self, register: str, area: str = "", *, every: bool = False) -> list[Row]:
        """What the lines of a register tell today. area: a code; by default the community's. every: ended ones too."""
        on = None if every else self.today
        kept = archive_of(self.connection, self.community, self.ctx.now)
        found = registers.lines(self.connection, register, area, on) if area else kept.lines(self.connection, register, on)
        names = {"line": "line", "owner": "owner", "since": "holds_from", "until": "holds_until"}
        return [one["told"] | {name: one[held] for name, held in names.items()} for one in found]


Answer = Callable[[Asked], Mapping[str, Any]]


@dataclass(frozen=True)
class Book:
    """One book of a community, or of the area it lies in.

    opening: enters something new, below the community. acts: go on from there: on one entry by its id where `kind` is the kind of its
    streams; below the community where `stream` alone names the one of the area. registers: where its lines are read, the first is the
    book's own. summary: what follows from them. published: what anybody may read.
    """

    name: str
    zh: str
    en: str
    aggregate: ModuleType
    opening: Act
    registers: tuple[str, ...]
    summary: Answer
    unknown: type[Unknown]
    acts: tuple[Act, ...] = ()
    kind: str = ""
    stream: Callable[[Ctx, str, Any], str] | None = None
    readers: tuple[str, ...] = READERS
    published: Answer | None = None

    @property
    def is_of_entries(self) -> bool:
        return bool(self.kind)


def enter(ctx: Ctx, book: Book, code: str, act: Act, body: models.Reasoned) -> Done:
    """The opening act, or one on the area's own stream."""
    stream = book.stream(ctx, code, body) if book.stream else ctx.new_id(book.kind)
    return _decided(ctx, book, code, stream, act, body, begins=act is book.opening)


def act_on(ctx: Ctx, book: Book, entry: str, act: Act, body: models.Reasoned, *, seen: int | None = None) -> Done:
    """A further act on one entry. Raises the book's own Unknown."""
    code = community_of(ctx, entry, book.aggregate, book.unknown)
    return _decided(ctx, book, code, entry, act, body, seen, begins=False)


def _decided(
    ctx: Ctx, book: Book, code: str, stream: str, act: Act, body: models.Reasoned, seen: int | None = None, *, begins: bool
) -> Done:
    answer: dict[str, Any] = {}

    def decide(state: Any, profile: PolicyProfile) -> Events:
        return act.decide(Call(ctx, code, stream, state, profile, body, answer))

    return decided(ctx, code, stream, book.aggregate, decide, seen=seen, answer=answer, begins=begins)


SEED_BYTES = 32


def fresh_seed() -> str:
    """The chance of a draw: from the system's generator, not from the ids of a command, which a demonstration may repeat."""
    return secrets.token_hex(SEED_BYTES)
