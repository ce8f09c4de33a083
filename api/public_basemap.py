"""The base map of the hall's screen, as far as it was opened for the public: pieces of the file, Tianditu over the communities alone.

Whoever asks spends the office's key: of each tile the service is asked once a day, and not at all for a while after it was silent.
"""

from __future__ import annotations

import re
from math import floor

from api import basemap
from api.basemap import BasemapFileUnknown, BasemapSilent, Tile
from api.context import Office
from domain.basemap import BASEMAP
from domain.errors import Invalid
from projections import public_map

LARGEST_PIECE = 1_000_000
SILENCE_S = 60
_PIECE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})")


class PieceUnfit(Invalid):
    """The public reads pieces of the file, one at a time: Range: bytes=first-last. Facts: limit, in bytes."""

    code = "basemap.piece_unfit"


def require_piece(asked: str) -> None:
    """asked: the header Range. Raises PieceUnfit."""
    found = _PIECE.fullmatch(asked)
    if found is None or not 0 <= int(found[2]) - int(found[1]) < LARGEST_PIECE:
        raise PieceUnfit(limit=LARGEST_PIECE)


def tianditu_tile(office: Office, layer: str, z: int, x: int, y: int) -> Tile:
    """Raises BasemapFileUnknown where it is not opened, or the tile is of no community; BasemapSilent."""
    if layer not in basemap.layers(basemap.opened(office)) or not _reaches(office, z, x, y):
        raise BasemapFileUnknown(name=layer)
    now, version = office.clock(), office.journal.versions([BASEMAP])[BASEMAP]
    silent = ("basemap.silent", version, floor(now.timestamp() / SILENCE_S))
    if office.tiles.get(silent) is not None:
        raise BasemapSilent()

    def fetch() -> bytes:
        try:
            found = basemap.tianditu_tile(office, layer, z, x, y)
        except BasemapSilent:
            office.tiles.put(silent, b"", 0)
            raise
        return found.kind.encode() + b"\n" + found.content

    kind, _, content = office.tiles.once(("basemap", version, now.date(), layer, z, x, y), fetch, len).partition(b"\n")
    return Tile(kind.decode(), content)


def _reaches(office: Office, z: int, x: int, y: int) -> bool:
    if max(x, y) >= 2**z:
        return False
    with office.publicly() as connection:
        return public_map.reaches(connection, z, x, y, office.clock())
