"""What a question is about: an id, or what people write instead; and who may ask about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api import answers, doors
from api.answers import Question
from api.context import Ctx
from api.problems import NotYours
from api.scope import inside, scope_of
from domain.errors import Unknown
from domain.ids import CommunityId, PersonId, WardenId, attendance_id, copies_id, discipline_id, kind_of, tag_file_id
from projections import lineage, trail

VIEWS = (trail.NAME, lineage.NAME)


class SubjectUnknown(Unknown):
    """The journal speaks of no such thing."""

    code = "audit.subject_unknown"


@dataclass(frozen=True)
class Subject:
    """streams: the names under which the journal speaks of it; of a community, its own. communities: whose registers it stands in."""

    id: str
    kind: str
    streams: tuple[str, ...]
    communities: tuple[str, ...]


def subject_of(ctx: Ctx, given: str, wanted: str | None = None) -> Subject:
    """given: an id, a community's 12 digits, a grid's 15, a ticket's number, a warden's account. wanted: the kind it must be of.

    Raises SubjectUnknown.
    """
    name = f"com-{given}" if len(given) == 12 and given.isdecimal() else answers.named(ctx, given)
    try:
        kind = kind_of(name)
    except ValueError:
        raise SubjectUnknown() from None
    if wanted not in (None, kind):
        raise SubjectUnknown()
    with ctx.office.reading() as connection:
        if not trail.is_known(connection, name):
            raise SubjectUnknown()
        owner = name if kind == "com" else trail.communities_of(connection, [name])[name]
        kept = lineage.holding(connection, name) or [name] if kind == "com" else [owner] if owner else []
        streams = tuple(doors.twins(connection, name)) if kind == "bld" else _streams(kind, name)
    return Subject(name, kind, streams, tuple(kept))


def building_at(ctx: Ctx, address: str, community: str | None = None) -> str:
    """Raises AddressUnknown, AddressAmbiguous."""
    with inside(ctx) as connection:
        return answers.place(connection, Question(address=address, community=community), ctx.now)


def require_reader(ctx: Ctx, subject: Subject) -> None:
    """Where the subject stands now decides who may read of it; a warden's own service record is the warden's. Raises NotYours."""
    if subject.kind in answers.PLACED:
        community, grid = answers.place_now(ctx, subject.id)
        scope_of(ctx, community).require_grid(grid)
    elif subject.kind == "wdn" and ctx.actor.role == "warden":
        if ctx.actor.warden != WardenId(subject.id):
            raise NotYours()
    else:
        require_office(ctx, subject.communities)


def require_shown(ctx: Ctx, subject: Subject) -> None:
    """Before the journal itself is opened about it: PostgreSQL shows the actor that there is such a thing. Raises NotYours."""
    with inside(ctx) as connection:
        if not trail.is_known(connection, subject.id):
            raise NotYours()


def require_office(ctx: Ctx, communities: Collection[str]) -> None:
    """What belongs to no grid is the office's: of one of its communities. Raises NotYours."""
    if ctx.actor.role == "warden" or (ctx.actor.communities and not communities):
        raise NotYours()
    for community in communities:
        scope_of(ctx, CommunityId(community))


def in_sight(ctx: Ctx) -> list[str] | None:
    """The communities whose registers the actor may read, those that ended in them too; None: all."""
    if not ctx.actor.communities:
        return None
    with inside(ctx) as connection:
        return sorted({kept for each in ctx.actor.communities for kept in (each, *lineage.holding(connection, each))})


def _streams(kind: str, name: str) -> tuple[str, ...]:
    """Files that are kept of the same warden or person under the same key."""
    if kind == "wdn":
        return (name, attendance_id(WardenId(name)), discipline_id(WardenId(name)))
    if kind == "psn":
        return (name, tag_file_id(PersonId(name)), copies_id(PersonId(name)))
    return (name,)
