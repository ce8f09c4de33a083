"""What may be asked for: the regulation's classes of tickets, each with the promise made for it. And where everything is found."""

from __future__ import annotations

from typing import Any

from api.texts import text
from domain.errors import Unknown
from domain.policy import PolicyProfile
from domain.ticket import Kind

GROUP = "open311.group"
KIND = "kind"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
Told = dict[str, Any]


class OfferUnknown(Unknown):
    """The regulation has no such class of tickets."""

    code = "open311.service_unknown"


def listed(profile: PolicyProfile) -> list[Told]:
    return [
        {
            "service_code": key,
            "service_name": one.title,
            "description": text(f"open311.promise.{one.deadline.clock}", number=one.deadline.value, title=one.title),
            "metadata": True,
            "type": "realtime",
            "keywords": one.english or one.title,
            "group": text(GROUP),
        }
        for key, one in profile.categories.items()
    ]


def defined(profile: PolicyProfile, key: str) -> Told:
    """What may be told beside the text. Raises OfferUnknown."""
    require(profile, key)
    kinds = [{"key": kind.value, "name": text(f"open311.kind.{kind.value}")} for kind in Kind]
    attribute = {
        "variable": True,
        "code": KIND,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": text("open311.kind_asked"),
        "values": kinds,
    }
    return {"service_code": key, "attributes": [attribute]}


def require(profile: PolicyProfile, key: str) -> None:
    if key not in profile.categories:
        raise OfferUnknown()


def discovery(base: str, contact: str) -> Told:
    """base: where the application stands, with a slash at its end."""
    return {
        "changeset": "2026-11-22 00:00",
        "contact": contact,
        "key_service": text("open311.keys"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{base}open311/v2",
                "changeset": "2026-11-22 00:00",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
