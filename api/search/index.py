"""The index follows the journal: who is told of, by registration, move or correction, is found by it at once; who came in by a ticket or a
call, with name and telephone, by the record's own id: that finds what speaks of somebody who asks to be erased, and lists nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from api.context import Office
from api.search.tokens import of_person
from domain import hotline, household, ticket
from domain.journal import Recorded
from domain.schema import name_of
from domain.values import Sealed

TOLD = (
    household.Registered,
    household.MovedIn,
    household.FormedBySplit,
    household.Absorbed,
    household.MemberJoined,
    household.HeadChanged,
    household.MemberCorrected,
    ticket.Reported,
    hotline.CallLogged,
)
BATCH = 500


def follow(office: Office, *, anew: bool = False) -> int:
    """Up to the head; answers with how many persons were told of. anew: from the beginning of the journal."""
    reached, count = 0 if anew else office.vault.search.reached(), 0
    while told := office.journal.named([name_of(event) for event in TOLD], reached, BATCH):
        count += _index(office, told)
        reached = told[-1].position
    return count


def _index(office: Office, told: Sequence[Recorded]) -> int:
    homes = _communities(office, told)
    named = {subject: (homes[each.stream], box) for each in told for subject, box in _named(each)}
    opened = office.vault.open_many([box for _, box in named.values()])
    tokens = {
        (community, subject): of_person(content)
        for (subject, (community, _)), content in zip(named.items(), opened, strict=True)
        if isinstance(content, dict)
    }
    office.vault.search.put(tokens, told[-1].position)
    return len(tokens)


def _communities(office: Office, told: Iterable[Recorded]) -> dict[str, str]:
    """In whose register each household stands: its first event says it."""
    found = {each.stream: each.body.community for each in told if hasattr(each.body, "community")}
    missing = sorted({each.stream for each in told} - found.keys())
    return found | {stream: events[0].body.community for stream, events in office.journal.read_many(missing).items()}


def _named(one: Recorded) -> Iterator[tuple[str, Sealed]]:
    """Who is named in an event, with name and numbers: members by their own id, who came in by the record's."""
    members = (*getattr(one.body, "members", ()), *filter(None, [getattr(one.body, "member", None)]))
    yield from ((member.person, member.sealed) for member in members)
    if (box := came_in(one.body)) is not None:
        yield one.stream, box


def came_in(event: object) -> Sealed | None:
    """Name and telephone of who reported or called."""
    match event:
        case ticket.Reported(reporter=box) | hotline.CallLogged(said=box):
            return box
    return None
