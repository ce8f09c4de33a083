"""A question at the command line waits for no engine it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENGINES = {"scipy", "numba", "sqlalchemy", "geoalchemy2", "fastapi", "folium", "pyogrio", "phonenumbers", "holidays"}
LOOK = "import sys; from api.cli.main import tree; tree(sys.argv[1]); print(*sys.modules)"


@pytest.mark.parametrize(
    ("command", "needed"),
    [("whois", set()), ("history", set()), ("household", {"phonenumbers"}), ("demo", set()), ("ticket", {"holidays"})],
)
def test_only_the_engines_of_the_command_are_imported(command, needed):
    loaded = subprocess.run([sys.executable, "-c", LOOK, command], capture_output=True, text=True, check=True).stdout.split()
    assert ENGINES & set(loaded) <= needed
