"""Nothing from outside: vendored Leaflet, and a check that a finished page asks no other machine for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

_ASSETS = files("gis.sheet") / "assets"
_LEAFLET = _ASSETS / "leaflet"
_URL_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script\s*>", re.S | re.I)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style\s*>", re.S | re.I)
_ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'`<>()]*", re.I)
_LOADING = {"src", "srcset", "href", "poster", "action", "formaction", "background", "cite", "ping", "manifest"}
_NAMED_ONLY = {
    "http://www.w3.org/2000/svg",  # the name of SVG's namespace
    "http://www.w3.org/1999/xlink",
    "https://leafletjs.com",  # Leaflet's licence line and its prefix, which the sheet leaves off
}


class ExternalAddress(ValueError):
    """A page that is meant to stand alone names an address elsewhere. A fault of the drawing, never of the input."""


def asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")


@cache
def leaflet_script() -> str:
    """Leaflet 1.9.4 with its licence line, without the line that sends debuggers for its source map."""
    return re.sub(r"\n?//# sourceMappingURL=\S*", "", (_LEAFLET / "leaflet.js").read_text("utf-8")).strip()


@cache
def leaflet_style() -> str:
    """Its pictures inside, as data: addresses."""

    def inlined(found: re.Match[str]) -> str:
        name = found[1]
        return (
            found[0] if name.startswith("#") else f"url(data:image/png;base64,{base64.b64encode((_LEAFLET / name).read_bytes()).decode()})"
        )

    return _URL_IN_CSS.sub(inlined, (_LEAFLET / "leaflet.css").read_text("utf-8"))


def require_self_contained(page: str) -> str:
    """The same page. Raises ExternalAddress for any address that a browser would, or a script could, ask for."""
    found = [address for text in _running(page) for address in _ADDRESS.findall(text) if address.rstrip("/") not in _NAMED_ONLY]
    found += [address for style in _STYLE.findall(page) for address in _in_style(style)]
    found += _Tags.addresses(_STYLE.sub("", _SCRIPT.sub(r"<script \1></script>", page)))
    if found:
        raise ExternalAddress(", ".join(sorted({each[:120] for each in found})))
    return page


def content_policy(page: str) -> str:
    """A Content-Security-Policy under which exactly this page's own scripts run and nothing is fetched."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in _running(page))
    allowed = " ".join(f"'sha256-{each}'" for each in dict.fromkeys(hashes)) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _running(page: str) -> list[str]:
    """Texts of the scripts that run; a block of JSON does not."""
    return [text for attributes, text in _SCRIPT.findall(page) if "application/json" not in attributes]


def _in_style(text: str) -> list[str]:
    imports = ["@import"] if "@import" in text else []
    return imports + [name for name in _URL_IN_CSS.findall(text) if not name.startswith(("data:", "#"))]


class _Tags(HTMLParser):
    """Walks markup without its scripts and styles and keeps the addresses that would be fetched or followed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def addresses(cls, markup: str) -> list[str]:
        walk = cls()
        walk.feed(markup)
        walk.close()
        return walk.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _LOADING and value and not value.startswith(("data:", "#")):
                self.found.append(value)
            elif name == "style":
                self.found += _in_style(value or "")
        if ("http-equiv", "refresh") in attrs:
            self.found.append("refresh")
