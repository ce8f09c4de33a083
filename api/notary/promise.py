"""A receipt of a command: its records as they stand, the notary's promise that each of these leaves will be in the tree, then the proofs.

The promise is a C2SP signed note of the log's own key over lines that no checkpoint begins with: it binds the notary in the second or so
before the first checkpoint, and whoever keeps it can show what was taken away.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from api.notary import note, proving
from api.notary.bundle import NothingSigned, record
from api.notary.folder import Folder, NotaryFolderBroken
from api.notary.keys import PublicKey, Signer
from api.notary.rows import statement
from domain.errors import Forbidden, Refused, Unknown
from domain.proof import HASH_BYTES, Hash, Stored, leaf

SUITE = "minqing-receipt/1"
MOST = 2000
"""Records of one command that fit into a receipt."""
_LINE = re.compile(r"([1-9][0-9]{0,18}) ([A-Za-z0-9+/]{43}=)", re.ASCII)
_TIME = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)


class CommandUnknown(Unknown):
    """The journal has no record there. Facts: position."""

    code = "receipt.position_unknown"


class NotYourCommand(Forbidden):
    """Somebody else's command: its author, or an auditor, gets the receipt."""

    code = "receipt.not_yours"


class CommandTooLarge(Refused):
    """More records than a receipt has; a bundle has them all. Facts: most."""

    code = "receipt.too_large"


class PromiseRefused(ValueError):
    """No text of a promise."""


@dataclass(frozen=True)
class Promise:
    """leaves: by position."""

    origin: str
    at: datetime
    leaves: tuple[tuple[int, Hash], ...]
    signatures: tuple[note.Signature, ...] = ()

    def text(self) -> str:
        lines = "".join(f"{position} {base64.b64encode(one).decode()}\n" for position, one in self.leaves)
        return f"{SUITE}\n{self.origin}\n{int(self.at.timestamp())}\n{lines}"

    def __str__(self) -> str:
        return f"{self.text()}\n{''.join(one.line() for one in self.signatures)}"

    def is_signed_by(self, key: PublicKey) -> bool:
        mine = [one.content for one in self.signatures if (one.name, one.mark) == (key.name, key.mark)]
        return key.name == self.origin and any(key.has_signed(self.text().encode(), one) for one in mine)


def promised(signer: Signer, at: datetime, leaves: Iterable[tuple[int, Hash]]) -> Promise:
    bare = Promise(signer.public.name, at, tuple(leaves))
    return Promise(bare.origin, at, bare.leaves, (note.Signature(bare.origin, signer.public.mark, signer.sign(bare.text().encode())),))


def parse(text: str) -> Promise:
    """Raises PromiseRefused."""
    body, blank, signed = text.partition("\n\n")
    if not blank or body.count("\n") < 3:
        raise PromiseRefused("no promise")
    suite, origin, seconds, *lines = body.split("\n")
    found = [_LINE.fullmatch(line) for line in lines]
    if suite != SUITE or not _TIME.fullmatch(seconds) or not all(found):
        raise PromiseRefused("no promise")
    try:
        leaves = tuple((int(one[1]), base64.b64decode(one[2], validate=True)) for one in found if one)
        signatures = tuple(note.signature(line) for line in signed.splitlines())
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError) as wrong:
        raise PromiseRefused("no promise") from wrong
    if any(len(one) != HASH_BYTES for _, one in leaves):
        raise PromiseRefused("a leaf has 32 bytes")
    return Promise(origin, at, leaves, signatures)


def read(text: str) -> Promise:
    """Of a receipt's file. Raises PromiseRefused."""
    try:
        return parse(json.loads(text)["promise"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise PromiseRefused("no receipt") from wrong


def receipt(connection: psycopg.Connection[Any], folder: Folder, position: int, at: datetime, author: str | None) -> dict[str, Any]:
    """Of the command that recorded this position. author: whose it must be; None: anybody's.

    promise: signed where the notary's key is at hand and nothing is wrong, else without a signature. proofs: tlog-proof@v1, one a record;
    none before all are under a checkpoint. Raises CommandUnknown, NotYourCommand, CommandTooLarge, ProofNotMade.
    """
    rows = _rows(connection, position)
    if author is not None and any(row.actor != author for row in rows):
        raise NotYourCommand()
    leaves = [(row.position, leaf(row)) for row in rows]
    try:
        proofs = [str(one) for one in proving.texts(connection, [row.position for row in rows])]
    except (NothingSigned, proving.NotUnderCheckpoint):
        proofs = []
    return {"promise": str(_promise(folder, at, leaves)), "records": [record(row) for row in rows], "proofs": proofs}


def _rows(connection: psycopg.Connection[Any], position: int) -> Sequence[Stored]:
    found = connection.cursor(binary=True).execute(statement("command"), {"position": position, "reach": MOST}).fetchall()
    if not found:
        raise CommandUnknown(position=position)
    rows = [Stored._make(one) for one in found]
    if len(rows) >= MOST or rows[0].position <= position - MOST:
        raise CommandTooLarge(most=MOST)
    return rows


def _promise(folder: Folder, at: datetime, leaves: Sequence[tuple[int, Hash]]) -> Promise:
    try:
        if folder.exists and folder.alarm() is None:
            return promised(folder.signer, at, leaves)
        origin = folder.public.name if folder.is_known else "-"
    except NotaryFolderBroken:
        origin = "-"
    return Promise(origin, at, tuple(leaves))
