"""SQL in files beside its reader: one statement a file; a part that several share is a file of its own."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

HERE = re.compile(r"^ *-- here: (\w+)\.sql(,?)$", re.MULTILINE)
"""Such a line stands for that file of the same folder."""


@cache
def statement_in(package: str, name: str, *, folder: str = "sql") -> str:
    """The text of <folder>/<name>.sql in a package, whole."""
    text = resources.files(package).joinpath(folder, f"{name}.sql").read_text("utf-8")
    return HERE.sub(lambda part: statement_in(package, part[1], folder=folder).rstrip() + part[2], text)
