"""Documents to print and to keep."""

from __future__ import annotations

from tests.api.walls.roles import READERS, C

DOCUMENTS: dict[str, set[str]] = {
    f"GET {C}/documents": READERS,
    f"GET {C}/documents/{{name}}.{{form}}": READERS,
}
