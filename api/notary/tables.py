"""What the notary publishes in the database: hashes by tiles, checkpoints. Whoever reads them holds them against a signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from api.notary import note
from api.notary.folder import Folder, Head
from api.notary.keys import PublicKey
from api.notary.note import Checkpoint
from api.notary.rows import statement
from domain.proof import HASH_BYTES, Hash, Node, node_hash

WIDTH = 256
HEIGHT = 8
"""2**8 hashes a tile, as C2SP tlog-tiles has them."""
AT_ONCE = 64 * WIDTH


def publish(connection: psycopg.Connection[Any], folder: Folder, head: Head | None) -> None:
    """Bring the tables up to a head; where they hold something else, make them anew."""
    size = published(connection)
    if size > (head.size if head else 0):
        clear(connection)
        size = 0
    while head is not None and size < head.size:
        came = list(folder.leaves(size, min(size + AT_ONCE, head.size)))
        with connection.transaction():
            _extend(connection, 0, size, [one.hash for one in came], [one.position for one in came])
            size += len(came)
            if size == head.size:
                note = {"size": size, "position": head.position, "note": str(head.signed)}
                connection.execute(statement("checkpoint_put"), note)


def published(connection: psycopg.Connection[Any]) -> int:
    """How many leaves the tables hold."""
    (size,) = connection.execute(statement("published")).fetchone() or (0,)
    return int(size)


def newest(connection: psycopg.Connection[Any], key: PublicKey) -> tuple[Checkpoint, int] | None:
    """The newest published checkpoint, where it is signed by that key, and the position it reaches."""
    found = connection.execute(statement("checkpoint_newest")).fetchone()
    try:
        signed = note.parse(found[2]) if found else None
    except note.NoteRefused:
        return None
    return (signed.checkpoint, found[1]) if found and signed and signed.is_signed_by(key) else None


def clear(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        connection.execute(statement("tiles_clear"))
        connection.execute(statement("checkpoints_clear"))


def reader(connection: psycopg.Connection[Any]) -> Node:
    """The nodes of the published tree. Raises LookupError where a tile is missing or too short."""
    tiles: dict[tuple[int, int], bytes] = {}

    def node(level: int, number: int) -> Hash:
        tile_level, height = divmod(level, HEIGHT)
        first = number << height
        key = tile_level, first // WIDTH
        if key not in tiles:
            found = connection.execute(statement("tile"), {"level": key[0], "number": key[1]}).fetchone()
            tiles[key] = bytes(found[0]) if found else b""
        return _root_of(_hashes(tiles[key], first % WIDTH, 1 << height))

    return node


def _hashes(tile: bytes, first: int, count: int) -> list[Hash]:
    cut = tile[first * HASH_BYTES : (first + count) * HASH_BYTES]
    if len(cut) != count * HASH_BYTES:
        raise LookupError("the tile is missing or too short")
    return [cut[n : n + HASH_BYTES] for n in range(0, len(cut), HASH_BYTES)]


def _extend(connection: psycopg.Connection[Any], level: int, size: int, hashes: Sequence[Hash], positions: Sequence[int] | None) -> None:
    """Put hashes behind the first `size` of a level, and the roots of the tiles they fill into the level above."""
    while hashes:
        number, place = divmod(size, WIDTH)
        room = WIDTH - place
        now = {"level": level, "number": number, "place": place, "hashes": b"".join(hashes[:room])}
        found = connection.execute(
            statement("tile_put"), now | {"positions": None if positions is None else list(positions[:room])}
        ).fetchone()
        tile = bytes(found[0]) if found else b""
        if len(tile) == WIDTH * HASH_BYTES:
            _extend(connection, level + 1, number, [_root_of(_hashes(tile, 0, WIDTH))], None)
        size += min(room, len(hashes))
        hashes, positions = hashes[room:], None if positions is None else positions[room:]


def _root_of(hashes: list[Hash]) -> Hash:
    """Of a full subtree."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
    return hashes[0]
