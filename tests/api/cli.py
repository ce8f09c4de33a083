"""The command line as people use it: the real command tree on a database of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli.main import tree


@dataclass(frozen=True)
class Told:
    """What a command printed. problem: of a refusal, else None."""

    exit_code: int
    text: str
    told: Any

    @property
    def refused_with(self) -> str | None:
        return self.told["code"] if self.exit_code == 1 and isinstance(self.told, dict) else None


class Desk:
    def run(self, *words: object) -> Told:
        done = CliRunner().invoke(tree(str(words[0])), [str(word) for word in words])  # the branch alone, as `main` does
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Told(done.exit_code, done.stdout, _json(done.stdout))

    def ask(self, *words: object) -> Any:
        """The JSON answer of a command that must succeed."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.text
        return done.told

    def with_estate(self, file: Path, code: str, policy: str) -> Desk:
        """The file's buildings as a community of that code under that profile."""
        self.ask("import", "buildings", file, "--community", code, "--name", "锦绣", "--policy", policy)
        return self


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
