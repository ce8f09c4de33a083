"""The live journal against everything the notary keeps: what was looked at, and the first thing that does not hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg

from api.notary import logs, note
from api.notary.comparing import first_difference
from api.notary.folder import Folder, Head, NotaryFolderBroken
from api.notary.keys import PublicKey
from api.notary.promise import Promise
from api.notary.rows import horizon, statement, stored
from api.notary.succession import STATEMENT, succession
from domain.log_page import Log
from domain.proof import Frontier, Hash
from domain.schema import PayloadBroken, UnknownEvent


@dataclass(frozen=True)
class Looked:
    """One thing that was looked at. code: a text's; where it does not hold, of what is wrong. position: the first that it is wrong at."""

    code: str
    holds: bool = True
    position: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What the caller brings. held: checkpoints kept elsewhere. witnesses: keys whose signature the newest witnessed head must carry.
    promises: of receipts that authors kept."""

    held: Sequence[note.Note] = ()
    witnesses: Sequence[PublicKey] = ()
    promises: Sequence[Promise] = ()


def verify(
    connection: psycopg.Connection[Any],
    folder: Folder,
    asked: Asked = Asked(),  # frozen
    close: Callable[[], object] = lambda: None,
) -> list[Looked]:
    """connection: of the notary's role. Everything is looked at, whatever was found before.

    close: closes the pages of the logs; it is called where the journal holds, so that nothing is written into one that was bent.
    """
    signed = _signed(folder)
    if isinstance(signed, Looked):
        return [signed]
    head, notes = signed
    looked = _of_the_journal(connection, folder, head, notes, asked.held)
    if all(one.holds for one in looked):
        close()
    beside: list[Callable[[], Looked]] = [
        *(lambda log=log: _log(connection, log, head) for log in Log),
        lambda: _tiles(connection, folder),
        lambda: _published(connection, folder),
        *(lambda one=one: _held(folder, head, one) for one in asked.held),
        *(lambda key=key: _witnessed(notes, key) for key in asked.witnesses),
        *(lambda one=one: _promised(folder, head, one) for one in asked.promises),
    ]
    return looked + [check() for check in beside]


def verify_journal(connection: psycopg.Connection[Any], folder: Folder) -> list[Looked]:
    """The journal alone, against what was signed of it: before it is believed by whoever makes something of it."""
    signed = _signed(folder)
    return [signed] if isinstance(signed, Looked) else _of_the_journal(connection, folder, *signed)


def _signed(folder: Folder) -> tuple[Head, list[note.Note]] | Looked:
    """Head and checkpoints of the folder, or why there are none."""
    try:
        head = folder.head() if folder.exists else None
        return (head, folder.checkpoints()) if head else Looked("verify.nothing_signed", holds=False)
    except NotaryFolderBroken as broken:
        return Looked("verify.folder_broken", holds=False, facts=broken.facts)


def _of_the_journal(
    connection: psycopg.Connection[Any], folder: Folder, head: Head, notes: Sequence[note.Note], held: Sequence[note.Note] = ()
) -> list[Looked]:
    return [
        _signatures(folder, notes),
        *([_succession(folder)] if (folder.path / STATEMENT).exists() else []),
        _leaves(folder, head, notes, held),
        _journal(connection, folder, head),
        _versions(connection),
    ]


def _signatures(folder: Folder, notes: Sequence[note.Note]) -> Looked:
    before = 0
    for number, one in enumerate(notes, 1):
        if not one.is_signed_by(folder.public) or one.checkpoint.size < before:
            return Looked("verify.signature", holds=False, facts={"number": number, "size": one.checkpoint.size})
        before = one.checkpoint.size
    return Looked("verify.signatures_hold", facts={"count": len(notes), "size": before})


def _succession(folder: Folder) -> Looked:
    try:
        told = succession(folder)
    except NotaryFolderBroken as broken:
        return Looked("verify.folder_broken", holds=False, facts=broken.facts)
    assert told is not None
    return Looked("verify.succeeds" if told.is_signed else "verify.succeeds_unsaid", facts=asdict(told))


def _leaves(folder: Folder, head: Head, notes: Sequence[note.Note], held: Sequence[note.Note]) -> Looked:
    """Every checkpoint's root from the kept leaves."""
    wanted = [one.checkpoint for one in (*notes, head.signed)]
    roots, trusted = _roots(folder, {one.size for one in wanted}), 0
    for one in wanted:
        position = next((leaf.position for leaf in folder.leaves(one.size - 1, one.size)), None)
        if roots.get(one.size) != one.root:
            return Looked("verify.leaves", holds=False, position=position, facts={"after": trusted, "size": one.size})
        trusted = position or trusted
    return Looked("verify.leaves_hold", facts={"count": head.size})


def _roots(folder: Folder, sizes: set[int]) -> dict[int, Hash]:
    frontier, roots = Frontier(), {}
    for one in folder.leaves():
        frontier.append(one.hash)
        if frontier.size in sizes:
            roots[frontier.size] = frontier.root()
    return roots


def _journal(connection: psycopg.Connection[Any], folder: Folder, head: Head) -> Looked:
    different = first_difference(folder.leaves(0, head.size), stored(connection, 0, head.position))
    if different is not None:
        row = different.row
        facts = {"stream": row.stream, "version": row.version, "name": row.name} if row else {}
        return Looked(different.code, holds=False, position=different.position, facts=facts)
    waiting = sum(1 for _ in stored(connection, head.position, horizon(connection)))
    return Looked("verify.journal_holds", facts={"count": head.size, "position": head.position, "waiting": waiting})


def _versions(connection: psycopg.Connection[Any]) -> Looked:
    (position,) = connection.execute(statement("loose_versions")).fetchone() or (None,)
    if position is not None:
        return Looked("verify.versions", holds=False, position=position)
    return Looked("verify.versions_hold")


def _log(connection: psycopg.Connection[Any], log: Log, head: Head) -> Looked:
    """The rows of a log against its pages, which are records like any other and were looked at with these."""
    name = logs.TABLES[log]
    try:
        told = logs.pages(connection, log)
    except (UnknownEvent, PayloadBroken):
        return Looked("page.unreadable", holds=False, facts={"log": name})
    torn = logs.torn(connection, log, told)
    if torn is not None:
        return Looked(torn.code, holds=False, facts={"log": name, **torn.as_facts()})
    count = sum(page.count for page in told)
    left = logs.waiting(connection, log, told)
    signed = logs.held(connection, head.position)[name]
    facts = {"log": name, "pages": len(told), "count": count, "waiting": left.count, "seconds": left.seconds, "signed": signed}
    return Looked("page.hold_but" if left.count else "page.hold", facts=facts)


def _tiles(connection: psycopg.Connection[Any], folder: Folder) -> Looked:
    """The published leaves against the kept ones; what the tables lack, another turn of the notary brings.

    The notary goes on meanwhile: what it published by now it had signed before, so its head is read after the tables.
    """
    published = connection.execute(statement("tiles")).fetchall()
    try:
        head = folder.head()
    except NotaryFolderBroken as broken:
        return Looked("verify.folder_broken", holds=False, facts=broken.facts)
    if head is None or _roots(folder, {head.size}).get(head.size) != head.signed.checkpoint.root:
        return Looked("verify.folder_broken", holds=False, facts={"part": "leaves"})
    kept, count = folder.leaves(0, head.size), 0
    for _, hashes, positions in published:
        for place, position in enumerate(positions):
            expected = next(kept, None)
            if expected is None or (position, bytes(hashes[32 * place : 32 * place + 32])) != expected:
                return Looked("verify.tiles", holds=False, position=expected.position if expected else position)
            count += 1
    return Looked("verify.tiles_hold", facts={"count": count})


def _published(connection: psycopg.Connection[Any], folder: Folder) -> Looked:
    """Each signed by the notary, over the leaves that it keeps."""
    found = connection.execute(statement("checkpoints")).fetchall()
    roots = _roots(folder, {size for size, _ in found})
    for size, told in found:
        if not _is_ours(told, folder.public, size, roots.get(size)):
            return Looked("verify.published", holds=False, facts={"size": size})
    return Looked("verify.published_hold", facts={"count": len(found)})


def _is_ours(told: str, key: PublicKey, size: int, root: Hash | None) -> bool:
    try:
        signed = note.parse(told)
    except note.NoteRefused:
        return False
    return signed.is_signed_by(key) and (signed.checkpoint.size, signed.checkpoint.root) == (size, root)


def _held(folder: Folder, head: Head, held: note.Note) -> Looked:
    facts = {"size": held.checkpoint.size, "signed": head.size}
    if not held.is_signed_by(folder.public):
        return Looked("verify.held_foreign", holds=False, facts=facts)
    if held.checkpoint.size > head.size:
        return Looked("verify.held_newer", holds=False, facts=facts)
    if _roots(folder, {held.checkpoint.size})[held.checkpoint.size] != held.checkpoint.root:
        return Looked("verify.held_differs", holds=False, facts=facts)
    return Looked("verify.held_holds", facts=facts)


def _witnessed(notes: Sequence[note.Note], witness: PublicKey) -> Looked:
    for one in reversed(notes):
        if (at := one.cosigned_at(witness)) is not None:
            return Looked("verify.witnessed", facts={"name": witness.name, "size": one.checkpoint.size, "at": at})
    return Looked("verify.not_witnessed", holds=False, facts={"name": witness.name})


def _promised(folder: Folder, head: Head, promise: Promise) -> Looked:
    """Against the leaves that the notary keeps, which were held against the journal before."""
    (first, _), (last, _) = promise.leaves[0], promise.leaves[-1]
    facts = {"at": promise.at, "first": first, "last": last, "count": len(promise.leaves)}
    if not promise.is_signed_by(folder.public):
        return Looked("receipt.foreign", holds=False, facts=facts)
    wanted = dict(promise.leaves)
    kept = {one.position: one.hash for one in folder.leaves(0, head.size) if one.position in wanted}
    for position, leaf in promise.leaves:
        if position <= head.position and kept.get(position) != leaf:
            return Looked("receipt.broken", holds=False, position=position, facts=facts)
    return Looked("receipt.holds" if last <= head.position else "receipt.waits", facts=facts)
