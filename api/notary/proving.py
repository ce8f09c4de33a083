"""Proofs out of the published tables, each held against its signed checkpoint before it leaves the house."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from api.notary import logs, note, tables
from api.notary.bundle import NothingSigned, record
from api.notary.proof_text import ProofText
from api.notary.rows import statement, stored
from domain import proof
from domain.errors import Invalid, Refused, Unknown
from domain.proof import Hash, Node, Stored


class NotUnderCheckpoint(Unknown):
    """No event under the newest checkpoint has this position. Facts: position."""

    code = "proof.position_unknown"


class CheckpointUnknown(Unknown):
    """No checkpoint of this size was published. Facts: size."""

    code = "proof.checkpoint_unknown"


class SizesTurned(Invalid):
    """A tree extends one that is not larger. Facts: from_size, to_size."""

    code = "proof.sizes_turned"


class ProofNotMade(Refused):
    """The published tree does not give the signed root, or the record is not the one that was signed."""

    code = "proof.not_made"


def newest(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """size, root, note; of each log beside the journal the number of the last row that it holds. Raises NothingSigned, ProofNotMade."""
    position, signed = _newest(connection)
    checkpoint = signed.checkpoint
    return {"size": checkpoint.size, "root": _text(checkpoint.root), "checkpoint": str(signed), "rows": logs.held(connection, position)}


def inclusion(connection: psycopg.Connection[Any], position: int) -> dict[str, Any]:
    """The record, its place, its path, the newest checkpoint: what `minqing audit check-proof` takes.

    Raises NothingSigned, NotUnderCheckpoint, ProofNotMade.
    """
    _, head = _newest(connection)
    row, index, path = _included(connection, tables.reader(connection), head, position)
    return {"record": record(row), "index": index, "path": [_text(one) for one in path], "checkpoint": str(head)}


def texts(connection: psycopg.Connection[Any], positions: Sequence[int]) -> list[ProofText]:
    """The same as C2SP tlog-proof has it, all under one checkpoint, each with its record. Raises as `inclusion`."""
    _, head = _newest(connection)
    node, told = tables.reader(connection), []
    for position in positions:
        row, index, path = _included(connection, node, head, position)
        extra = json.dumps(record(row), ensure_ascii=False, separators=(",", ":")).encode()
        told.append(ProofText(index, tuple(path), head, extra))
    return told


def _included(connection: psycopg.Connection[Any], node: Node, head: note.Note, position: int) -> tuple[Stored, int, list[Hash]]:
    size, root = head.checkpoint.size, head.checkpoint.root
    place = connection.execute(statement("index_of"), {"position": position}).fetchone()
    if place is None or place[0] >= size:
        raise NotUnderCheckpoint(position=position)
    row = next(stored(connection, position - 1, position), None)
    if row is None:
        raise ProofNotMade()

    def make() -> list[Hash]:
        path = proof.inclusion(place[0], size, node)
        proof.check_inclusion(proof.leaf(row), place[0], size, path, root)
        return path

    return row, place[0], _made(make)


def consistency(connection: psycopg.Connection[Any], first: int, second: int) -> dict[str, Any]:
    """That the checkpoint of `second` leaves extends the tree of `first`. Raises CheckpointUnknown, SizesTurned, ProofNotMade."""
    if not 0 < first <= second:
        raise SizesTurned(from_size=first, to_size=second)
    found = connection.execute(statement("checkpoint_of"), {"size": second}).fetchone()
    if found is None:
        raise CheckpointUnknown(size=second)
    root = _parsed(found[0]).checkpoint.root

    node = tables.reader(connection)

    def make() -> list[Hash]:
        path = proof.consistency(first, second, node)
        proof.check_consistency(first, proof.root_at(first, node), second, root, path)
        return path

    return {"from": first, "to": second, "path": [_text(one) for one in _made(make)], "checkpoint": found[0]}


def _newest(connection: psycopg.Connection[Any]) -> tuple[int, note.Note]:
    """The position it reaches, and the checkpoint. Raises NothingSigned, ProofNotMade."""
    found = connection.execute(statement("checkpoint_newest")).fetchone()
    if found is None:
        raise NothingSigned()
    return found[1], _parsed(found[2])


def _made(make: Callable[[], list[Hash]]) -> list[Hash]:
    """Raises ProofNotMade where a tile is missing, or the path does not lead to the signed root."""
    try:
        return make()
    except (LookupError, proof.ProofRefused):
        raise ProofNotMade() from None


def _parsed(published: str) -> note.Note:
    """Raises ProofNotMade for what the notary never wrote."""
    try:
        return note.parse(published)
    except note.NoteRefused:
        raise ProofNotMade() from None


def _text(one: Hash) -> str:
    return base64.b64encode(one).decode()
