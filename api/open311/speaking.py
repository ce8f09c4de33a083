"""JSON and XML of the same content, named as the standard names them; refusals in its own shape."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import Request, Response

ROOT = "/open311/"
Form = Literal["json", "xml"]
MEDIA = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
PARTS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "status_history": "status",
    "history": "status",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one of a list is called in XML."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def told(root: str, content: Any, form: Form, status: int = 200) -> Response:
    """root: of the XML; in JSON there is none."""
    written = json.dumps(content, ensure_ascii=False).encode() if form == "json" else _document(root, content)
    return Response(written, status_code=status, headers={"Content-Type": MEDIA[form], "Vary": "Authorization, Cookie"})


def refused(request: Request, problem: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """A problem object as the standard tells errors, a code and a sentence. It does not know 422: what was sent wrongly is 400."""
    status = 400 if problem["status"] == 422 else problem["status"]
    sentence = f"{problem['title']} / {problem['title_en']}"
    if where := problem.get("facts", {}).get("where"):
        sentence += f" ({', '.join(one['field'] for one in where)})"
    form: Form = "xml" if request.url.path.endswith(".xml") else "json"
    answer = told("errors", [{"code": status, "description": sentence, "type": problem["code"]}], form, status)
    answer.headers.update(headers)
    return answer


def _document(root: str, content: Any) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(_element(root, content), encoding="utf-8")


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(part, value) for part, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(PARTS[name], one) for one in content)
    elif content is not None:
        element.text = _NOT_XML.sub("", _plain(content))
    return element


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
