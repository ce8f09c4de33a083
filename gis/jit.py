"""Compile a numeric loop once, and keep the machine code where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """`loop` as machine code; cached beside its file, or compiled anew in each process where no folder can be written.

    What is cached is made anew when that file changes, not when a loop it calls in another does: loops that call each other share a file.
    """
    try:
        return numba.njit(cache=True, error_model="numpy")(loop)
    except RuntimeError:  # "cannot cache function: no locator available": a read-only installation without a home
        return numba.njit(error_model="numpy")(loop)
