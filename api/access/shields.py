"""What every answer tells the browser to keep to: errors, files and pages alike. A page that runs scripts brings a policy of its own."""

from __future__ import annotations

from collections.abc import MutableMapping

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


def shield(headers: MutableMapping[str, str], *, private: bool) -> None:
    """private: the answer goes out over TLS, and the browser is to come by TLS alone from now on."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if private:
        headers.setdefault("Strict-Transport-Security", BY_TLS_ALONE)
