"""Lets concurrent callers share one trip to the database, each keeping its own outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

C = TypeVar("C")
R = TypeVar("R")


class _Slot(Generic[C, R]):
    """One caller's place. leads: it is the caller's turn to carry a batch."""

    def __init__(self, carried: C, marks: frozenset[Hashable]) -> None:
        self.carried, self.marks = carried, marks
        self.woken = threading.Event()
        self.leads = False
        self.outcome: R | BaseException | None = None


class Gate(Generic[C, R]):
    """carry: takes a batch and gives an outcome for each (an exception is one caller's outcome); raised, it is everybody's.

    It has no thread and adds no waiting: a caller that finds fewer than `leaders` at work carries at once, with whatever waits by then.
    A batch never holds two callers with a common mark.
    """

    def __init__(self, carry: Callable[[Sequence[C]], Sequence[R | Exception]], *, leaders: int = 2, most: int = 256) -> None:
        self._carry, self._leaders, self._most = carry, leaders, most
        self._lock = threading.Lock()
        self._waiting: list[_Slot[C, R]] = []
        self._leading = 0

    def pass_through(self, carried: C, marks: frozenset[Hashable]) -> R:
        slot: _Slot[C, R] = _Slot(carried, marks)
        with self._lock:
            self._waiting.append(slot)
            slot.leads = self._leading < self._leaders
            self._leading += slot.leads
        if not slot.leads:
            slot.woken.wait()
        if slot.leads:
            self._lead(slot)
        if isinstance(slot.outcome, BaseException):
            raise slot.outcome
        return slot.outcome  # type: ignore[return-value]

    def _lead(self, slot: _Slot[C, R]) -> None:
        """Until the own outcome is there; then the next in line leads."""
        slot.woken.clear()  # it rang for the lead; from now on it rings for the outcome
        while slot.outcome is None and (batch := self._next_batch()):
            self._serve(batch)
        with self._lock:
            heir = next((one for one in self._waiting if not one.leads), None)
            if heir is None:
                self._leading -= 1
            else:
                heir.leads = True
                heir.woken.set()
        if slot.outcome is None:  # the other leader carries it
            slot.woken.wait()

    def _next_batch(self) -> list[_Slot[C, R]]:
        batch: list[_Slot[C, R]] = []
        taken: set[Hashable] = set()
        with self._lock:
            for slot in self._waiting:
                if len(batch) < self._most and taken.isdisjoint(slot.marks):
                    batch.append(slot)
                taken |= slot.marks
            chosen = set(batch)
            self._waiting = [slot for slot in self._waiting if slot not in chosen]
        return batch

    def _serve(self, batch: Sequence[_Slot[C, R]]) -> None:
        try:
            outcomes: Sequence[R | BaseException] = self._carry([slot.carried for slot in batch])
        except BaseException as failed:  # an interrupt too: nobody may be left waiting
            outcomes = [failed] * len(batch)
        for slot, outcome in zip(batch, outcomes, strict=True):
            slot.outcome = outcome
            slot.woken.set()
