"""The index of residents follows the journal: who is told of a person, by registration, move or correction, is found by it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from api.context import Office
from api.search.tokens import of_person
from domain import household
from domain.household import Member
from domain.journal import Recorded

TOLD = (
    household.Registered,
    household.MovedIn,
    household.FormedBySplit,
    household.Absorbed,
    household.MemberJoined,
    household.HeadChanged,
    household.MemberCorrected,
)
BATCH = 500


def follow(office: Office, *, anew: bool = False) -> int:
    """Up to the head; answers with how many persons were told of. anew: from the beginning of the journal."""
    reached, count = 0 if anew else office.vault.search.reached(), 0
    while told := office.journal.named([event.NAME for event in TOLD], reached, BATCH):
        count += _index(office, told)
        reached = told[-1].position
    return count


def _index(office: Office, told: Sequence[Recorded]) -> int:
    homes = _communities(office, told)
    members = {member.person: (homes[each.stream], member) for each in told for member in _members(each)}
    opened = office.vault.open_many([member.sealed for _, member in members.values()])
    tokens = {
        (community, person): of_person(content)
        for (person, (community, _)), content in zip(members.items(), opened, strict=True)
        if isinstance(content, dict)
    }
    office.vault.search.put(tokens, told[-1].position)
    return len(tokens)


def _communities(office: Office, told: Iterable[Recorded]) -> dict[str, str]:
    """In whose register each household stands: its first event says it."""
    found = {each.stream: each.body.community for each in told if hasattr(each.body, "community")}
    missing = sorted({each.stream for each in told} - found.keys())
    return found | {stream: events[0].body.community for stream, events in office.journal.read_many(missing).items()}


def _members(one: Recorded) -> Iterator[Member]:
    yield from getattr(one.body, "members", ())
    if (member := getattr(one.body, "member", None)) is not None:
        yield member
