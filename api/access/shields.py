"""What every answer tells the browser to keep to: errors, files and pages alike. A page that runs scripts brings a policy of its own."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "Content-Security-Policy": NOTHING,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
BY_TLS_ALONE = "max-age=31536000"
Header = tuple[bytes, bytes]


_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_BY_TLS = [(b"strict-transport-security", BY_TLS_ALONE.encode())]


def shielded(headers: Iterable[Header], *, private: bool) -> list[Header]:
    """With all that is not said yet. private: the answer goes out over TLS, and the browser is to come by TLS alone from now on."""
    own = list(headers)
    said = {name for name, _ in own}
    return own + [each for each in (_RAW + _BY_TLS if private else _RAW) if each[0] not in said]
