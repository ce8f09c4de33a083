"""A command line starts with no engine that it does not use, and tells of itself from the level asked for upwards."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ENGINES = {"scipy", "numba", "sqlalchemy", "geoalchemy2", "fastapi", "folium", "pyogrio", "phonenumbers", "holidays"}
LOOK = "import sys; from api.cli.main import tree; tree(sys.argv[1]); print(*sys.modules)"
TELL = "import logging; from api.cli.console import *; log_to_standard_error(Settings()); logging.info('told')"


@pytest.mark.parametrize(
    ("command", "needed"),
    [("whois", set()), ("history", set()), ("household", {"phonenumbers"}), ("demo", set()), ("ticket", {"holidays"})],
)
def test_only_the_engines_of_the_command_are_imported(command, needed):
    loaded = subprocess.run([sys.executable, "-c", LOOK, command], capture_output=True, text=True, check=True).stdout.split()
    assert ENGINES & set(loaded) <= needed


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
def test_what_is_told_on_standard_error_is_told_from_the_level_asked_for(level: str) -> None:
    environ = os.environ | {"MINQING_LOG_LEVEL": level}
    told = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, env=environ, check=True).stderr
    assert told == ("INFO root told\n" if level == "DEBUG" else "")
