"""Answers that travel packed to whoever unpacks them."""

from __future__ import annotations

import gzip
from collections.abc import Collection

from fastapi import Request, Response

PACKED = 1
"""gzip's level: two thirds of the time of 5, a twentieth more bytes."""


def unpacks(request: Request) -> bool:
    offered: Collection[str] = [one.replace(" ", "") for one in request.headers.get("accept-encoding", "").lower().split(",")]
    return any(one.split(";")[0] in ("gzip", "*") and not one.endswith((";q=0", ";q=0.0")) for one in offered)


def packed(request: Request, content: bytes, headers: dict[str, str], media_type: str) -> Response:
    if unpacks(request):
        return Response(gzip.compress(content, PACKED), headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(content, headers=headers, media_type=media_type)
