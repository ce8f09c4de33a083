"""The shapes of one zoom as numbers, of which any tile is written in less time than a database needs to find them.

A tile is Mapbox Vector Tile 2.1: messages of Protocol Buffers, in which every number that matters is a varint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.jit import compiled

EXTENT = 4096
MARGIN, FAR = 65, 2 * EXTENT
"""Steps beside the tile: what reaches into the first belongs to it; beyond the second a page that draws it would run out of 16 bits."""
MOVE, LINES, CLOSE, POLYGON = 9, 2, 15, 3
LONGEST = 5
"""Bytes of a varint of 32 bits."""
Value = str | int | None
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class TileLayer:
    """Shapes with what is told of each. boxes: west, north, east, south, in steps from the north-west corner of the world, y down; first:
    where each begins; lines: the rest of its commands, written already; tags: numbers of keys and values in turn; the ends of each."""

    name: str
    keys: bytes
    values: Sequence[bytes]
    boxes: Numbers
    first: Numbers
    lines: NDArray[np.uint8]
    line_ends: Numbers
    tags: Numbers
    tag_ends: Numbers

    @property
    def taken(self) -> int:
        """Bytes of memory, nearly."""
        arrays = (self.boxes, self.first, self.lines, self.line_ends, self.tags, self.tag_ends)
        return sum(each.nbytes for each in arrays) + sum(map(len, self.values)) + 40 * len(self.values)

    def tile(self, x: int, y: int) -> bytes | None:
        """The layer as its tile has it, empty where there is nothing; None where a shape would have to be clipped."""
        west, north = x * EXTENT, y * EXTENT
        chosen = _reaching(self.boxes, west, north)
        if chosen is None or not len(chosen):
            return None if chosen is None else b""
        features, used = _features(
            chosen, self.first - (west, north), self.lines, self.line_ends, self.tags, self.tag_ends, len(self.values)
        )
        values = b"".join([self.values[number] for number in used.tolist()])
        told = (b"\x78\x02", _field(0x0A, self.name.encode()), features.tobytes(), self.keys, values, b"\x28", _varint(EXTENT))
        return _field(0x1A, b"".join(told))


def tile_layer(name: str, fields: Sequence[str], columns: Sequence[Sequence[Value]], shapes: Sequence[bytes]) -> TileLayer | None:
    """columns: one a field. shapes: WKB of polygons in whole steps, rings turning as tiles want them. None where a shape is no polygon."""
    drawn = shapely.from_wkb(list(shapes))
    parts, owner = shapely.get_parts(drawn, return_index=True)
    if (shapely.get_type_id(parts) != POLYGON).any():
        return None
    rings, part = shapely.get_rings(parts, return_index=True)
    first, lines, line_ends = _lines(rings, owner[part])
    values, tags, tag_ends = _tags(columns)
    keys = b"".join(_field(0x1A, each.encode()) for each in fields)
    boxes = np.rint(shapely.bounds(drawn)).astype(np.int64)
    return TileLayer(name, keys, values, boxes, first, lines, line_ends, tags, tag_ends)


def _reaching(boxes: Numbers, west: int, north: int) -> NDArray[np.intp] | None:
    """What reaches into the tile; None where something of it reaches far beyond."""
    left, top, right, bottom = (boxes - (west, north, west, north)).T
    chosen = np.flatnonzero((left <= EXTENT + MARGIN) & (right >= -MARGIN) & (top <= EXTENT + MARGIN) & (bottom >= -MARGIN))
    inside = boxes[chosen] - (west, north, west, north)
    return chosen if (inside >= -FAR).all() and (inside <= EXTENT + FAR).all() else None


def _lines(rings: NDArray[np.object_], owner: NDArray[np.intp]) -> tuple[Numbers, NDArray[np.uint8], Numbers]:
    """Of each ring: move to its first vertex, lines through the others, close; a ring begins where the one before it ended. A shape's own
    first move is left to the tile."""
    places, ring = shapely.get_coordinates(rings, return_index=True)
    open_ = np.append(ring[1:] == ring[:-1], False)  # a closed ring tells its first vertex twice
    places, ring = np.rint(places[open_]).astype(np.int64), ring[open_]
    corners = np.bincount(ring, minlength=len(rings))
    counts = 2 * corners + 3
    begins = np.cumsum(counts) - counts
    flat = np.empty(counts.sum(), np.int64)
    flat[begins], flat[begins + 3], flat[begins + counts - 1] = MOVE, (corners - 1) << 3 | LINES, CLOSE
    number = np.arange(len(ring)) - np.repeat(np.cumsum(corners) - corners, corners)
    at = begins[ring] + 1 + 2 * number + (number > 0)
    steps = np.diff(places, axis=0, prepend=0)
    flat[at[:, None] + (0, 1)] = steps << 1 ^ steps >> 63
    heads = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    is_told = np.ones(len(flat), bool)
    is_told[begins[heads][:, None] + (0, 1, 2)] = False
    lengths = np.where(is_told, _lengths(flat), 0)
    ends = np.cumsum(lengths)[np.append(begins[heads[1:]], len(flat)) - 1]
    return places[at.searchsorted(begins[heads])], _varints(flat[is_told]), ends


def _tags(columns: Sequence[Sequence[Value]]) -> tuple[list[bytes], Numbers, Numbers]:
    """Each value once. What is not known is not told."""
    numbers: dict[Value, int] = {None: -1}
    table = np.array([[numbers.setdefault(each, len(numbers) - 1) for each in column] for column in columns]).T
    both = np.stack(np.broadcast_arrays(np.arange(len(columns)), table), axis=2)
    known = table >= 0
    return [_value(each) for each in numbers if each is not None], both[known].ravel(), np.cumsum(2 * known.sum(axis=1))


def _lengths(numbers: Numbers) -> Numbers:
    """Bytes as a varint, of numbers below 2 to the 35th."""
    return 1 + sum((numbers >> shift != 0).astype(np.int64) for shift in (7, 14, 21, 28))


def _varints(numbers: Numbers) -> NDArray[np.uint8]:
    left = _lengths(numbers)
    ends = np.cumsum(left)
    made = np.empty(ends[-1], np.uint8)
    at, rest = ends - left, numbers
    while len(at):
        made[at] = rest & 0x7F | (left > 1) << 7
        more = left > 1
        at, left, rest = at[more] + 1, left[more] - 1, rest[more] >> 7
    return made


def _varint(number: int) -> bytes:
    return bytes((*_sevens(number),))


def _sevens(number: int) -> Iterator[int]:
    while number > 0x7F:
        yield number & 0x7F | 0x80
        number >>= 7
    yield number


def _field(tag: int, content: bytes) -> bytes:
    return bytes((tag,)) + _varint(len(content)) + content


def _value(told: str | int) -> bytes:
    return _field(0x22, _field(0x0A, told.encode()) if isinstance(told, str) else b"\x28" + _varint(told))


@compiled
def _length(number):
    length = 1
    while number > 0x7F:
        number >>= 7
        length += 1
    return length


@compiled
def _put(out, at, number):
    while number > 0x7F:
        out[at] = number & 0x7F | 0x80
        number >>= 7
        at += 1
    out[at] = number
    return at + 1


@compiled
def _features(chosen, first, lines, line_ends, tags, tag_ends, values):
    """Messages of features (field 2 of the layer): tags (2), type (3), geometry (4); and which values they name, in the order of their
    numbers there."""
    numbers, used, named = np.full(values, -1), np.empty(values, np.int64), 0
    most = 0
    for one in chosen:
        before = one - 1
        most += 60 + line_ends[one] - (line_ends[before] if one else 0) + LONGEST * (tag_ends[one] - (tag_ends[before] if one else 0))
    out, at = np.empty(most, np.uint8), 0
    for one in chosen:
        tag_start = tag_ends[one - 1] if one else 0
        line_start = line_ends[one - 1] if one else 0
        of_tags = 0
        for tag in range(tag_start, tag_ends[one], 2):
            value = tags[tag + 1]
            if numbers[value] < 0:
                numbers[value], used[named] = named, value
                named += 1
            of_tags += _length(tags[tag]) + _length(numbers[value])
        x, y = first[one, 0] << 1 ^ first[one, 0] >> 63, first[one, 1] << 1 ^ first[one, 1] >> 63
        of_lines = 1 + _length(x) + _length(y) + line_ends[one] - line_start
        at = _put(out, at, 0x12)
        at = _put(out, at, 4 + _length(of_tags) + of_tags + _length(of_lines) + of_lines)
        at = _put(out, _put(out, at, 0x12), of_tags)
        for tag in range(tag_start, tag_ends[one], 2):
            at = _put(out, _put(out, at, tags[tag]), numbers[tags[tag + 1]])
        at = _put(out, _put(out, at, 0x18), POLYGON)
        at = _put(out, _put(out, at, 0x22), of_lines)
        at = _put(out, _put(out, _put(out, at, MOVE), x), y)
        for place in range(line_start, line_ends[one]):
            out[at] = lines[place]
            at += 1
    return out[:at], used[:named]
