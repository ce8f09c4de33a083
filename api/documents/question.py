"""What is asked for when somebody wants a document, and what every document says of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from api.archive import Archive, archive_of
from api.commands.evidence import hold_community, profile_of, profile_on
from api.context import CHINA, Ctx
from api.ledgers import Generated
from api.ledgers.posting import Asked
from api.texts import text
from domain.errors import Invalid, Unknown
from domain.ids import CommunityId, community_code
from domain.policy import PolicyProfile
from projections import grids

Content = Mapping[str, Any]


class DocumentUnknown(Unknown):
    """Facts: known."""

    code = "document.unknown"


class FormUnknown(Unknown):
    """Facts: document, known."""

    code = "document.form_unknown"


class NoHistory(Invalid):
    """Of a past day it is not made, or for nobody who sees single grids alone. Facts: document."""

    code = "document.no_history"


@dataclass(frozen=True)
class Question:
    """grids: None for all. as_of: None for now. subject: the meeting or plan a document is about. through: the last position known.

    address: of the installation, where a document leads there: http://host. made_at: where the context stands at a moment that is past.
    """

    ctx: Ctx
    connection: Connection[Any]
    community: CommunityId
    grids: Collection[str] | None
    through: int
    purpose: str | None = None
    as_of: datetime | None = None
    subject: str = ""
    address: str = ""
    made_at: datetime | None = None

    @property
    def archive(self) -> Archive:
        """Whose records it is written from, as of its moment."""
        return archive_of(self.connection, self.community, self.then or self.ctx.now)

    @property
    def profile(self) -> PolicyProfile:
        """In force now, or at the moment that is past. Raises CommunityUnknown."""
        owner = hold_community(self.ctx, community_code(self.community))
        assert owner.state is not None
        return profile_of(owner.state) if self.then is None else profile_on(owner, self.then)

    @property
    def then(self) -> datetime | None:
        """The moment that is past and of which the connection tells alone."""
        return None if self.made_at is None else self.ctx.now

    @property
    def made(self) -> datetime:
        return self.made_at or self.ctx.now

    @property
    def on(self) -> date:
        return (self.as_of or self.ctx.now).astimezone(CHINA).date()

    @property
    def name(self) -> str:
        found = grids.community(self.connection, self.community)
        return str(found["name"]) if found else community_code(self.community)

    def asked(self) -> Asked:
        """The same, as ledgers are asked."""
        return Asked(self.ctx, self.connection, self.community, self.profile, self.grids, self.purpose, self.then)

    def head(self, key: str) -> dict[str, Any]:
        """What stands on every page. key: of the document."""
        made = self.made.astimezone(CHINA)
        day = "" if self.as_of is None else f"截至 {self.on.isoformat()}　"
        return {
            "community": self.name,
            "code": community_code(self.community),
            "title": text(f"document.title.{key}"),
            "on": self.on.isoformat(),
            "made": f"{made:%Y-%m-%d %H:%M}",
            "through": self.through,
            "foot": f"{day}制表 {made:%Y-%m-%d %H:%M}　日志位置 {self.through}",
        }


@dataclass(frozen=True)
class Document:
    """forms: pdf, docx, png (its first page) through the template; xlsx of a table. template: whose fields it fills.

    of: community, meeting or plan. has_history: it is made of a past day too; is_made_anew: then from the journal. roles: who may
    have it, where not every reader may. table: the rows of its XLSX, where it is none itself. titled: code of its name, where that is
    another's too.
    """

    key: str
    forms: tuple[str, ...]
    template: str
    views: tuple[str, ...]
    make: Callable[[Question], Content | Generated]
    of: str = "community"
    has_history: bool = False
    is_made_anew: bool = False
    roles: tuple[str, ...] = ()
    table: Callable[[Question], Generated] | None = None
    titled: str = ""

    def title(self, language: str = "zh") -> str:
        return text(self.titled or f"document.title.{self.key}", language)


ANEW: dict[str, Any] = {"has_history": True, "is_made_anew": True}
