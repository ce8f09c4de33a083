"""`minqing test`: the whole suite from the checkout, with pytest's own arguments and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from api.settings import REPOSITORY


def run_tests(arguments: Sequence[str]) -> NoReturn:
    """Becomes pytest; paths among the arguments are relative to the repository. Never returns."""
    if not (REPOSITORY / "tests").is_dir():
        sys.exit("测试随源码提供，请在检出的仓库中运行 / the tests come with the sources: run this in a checkout")
    os.chdir(REPOSITORY)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606
