"""The `minqing` command. Every command speaks JSON with --json; a refusal prints the problem object and exits 1."""

from __future__ import annotations

from api.cli.main import main

__all__ = ["main"]
