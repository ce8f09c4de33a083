"""Answers that travel packed to whoever unpacks them."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import Request, Response
from isal import igzip

PACKED = 1
"""The library's level: a fifth of zlib's time at its quickest, and fewer bytes."""


def pack(content: bytes) -> bytes:
    """As gzip, the same bytes for the same content."""
    return bytes(igzip.compress(content, PACKED, mtime=0))


def unpacks(request: Request) -> bool:
    offered: Collection[str] = [one.replace(" ", "") for one in request.headers.get("accept-encoding", "").lower().split(",")]
    return any(one.split(";")[0] in ("gzip", "*") and not one.endswith((";q=0", ";q=0.0")) for one in offered)


def unpacked(content: bytes) -> bytes:
    return bytes(igzip.decompress(content))


def packed(request: Request, content: bytes, headers: dict[str, str], media_type: str) -> Response:
    if unpacks(request):
        return Response(pack(content), headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(content, headers=headers, media_type=media_type)
