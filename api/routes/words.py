"""The texts of codes, for pages: what is a check, a role, a refusal called."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api import accounts
from api.calls import allow
from api.sight import has_it
from api.texts import catalogue
from domain.glossary import event_labels

router = APIRouter(prefix="/api", tags=["状态 · state"])
Beginning = Annotated[str, Query(max_length=60)]


@router.get("/texts", dependencies=[Depends(allow("public", *accounts.ROLES))])
def texts(request: Request, begins: Annotated[list[Beginning], Query(max_length=40)]) -> Response:
    """Code -> [Chinese, English] of the codes that begin so; {facts} stand open. Events of the journal: `event.` and their name."""
    known = {code: (entry["zh"], entry["en"]) for code, entry in catalogue().items()}
    known |= {f"event.{name}": (label.zh, label.en) for name, label in event_labels().items()}
    found = {code: words for code, words in known.items() if code.startswith(tuple(begins))}
    content = dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"ETag": f'"{sha256(content).hexdigest()[:24]}"', "Cache-Control": "private, no-cache"}
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")
