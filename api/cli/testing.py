"""`minqing test`: the whole suite from the checkout, with pytest's own arguments and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from api.settings import REPOSITORY


def run_tests(arguments: Sequence[str]) -> NoReturn:
    """Becomes pytest; paths among the arguments are relative to the repository. Never returns.

    `--faults [N]` is the long form of tests/faults: N faults at random.
    One worker more than there are cores, as a third of the time each waits for the database or a browser; a file's tests on one of them
    (a module's installation tells one story); `-n 0` or `--pdb` for a single one.
    """
    if not (REPOSITORY / "tests").is_dir():
        sys.exit("测试随源码提供，请在检出的仓库中运行 / the tests come with the sources: run this in a checkout")
    os.chdir(REPOSITORY)
    sys.stdout.flush()
    if "--faults" in arguments:  # one campaign on one server, and its report in the end
        arguments = ["tests/faults", *arguments, "-n", "0"]
    workers = [] if "--pdb" in arguments else ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *arguments])  # noqa: S606
