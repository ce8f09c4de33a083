"""What lies under the maps of the pages: what was chosen, the files there are, Tianditu fetched without the page knowing the key."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from api.access.fetching import is_safe
from api.commands.evidence import append, hold, persisting
from api.context import Ctx, Done, Office
from api.settings import Settings
from api.vault import Erased
from domain import basemap
from domain.basemap import BASEMAP, BasemapKind, Chosen
from domain.errors import Refused, Unknown
from domain.journal import Recorded
from domain.values import Sealed

LARGEST, PATIENCE_S = 1_000_000, 5.0
LAYERS = {"vec": ("vec", "cva"), "img": ("img", "cia")}
"""What Tianditu draws, and the names over it."""
DEEPEST = 18
Told = dict[str, Any]


class BasemapFileUnknown(Unknown):
    """No such file lies in the folder, or it is not the one chosen. Facts: name."""

    code = "basemap.file_unknown"


class BasemapSilent(Refused):
    """Tianditu gave no picture: out of reach, or the key is refused."""

    code = "basemap.silent"


@dataclass(frozen=True)
class Tile:
    kind: str
    content: bytes


def chosen(office: Office) -> Chosen:
    return basemap.fold(one.body for one in office.journal.read(BASEMAP)) or basemap.NOTHING


def opened(office: Office) -> Chosen:
    """The same for the public: what was opened for it, else nothing."""
    now = chosen(office)
    return now if now.is_public else basemap.NOTHING


def folder(settings: Settings) -> Path:
    """Where files of tiles (PMTiles) are laid by whoever has the server."""
    return settings.home / "basemaps"


def files(settings: Settings) -> list[Told]:
    found = sorted(folder(settings).glob("*.pmtiles")) if folder(settings).is_dir() else []
    return [{"name": path.name, "bytes": path.stat().st_size} for path in found if basemap.fits(BasemapKind.PMTILES, path.name)]


def choose(ctx: Ctx, kind: BasemapKind, *, address: str, attribution: str, key: str, is_public: bool = False) -> Done:
    """Raises BasemapAddressUnfit, BasemapKeyMissing, BasemapFileUnknown."""
    if kind is BasemapKind.PMTILES and basemap.fits(kind, address):
        path_of(ctx.office.settings, address)
    sealed = ctx.vault.seal(BASEMAP, {"key": key}, aad=BASEMAP) if key and kind is BasemapKind.TIANDITU else None

    def decide() -> Done:
        held = hold(ctx, BASEMAP, basemap.fold)
        events = basemap.choose(held.state, kind, address=address, attribution=attribution, key=sealed, is_public=is_public)
        return append(ctx, [held.write(events)], {"kind": kind.value, "changed": bool(events), "version": held.version + len(events)})

    return persisting(ctx, decide)


def path_of(settings: Settings, name: str) -> Path:
    """Raises BasemapFileUnknown."""
    path = folder(settings) / name
    if not basemap.fits(BasemapKind.PMTILES, name) or not path.is_file():
        raise BasemapFileUnknown(name=name[:120])
    return path


def file_of(settings: Settings, now: Chosen) -> Path:
    """The file of a choice. Raises BasemapFileUnknown, where it is of another kind too."""
    return path_of(settings, now.address if now.kind is BasemapKind.PMTILES else "")


def layers(now: Chosen) -> tuple[str, ...]:
    """Of Tianditu, the lowest first."""
    return LAYERS[now.address] if now.kind is BasemapKind.TIANDITU else ()


def told(settings: Settings, now: Chosen, at: str = "/api/basemap") -> Told:
    """For a page: kind, where its tiles come from, what the map must say. No key. at: under which address it asks for them here."""
    here = {"kind": now.kind.value, "attribution": now.attribution, "deepest": DEEPEST}
    match now.kind:
        case BasemapKind.XYZ:
            return here | {"tiles": [[now.address]]}
        case BasemapKind.TIANDITU:
            return here | {"tiles": [[f"{at}/tianditu/{layer}/{{z}}/{{x}}/{{y}}"] for layer in layers(now)]}
        case BasemapKind.PMTILES:
            path = folder(settings) / now.address
            stamp = int(path.stat().st_mtime) if path.is_file() else 0
            return here | {"file": f"{at}/file?of={stamp}"}
    return here | {"tiles": []}


def history(office: Office) -> list[Told]:
    """Newest first."""
    return [_line(one) for one in reversed(office.journal.read(BASEMAP))]


def _line(one: Recorded) -> Told:
    assert isinstance(one.body, Chosen)
    told = {
        "kind": one.body.kind.value,
        "address": one.body.address,
        "attribution": one.body.attribution,
        "has_key": one.body.key is not None,
        "is_public": one.body.is_public,
    }
    return told | {"by": one.meta.actor, "at": one.recorded_at, "document": one.meta.document, "reason": one.meta.reason}


def foreign_origin(now: Chosen) -> str | None:
    """The one other host that pages may ask: of an xyz address. Of the rest the answers come from here."""
    return basemap.origin(now.address) if now.kind is BasemapKind.XYZ else None


def tianditu_tile(office: Office, layer: str, z: int, x: int, y: int) -> Tile:
    """A picture of WMTS, Web Mercator. Raises BasemapFileUnknown where Tianditu is not chosen, BasemapSilent."""
    now = chosen(office)
    if now.key is None or layer not in layers(now):
        raise BasemapFileUnknown(name=layer)
    asked = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": layer, "STYLE": "default", "TILEMATRIXSET": "w"}
    asked |= {"FORMAT": "tiles", "TILEMATRIX": str(z), "TILEROW": str(y), "TILECOL": str(x), "tk": _key(office, now.key)}
    return _fetched(f"{office.settings.tianditu}/{layer}_w/wmts?{urlencode(asked, quote_via=quote)}")


def _key(office: Office, sealed: Sealed) -> str:
    content = office.vault.open(sealed, aad=BASEMAP)
    if isinstance(content, Erased):
        raise BasemapSilent()
    return str(content["key"])


def _fetched(url: str) -> Tile:
    """No redirect followed, one picture within seconds."""
    if not is_safe(url):
        raise BasemapSilent()
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"User-Agent": "Mozilla/5.0 (minqing)"})
        answer = connection.getresponse()
        content, media = answer.read(LARGEST + 1), answer.headers.get_content_type()
    except (OSError, http.client.HTTPException) as silent:
        raise BasemapSilent() from silent
    finally:
        connection.close()
    if answer.status != 200 or media not in ("image/png", "image/jpeg", "image/webp") or len(content) > LARGEST:
        raise BasemapSilent()
    return Tile(media, content)
