"""What lies under the maps of the pages, for the whole installation: nothing, a file of tiles, a server of tiles, or Tianditu (天地图).

The law it keeps: unless a person chose otherwise the pages ask no other machine for anything; the public's page has it only where it was
opened for the public; who chose what, when and under which document is history. The key of a map service is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from typing import NewType
from urllib.parse import urlsplit

from domain.errors import Invalid
from domain.schema import Event, Events, event
from domain.values import Sealed

BasemapId = NewType("BasemapId", str)
BASEMAP = BasemapId("map-base")
"""One for the whole installation."""
PLACES = ("{z}", "{x}", "{y}")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_PATH = re.compile(r"/[A-Za-z0-9._~/{}?&=,+%@:-]*")
_FILE = re.compile(r"[\w.-]{1,120}\.pmtiles")


class BasemapKind(StrEnum):
    NONE = "none"
    PMTILES = "pmtiles"
    XYZ = "xyz"
    TIANDITU = "tianditu"


class BasemapAddressUnfit(Invalid):
    """xyz: http(s)://host/…{z}…{x}…{y}…, nothing else in it; pmtiles: a file's name. Facts: kind."""

    code = "basemap.address_unfit"


class BasemapKeyMissing(Invalid):
    """Tianditu gives no tile without one."""

    code = "basemap.key_missing"


@event("basemap.chosen", version=2)
class Chosen:
    """Stored format: change only with an upcast and a golden file.

    address: a file's name (pmtiles), a template of addresses (xyz), the layer (tianditu: vec, img). attribution: what the maps must say.
    key: sealed; for tianditu alone. is_public: opened for whoever stands before the hall's screen, without sign-in.
    """

    kind: BasemapKind
    address: str
    attribution: str
    key: Sealed | None
    is_public: bool


def evolve(state: Chosen | None, event: Event) -> Chosen:
    if not isinstance(event, Chosen):
        raise TypeError(f"not an event of the base map: {type(event).__name__}")
    return event


def fold(events: Iterable[Event]) -> Chosen | None:
    """The last choice; None: none was ever made, nothing lies under the maps."""
    return reduce(evolve, events, None)


def choose(
    state: Chosen | None, kind: BasemapKind, *, address: str = "", attribution: str = "", key: Sealed | None = None, is_public: bool = False
) -> Events:
    """key None: Tianditu goes on under the key it has. Raises BasemapAddressUnfit, BasemapKeyMissing."""
    if kind is BasemapKind.NONE:
        address, attribution, is_public = "", "", False
    elif not fits(kind, address):
        raise BasemapAddressUnfit(kind=kind.value)
    kept = state.key if state and kind is BasemapKind.TIANDITU and key is None else key
    if kind is BasemapKind.TIANDITU and kept is None:
        raise BasemapKeyMissing()
    kept = kept if kind is BasemapKind.TIANDITU else None
    chosen = Chosen(kind=kind, address=address, attribution=attribution, key=kept, is_public=is_public)
    return () if chosen == (state or NOTHING) else (chosen,)


def fits(kind: BasemapKind, address: str) -> bool:
    """No name of a folder, and no host that could say more to a browser than which host it is."""
    match kind:
        case BasemapKind.PMTILES:
            return _FILE.fullmatch(address) is not None
        case BasemapKind.TIANDITU:
            return address in ("vec", "img")
        case BasemapKind.XYZ:
            return origin(address) is not None and all(address.count(place) == 1 for place in PLACES)
    return True


def origin(template: str) -> str | None:
    """scheme://host[:port] of an xyz template; None where it is not one."""
    scheme, mark, rest = template.partition("://")
    host, slash, path = rest.partition("/")
    if scheme not in ("http", "https") or not mark or not _HOST.fullmatch(host) or not _PATH.fullmatch(slash + path):
        return None
    try:
        port = urlsplit(f"{scheme}://{host}").port
    except ValueError:
        return None
    return f"{scheme}://{host}" if port != 0 else None


NOTHING = Chosen(kind=BasemapKind.NONE, address="", attribution="", key=None, is_public=False)
