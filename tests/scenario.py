"""Given past events, when one decision, then exactly these events, or one refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from domain.errors import DomainError
from domain.schema import Event, Events, dump, load, name_of, version_of


def given(aggregate: ModuleType, *past: Event) -> Given:
    return Given(aggregate, past)


@dataclass(frozen=True)
class Given:
    aggregate: ModuleType
    past: Events

    def when(self, decide: Callable[..., Events], /, *args: Any, **named: Any) -> When:
        return When(self, lambda: decide(self.aggregate.fold(self.past), *args, **named))


@dataclass(frozen=True)
class When:
    given: Given
    decide: Callable[[], Events]

    def then(self, *expected: Event) -> Any:
        """The state after the expected events, which the aggregate accepts and the journal can store and read back."""
        decided = self.decide()
        assert decided == expected
        assert all(load(name_of(one), version_of(one), dump(one)) == one for one in decided)
        return self.given.aggregate.fold((*self.given.past, *decided))

    def refused(self, error: type[DomainError], **facts: Any) -> DomainError:
        """The refusal: this very class, its own stable code, and at least these facts."""
        with pytest.raises(DomainError) as caught:
            self.decide()
        refusal = caught.value
        assert type(refusal) is error
        assert "code" in vars(error), f"{error.__name__} has no code of its own"
        assert "." in refusal.code
        assert facts.items() <= refusal.facts.items(), refusal.facts
        return refusal
