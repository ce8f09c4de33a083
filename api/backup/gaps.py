"""A stretch of the log that is missing or damaged: PostgreSQL would end there without a word, so it is looked for before."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import Refused

SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(?:\.gz)?")
"""Timeline, and the number in two parts; neither a label of a base copy nor a stretch that was cut short."""
PARTS = 256
"""Stretches of 16 MB, of which the last part of the name counts."""
_COMMIT = re.compile(r"desc: COMMIT (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) UTC")


class LogGap(Refused):
    """The log has a gap before the moment that was asked for. Facts: segment, reached (the last moment before the gap)."""

    code = "backup.log_gap"


@dataclass(frozen=True)
class Gap:
    """segment: the first that is missing or cannot be read. reached: the last commit before it, or when the base copy ended."""

    segment: str
    reached: datetime

    def refused(self) -> LogGap:
        return LogGap(segment=self.segment, reached=self.reached.isoformat())


def first_gap(places: Iterable[Path], first_needed: str, ended_at: datetime, programs: Path) -> Gap | None:
    """places: folders with stretches, one behind the other. ended_at: when the base copy was whole. None: it goes on to its end."""
    known = _by_number(places)
    numbers = [number for number in known if number >= _number(first_needed)]
    for number in range(_number(first_needed), max(numbers, default=-1) + 1):
        if number not in known or not _is_readable(known[number]):
            before = (known[one] for one in range(number - 1, _number(first_needed) - 1, -1))
            name = f"{first_needed[:8]}{number // PARTS:08X}{number % PARTS:08X}"
            segment = known[number].name.removesuffix(".gz") if number in known else name
            return Gap(segment, max(ended_at, _last_commit(before, programs) or ended_at))
    return None


def _number(name: str) -> int:
    return int(name[8:16], 16) * PARTS + int(name[16:24], 16)


def _by_number(places: Iterable[Path]) -> dict[int, Path]:
    """Of each number the newest timeline's."""
    files = [path for place in places if place.is_dir() for path in place.iterdir() if SEGMENT.fullmatch(path.name)]
    return {_number(path.name): path for path in sorted(files, key=lambda one: one.name)}


def _is_readable(path: Path) -> bool:
    if path.suffix != ".gz":
        return True
    try:
        with gzip.open(path) as packed:
            while packed.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _last_commit(backwards: Iterator[Path], programs: Path) -> datetime | None:
    """What pg_waldump tells; it ends with a fault where the next stretch is asked for, which is not there."""
    with tempfile.TemporaryDirectory() as place:
        for path in backwards:
            bare = Path(place) / path.name.removesuffix(".gz")
            bare.write_bytes(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
            told = subprocess.run(  # noqa: S603
                [str(programs / "pg_waldump"), "--rmgr=Transaction", str(bare)],
                env=os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"},
                capture_output=True,
                text=True,
                check=False,
            )
            bare.unlink()
            if found := _COMMIT.findall(told.stdout):
                return max(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in found)
    return None
