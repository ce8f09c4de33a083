"""Personal data erased, restricted to storage, set free again: proposed by one, confirmed by another, carried out on the keys.

The event is recorded first, then the ledger beside the keys, then the keys are destroyed. Whatever is cut off in between is gone on with
by the next start (`carry_out`), which also destroys again what a restored backup brought back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from api.commands.acting import CLOCK
from api.commands.evidence import append, hold, persisting
from api.context import Ctx, Done, Office
from api.problems import InputInvalid
from api.search.index import came_in, follow
from api.search.tokens import telephone
from api.vault.ledger import ErasureLedger
from domain import household, personal_record, schema, ticket
from domain.ids import CommunityId, PersonalMeasureId, kind_of
from domain.journal import Write
from domain.personal_record import DestroyedKey, Measure, Standing
from domain.values import Sealed
from projections import lineage, personal_records, seals

CARRIED = (personal_record.Erased, personal_record.Restricted, personal_record.RestrictionLifted)
SUBJECTS = frozenset({"hh", "psn", "tkt", "vis", "ned", "obs", "cor", "cer", "cas", "cpy", "cll", "mtg", "ptl"})
"""Kinds of ids whose data can be erased: people, and records whose text stands under a key of its own."""

MOST = 10_000
"""So many records of one telephone are gone through."""


def propose(ctx: Ctx, subject: str, measure: Measure, ground: str, note: str = "") -> Done:
    """The document is the command's own. Raises SubjectUnknown and what personal_record.propose refuses."""
    community = community_of(ctx, subject)
    personal_record.require_possible(measure, subject, standing_of(ctx, subject), ground)
    stream = PersonalMeasureId(ctx.new_id("pms"))
    sealed = ctx.vault.seal(subject, {"text": note}) if note and measure is not Measure.LIFT else None

    def decide() -> Done:
        events = personal_record.propose(
            None,
            measure_id=stream,
            community=community,
            subject=subject,
            standing=standing_of(ctx, subject),
            measure=measure,
            ground=ground,
            document=ctx.document,
            note=sealed,
            by=ctx.actor.account,
        )
        return append(ctx, [Write(stream, 0, events)], {"measure": stream, "subject": subject, "version": 1})

    return persisting(ctx, decide)


def confirm(ctx: Ctx, stream: PersonalMeasureId) -> Done:
    def decide() -> Done:
        held = hold(ctx, stream, personal_record.fold)
        asked = held.state
        keys = _keys(ctx, asked.subject, lifts=asked.measure is Measure.LIFT) if asked else []
        standing = standing_of(ctx, asked.subject) if asked else Standing.IN_USE
        events = personal_record.confirm(asked, standing=standing, keys=keys, by=ctx.actor.account)
        assert asked is not None
        answer = {"measure": stream, "subject": asked.subject, "outcome": "confirmed", "keys": len(keys), "version": held.version + 1}
        return append(ctx, [held.write(events)], answer)

    done = persisting(ctx, decide)
    carry_out(ctx.office)
    return done


def reject(ctx: Ctx, stream: PersonalMeasureId) -> Done:
    def decide() -> Done:
        held = hold(ctx, stream, personal_record.fold)
        events = personal_record.reject(held.state, by=ctx.actor.account)
        return append(ctx, [held.write(events)], {"measure": stream, "outcome": "rejected", "version": held.version + 1})

    return persisting(ctx, decide)


def carry_out(office: Office) -> None:
    """The journal's measures onto the ledger and the keys; the ledger's onto a journal and keys that were restored.

    Raises KeyringRefused.
    """
    ledger = ErasureLedger(office.settings.erasure_ledger)
    told = office.journal.named([schema.name_of(event) for event in CARRIED], office.vault.carried_out())
    if told:
        ledger.add([_line(each.body) for each in told])
    lines = ledger.lines()
    _on_the_keys(office, lines)
    _told_again(office, lines)
    if told:
        office.vault.carry_out(told[-1].position)


def _line(event: personal_record.Carried) -> dict[str, Any]:
    """An event as the ledger keeps it: whole, so that it can be told to a journal that lost it."""
    return {
        "measure": f"{event.measure_id}/{schema.name_of(event)}",
        "name": schema.name_of(event),
        "version": schema.version_of(event),
        "event": schema.dump(event).decode(),
    }


def _event(line: Mapping[str, Any]) -> personal_record.Carried:
    event = schema.load(line["name"], line["version"], line["event"].encode())
    assert isinstance(event, personal_record.Carried)
    return event


def _on_the_keys(office: Office, lines: Iterable[Mapping[str, Any]]) -> None:
    """In the order they were decided: what was restricted and set free again ends free."""
    erased: set[str] = set()
    restricted: dict[str, bool] = {}
    for event in map(_event, lines):
        if isinstance(event, personal_record.Erased):
            erased |= {key.subject for key in event.keys}
        else:
            restricted |= dict.fromkeys(event.subjects, isinstance(event, personal_record.Restricted))
    if living := office.vault.unerased(erased):
        office.vault.erase(living)
    for is_restricted in (True, False):
        office.vault.restrict([one for one, held in restricted.items() if held is is_restricted], is_restricted)


def _told_again(office: Office, lines: Iterable[Mapping[str, Any]]) -> None:
    """Measures that a restored journal does not know, under their own ids."""
    events = {event.measure_id: event for event in map(_event, lines)}
    held = office.journal.read_many(list(events))
    for stream, event in events.items():
        if not any(isinstance(each.body, personal_record.Carried) for each in held[stream]):
            ctx = office.ctx(CLOCK, reason="erasure ledger", document=event.document)
            append(ctx, [Write(stream, len(held[stream]), (event,))], {})


def _keys(ctx: Ctx, subject: str, *, lifts: bool = False) -> list[DestroyedKey]:
    """Of the subject and all that was sealed about it, as the read models know by now."""
    ctx.office.freshen(personal_records.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        subjects = _sealed_about(ctx, connection, subject)
    prints = ctx.vault.fingerprints(subjects)
    return [DestroyedKey(one, prints.get(one, "")) for one in sorted(subjects) if one in prints or (one == subject and not lifts)]


def _sealed_about(ctx: Ctx, connection: Any, subject: str) -> set[str]:
    """A household takes its persons along, unless they live in another one now; the last of its persons takes the household along."""
    found = {subject}
    if subject.startswith("hh-"):
        found |= {
            one for one, _ in personal_records.keys_about(connection, [subject]) if not _lives_elsewhere(ctx, connection, one, subject)
        }
    if subject.startswith("psn-"):
        for home in personal_records.about(connection, subject):
            others = {one for one, _ in personal_records.keys_about(connection, [home]) if one.startswith("psn-")} - {subject}
            if not ctx.vault.fingerprints(others):
                found |= _sealed_about(ctx, connection, home)
            else:
                found |= _reported_by(ctx, connection, home, subject)
    for person in [one for one in found if one.startswith("psn-")]:
        found |= {one for one, _ in personal_records.keys_about(connection, [person]) if not one.startswith(("hh-", "psn-"))}
        found |= _came_in_as(ctx, connection, person)
        found |= _certified(ctx, connection, person)
    return found


def _certified(ctx: Ctx, connection: Any, person: str) -> set[str]:
    """Certificates asked for this person: who it is stands sealed in each. What is opened here is shown to nobody."""
    ctx.office.freshen(seals.NAME)
    kept = {each for home in _homes(connection, person) if (each := community_of(ctx, home))}
    asked = [row["certificate"] for one in kept for row in seals.certificates_of(connection, one)]
    boxes = {stream: told[0].body.content for stream, told in ctx.journal.read_many(asked).items()}
    opened = ctx.vault.open_many(list(boxes.values()))
    return {stream for stream, one in zip(boxes, opened, strict=True) if isinstance(one, dict) and one.get("person") == person}


def _homes(connection: Any, person: str) -> list[str]:
    return [one for one in personal_records.about(connection, person) if one.startswith("hh-")]


def _came_in_as(ctx: Ctx, connection: Any, person: str) -> set[str]:
    """Tickets and calls by which this person came in, though they name no household: known by the telephone, and by the name where one
    was given. What is opened here is shown to nobody."""
    follow(ctx.office)
    found: set[str] = set()
    for home in _homes(connection, person):
        state = hold(ctx, home, household.fold)
        contents = ctx.vault.open_many([one.sealed for one in _told_of(state.recorded, person)])
        known = {_called(content) for content in contents if isinstance(content, dict) and content.get("phone")}
        kept = {state.state.community, *lineage.holding(connection, state.state.community, ctx.now)} if state.state else ()
        phones = {phone for _, phone in known}
        records = {one for phone in phones for one in ctx.vault.search.find(sorted(kept), {("phone", phone)}, MOST)}
        told = ctx.journal.read_many(sorted(one for one in records if not one.startswith("psn-")))
        found |= {stream for stream, events in told.items() if _says(ctx, came_in(events[0].body), known)}
    return found


def _says(ctx: Ctx, box: Sealed | None, known: Collection[tuple[str, str]]) -> bool:
    content = ctx.vault.open(box) if box is not None else None
    if not isinstance(content, dict):
        return False
    name, phone = _called(content)
    return (name, phone) in known or (not name and any(phone == one for _, one in known))


def _called(content: Mapping[str, Any]) -> tuple[str, str]:
    return str(content.get("name") or "").strip(), telephone(str(content.get("phone") or ""))


def _lives_elsewhere(ctx: Ctx, connection: Any, person: str, home: str) -> bool:
    if not person.startswith("psn-"):
        return False
    others = (hold(ctx, one, household.fold).state for one in personal_records.about(connection, person) if one not in (home, person))
    return any(state is not None and person in state.persons for state in others)


def _reported_by(ctx: Ctx, connection: Any, home: str, person: str) -> set[str]:
    """Tickets of a household that this person reported, known by name or telephone. What is opened here is shown to nobody."""
    tickets = [one for one, _ in personal_records.keys_about(connection, [home]) if one.startswith("tkt-")]
    state = hold(ctx, home, household.fold).recorded
    contents = ctx.vault.open_many([one.sealed for one in _told_of(state, person)])
    known = {content[part] for content in contents if isinstance(content, dict) for part in ("name", "phone") if content.get(part)}
    found = set()
    for stream in tickets:
        opened = ctx.journal.read(stream)[0].body
        if isinstance(opened, ticket.Reported) and opened.reporter is not None:
            content = ctx.vault.open(opened.reporter)
            if isinstance(content, dict) and known & {content.get("name"), content.get("phone")}:
                found.add(stream)
    return found


def _told_of(recorded: Iterable[Any], person: str) -> list[household.Member]:
    """What a household's events ever said of one member."""
    told: list[household.Member] = []
    for each in recorded:
        members = (*getattr(each.body, "members", ()), *filter(None, [getattr(each.body, "member", None)]))
        told += [one for one in members if one.person == person]
    return told


def standing_of(ctx: Ctx, subject: str) -> Standing:
    """As the vault has it."""
    return ctx.vault.standing(subject)


def community_of(ctx: Ctx, subject: str) -> CommunityId:
    """In whose registers the subject stands. Raises SubjectUnknown, InputInvalid for an id of another kind."""
    try:
        if kind_of(subject) not in SUBJECTS:
            raise ValueError
    except ValueError:
        raise InputInvalid(where=[{"field": "subject", "code": "personal_record.subject_kind"}]) from None
    stream = subject
    if subject.startswith("psn-"):
        ctx.office.freshen(personal_records.NAME)
        with ctx.office.reading() as connection:
            stream = next((one for one in personal_records.about(connection, subject) if one.startswith("hh-")), subject)
    for each in ctx.journal.read(stream):
        if community := getattr(each.body, "community", None):
            return CommunityId(community)
    raise personal_record.SubjectUnknown()
