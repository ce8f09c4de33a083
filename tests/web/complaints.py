"""What a page complained about, told so that it can be found: on which page it was, and which lines of its code said it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import ConsoleMessage, Error, Page

from api.web.build import DIST

AROUND = 60
"""Characters of packed code to each side of a place in it."""
DEEP = 8


class Complaints(list[str]):
    """Of one page. Whatever leaves the house is one, too."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.traces: dict[str, list[str]] = {}
        page.on("pageerror", self._broke)
        page.on("console", self._said)
        page.on("request", lambda request: self._watch(request.url))
        protocol = page.context.new_cdp_session(page)
        protocol.on("Runtime.consoleAPICalled", self._traced)
        protocol.send("Runtime.enable")

    def whole(self) -> list[str]:
        """Each with the calls that led to it."""
        return ["\n".join([each, *self.traces.get(each.split("\n")[0], [])]) for each in self]

    def _broke(self, error: Error) -> None:
        self._told(error.stack or str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if _matters(message.type, message.text):
            self._told(message.text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self._told(f"asked another host: {url}")

    def _told(self, text: str) -> None:
        self.append(f"{text}\n  on {self.page.url}")

    def _traced(self, call: dict[str, Any]) -> None:
        told = " ".join(str(each.get("value", each.get("description", ""))) for each in call["args"])
        if _matters(call["type"], told):
            self.traces[told.split("\n")[0]] = [f"  at {_place(each)}" for each in call.get("stackTrace", {}).get("callFrames", [])[:DEEP]]


def _place(frame: dict[str, Any]) -> str:
    """A call of the packed code, with what stands there; its names are short, its words are the source's own."""
    line, column = frame["lineNumber"], frame["columnNumber"]
    name = Path(urlparse(frame["url"]).path).name
    packed = DIST / "assets" / name
    around = packed.read_text().splitlines()[line][max(0, column - AROUND) : column + AROUND] if packed.is_file() else ""
    return f"{name}:{line + 1}:{column + 1} {around}"


def _matters(kind: str, text: str) -> bool:
    """A refusal is an answer, a network that a test took away no fault: the browser writes each into its console all the same."""
    answered = text.startswith("Failed to load resource: the server responded with a status of 4")
    unplugged = "net::ERR_INTERNET_DISCONNECTED" in text or "net::ERR_FAILED" in text
    return kind in ("error", "warning") and not answered and not unplugged and "GL Driver Message" not in text
