"""A folder as one file."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO


def pack(folder: Path, out: IO[bytes]) -> None:
    """Its files under their names in it, as a ZIP."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.rglob("*")):
            packed.write(file, file.relative_to(folder))
