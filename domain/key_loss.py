"""Keys of personal data that are gone for good: acknowledged by somebody, with a document, so that work goes on without what they sealed.

The law it keeps: nothing is given up unsaid. What was lost is named by the keys' numbers, and how many files it concerns is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NewType

from domain.errors import Refused
from domain.required import require_document
from domain.schema import Events, event

KeyLossId = NewType("KeyLossId", str)
LOSSES = KeyLossId("keys-lost")
"""The one stream of an installation."""


class NoKeysLost(Refused):
    """Every key that the database knows is at hand."""

    code = "keys.none_lost"


@event("keys.loss_acknowledged")
class LossAcknowledged:
    """Stored format: change only with an upcast and a golden file.

    epochs: of the keys that wrapped the others. indexes: the secret by which people are found was lost too. files: how many subjects' keys
    open no more.
    """

    epochs: tuple[int, ...]
    indexes: bool
    files: int
    document: str
    confirmed_by: str


def acknowledge(epochs: Sequence[int], *, indexes: bool, files: int, document: str, by: str) -> Events:
    """Raises DocumentMissing, NoKeysLost."""
    require_document(document)
    if not epochs and not indexes:
        raise NoKeysLost()
    return (LossAcknowledged(epochs=tuple(epochs), indexes=indexes, files=files, document=document, confirmed_by=by),)
