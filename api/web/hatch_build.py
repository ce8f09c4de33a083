"""Lets `uv sync` and `uv build` build the pages, so that an installation and a wheel carry them."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, given: dict[str, Any]) -> None:
        """A checkout gets along without (the server then says that its pages are missing); a wheel without pages is none."""
        try:
            runpy.run_path(str(Path(self.root, "api", "web", "build.py")))["build"]()
        except (subprocess.CalledProcessError, FileNotFoundError) as failed:
            if version != "editable":
                raise
            self.app.display_warning(f"网页未能构建 / the pages could not be built: {failed}")
