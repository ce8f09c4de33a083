"""What other systems hand in, into the journal: a row is a command of its own, taken wholly or refused, and a result for every row.

A row is known again by the source's own number: a hotline's by the ticket's id, which is made of it; a department's return by the
correlation of its events, which is its key.
"""

from __future__ import annotations

from base64 import b32encode
from collections import Counter
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2s, sha256
from types import SimpleNamespace
from typing import Any

from api import step_models
from api.commands import ticket_intake, ticket_steps, tickets
from api.commands.evidence import EVERYTHING, hold_community, holding, known, profile_of
from api.commands.rehearsing import rehearse
from api.commands.ticket_intake import Asked
from api.context import Ctx, Done
from api.incoming import INTAKE, Mapping, Reading, Told
from api.texts import text
from domain import community, ticket
from domain.errors import DomainError, Invalid, Refused, StaleVersion, Unknown
from domain.ids import BuildingId, CommunityId, TicketId, community_code
from domain.policy import PolicyProfile
from domain.ticket import Handling, Kind
from gis.exchange import AddressBook, sole
from projections import grids, ticket_board

TAKEN, KNOWN, REPEATED, FIT = "incoming.taken", "incoming.known", "incoming.repeated", "incoming.fit"
RESULTS = {TAKEN: "taken", KNOWN: "known", REPEATED: "known", FIT: "fit"}


class OtherCommunity(Refused):
    """The row names another community."""

    code = "incoming.other_community"


class CategoryUnknown(Invalid):
    """None of the categories that the mapping gives stands in the community's regulation."""

    code = "incoming.category_unknown"


class TimeAhead(Invalid):
    """The row's time has not come yet."""

    code = "incoming.time_ahead"


class NoTicket(Unknown):
    """Neither a ticket of ours nor one that the source handed in has this number."""

    code = "incoming.no_ticket"


@dataclass(frozen=True)
class Result:
    row: int
    source_number: str
    code: str
    told: Dictionary[str, Any] = field(default_factory=dict)
    facts: Dictionary[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        words = {language: text(self.code, language, **self.facts) for language in ("zh", "en")}
        return (
            {"row": self.row, "source_number": self.source_number, "result": RESULTS.get(self.code, "refused"), "code": self.code}
            | words
            | self.told
        )


@dataclass(frozen=True)
class Desk:
    """What holds for all rows. check: nothing is written, only said what would be. met: what earlier rows that were fit would have written:
    tickets that are new, rows by their keys, tickets that have moved on.
    """

    ctx: Ctx
    mapping: Mapping
    owner: community.State
    profile: PolicyProfile
    kept: Sequence[CommunityId]
    book: AddressBook[Any]
    check: bool
    met: set[str] = field(default_factory=set)

    def is_named(self, words: str) -> bool:
        """By the community's name or its 12 digits, or by a grid's code of 15."""
        code = community_code(self.owner.community)
        return words in (self.owner.name, code) or (len(words) == 15 and words.startswith(code))

    def settled(self, told: Told) -> Result:
        """Raises nothing for a row."""
        act = _taken_in if self.mapping.kind == INTAKE else _taken_back
        try:
            return act(self, told)
        except DomainError as refused:
            return Result(told.row, told.number, refused.code, facts=refused.facts)

    def at(self, told: Told) -> Ctx:
        """The row's own command: true since its time, known again by its key. Raises TimeAhead."""
        if told.at is not None and told.at > self.ctx.now:
            raise TimeAhead()
        digest = sha256(told.key.encode()).hexdigest()[:24]
        return replace(self.ctx, effective_at=told.at, correlation=f"{self.mapping.source}:{digest}", key=None, body_hash="")


def hand_in(ctx: Ctx, code: str, mapping: Mapping, reading: Reading, *, check: bool = False) -> dict[str, Any]:
    """Counts, and a line for every row with its result in both languages; no text of a row among them."""
    ctx.office.freshen("grids", "ticket_board")
    desk = desk_of(ctx, code, mapping, check=check)
    return answer(mapping, reading, [desk.settled(one) for one in reading.rows])


def answer(mapping: Mapping, reading: Reading, settled: Sequence[Result]) -> dict[str, Any]:
    """settled: of the rows that could be read."""
    faults = [Result(one.row, one.number, one.code, facts={"field": mapping.columns[one.field][0]}) for one in reading.faults]
    told = [one.as_json() for one in sorted((*faults, *settled), key=lambda one: one.row)]
    counts = Counter(one["result"] for one in told)
    return {"source": mapping.source, "counts": {"rows": len(told), **counts}, "rows": told}


def desk_of(ctx: Ctx, code: str, mapping: Mapping, *, check: bool) -> Desk:
    """Of one file. Raises CommunityCodeInvalid, NotYours, CommunityUnknown."""
    owner = known(hold_community(ctx, code)).state
    assert owner is not None
    return Desk(ctx, mapping, owner, profile_of(owner), holding(ctx, owner.community, ctx.now), _book(ctx, owner.community), check)


def _book(ctx: Ctx, owner: CommunityId) -> AddressBook[Any]:
    with ctx.office.reading() as connection:
        rows = grids.buildings(connection, holding(ctx, owner, ctx.now), as_of=ctx.now, limit=EVERYTHING)
    return AddressBook(SimpleNamespace(**row) for row in rows)


def _taken_in(desk: Desk, told: Told) -> Result:
    stream = incoming_id(desk.mapping.source, told.key)
    if found := become(desk.ctx, stream):
        return Result(told.row, told.number, KNOWN, found)
    ctx, asked = desk.at(told), _asked(desk, told)
    placed = {"building": asked.building}

    def report(ctx: Ctx) -> Done:
        return ticket_intake.report(ctx, community_code(desk.owner.community), asked, stream=stream)

    if desk.check:
        if stream in desk.met:
            return Result(told.row, told.number, REPEATED)
        rehearse(ctx, report)
        desk.met.add(stream)
        return Result(told.row, told.number, FIT, placed)
    try:
        answer = report(ctx).answer
    except StaleVersion:  # the same file came twice at once
        return Result(told.row, told.number, KNOWN, become(desk.ctx, stream) or {})
    return Result(told.row, told.number, TAKEN, {"ticket": stream, "number": answer["number"], "grid": answer["grid"]} | placed)


def become(ctx: Ctx, stream: TicketId) -> dict[str, Any] | None:
    state = tickets.hold_ticket(ctx, stream).state
    return state and {"ticket": stream, "number": state.number}


def _asked(desk: Desk, told: Told) -> Asked:
    """The address stands in the text, whether or not it is a building of ours. Raises OtherCommunity, CategoryUnknown."""
    words = told.words
    if (of := words.get("community")) and not desk.is_named(of):
        raise OtherCommunity()
    category = next((one for one in told.classes.get("category", ()) if one in desk.profile.categories), None)
    if category is None:
        raise CategoryUnknown()
    address = words.get("address", "")
    building = sole(desk.book.match(address)) if address else None
    return Asked(
        category=category,
        text=f"{words['text']}\n地址：{address}" if address else words["text"],
        scope=_class(told, "scope") or "general",
        channel=desk.mapping.channel,
        handling=Handling(_class(told, "handling") or Handling.ON_THE_SPOT),
        kind=Kind(_class(told, "kind") or Kind.REQUEST),
        building=building and BuildingId(building.building),
        reporter_name=words.get("name", ""),
        reporter_phone=words.get("phone", ""),
    )


def _class(told: Told, name: str) -> str:
    return next(iter(told.classes.get(name, ())), "")


def _taken_back(desk: Desk, told: Told) -> Result:
    stream = quoted(desk.ctx, desk.mapping, told.number)
    ctx = desk.at(told)
    held = tickets.hold_ticket(ctx, stream)
    if held.state is None or held.state.community not in desk.kept:
        raise NoTicket()
    answer = {"ticket": stream, "number": held.state.number}
    if any(one.meta.correlation == ctx.correlation for one in held.recorded):
        return Result(told.row, told.number, KNOWN, answer)
    if ctx.correlation in desk.met:
        return Result(told.row, told.number, REPEATED, answer)
    if desk.check:
        if stream not in desk.met:  # what an earlier row of the file would change is not known to the rules yet
            rehearse(ctx, lambda ctx: _step(ctx, stream, told))
        desk.met.update((stream, ctx.correlation))
        return Result(told.row, told.number, FIT, answer)
    return Result(told.row, told.number, TAKEN, answer | {"status": _step(ctx, stream, told).answer["status"]})


def quoted(ctx: Ctx, mapping: Mapping, number: str) -> TicketId:
    """By our own number, else by that of the source whose numbers the returns quote. Raises NoTicket."""
    with ctx.office.reading() as connection:
        found = ticket_board.place(connection, number)
    if found is not None:
        return TicketId(found["ticket"])
    if not mapping.numbers_of:
        raise NoTicket()
    return incoming_id(mapping.numbers_of, number)


def _step(ctx: Ctx, stream: TicketId, told: Told) -> Done:
    """A return asks to be given back and is approved by somebody here: no department passes a matter on by itself."""
    department = told.words.get("department", "")
    said = f"{department}：{told.words['text']}" if department else told.words["text"]
    match _class(told, "outcome"):
        case "handled":
            return tickets.handle(ctx, stream, said)
        case "told":
            satisfaction = _class(told, "satisfaction")
            return tickets.feed_back(ctx, stream, said, satisfaction=int(satisfaction) if satisfaction else None)
    body = step_models.ClockAsked.model_construct(change=ticket.Change.RETURN.value, days=None, text=said)
    return ticket_steps.take(ctx, ticket_steps.STEPS["clock/request"], stream, body)


def incoming_id(source: str, number: str) -> TicketId:
    """The same number of the same source gives the same ticket: what is handed in twice is taken in once."""
    digest = blake2s(f"{source}|{number}".encode(), digest_size=10).digest()
    return TicketId("tkt-" + b32encode(digest).decode().lower())


def found(ctx: Ctx, code: str, mapping: Mapping, number: str) -> dict[str, Any]:
    """The ticket of the community that the source's number became. Raises NoTicket."""
    owner = known(hold_community(ctx, code)).state
    assert owner is not None
    stream = incoming_id(mapping.source, number)
    state = tickets.hold_ticket(ctx, stream).state
    if state is None or state.community not in holding(ctx, owner.community, ctx.now):
        raise NoTicket()
    return {"ticket": stream, "number": state.number, "status": state.status.value}
