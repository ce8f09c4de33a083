"""The OpenID provider: its addresses and its keys, as it tells them itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from api.access.fetching import ProviderSilent, fetched, is_safe
from api.access.id_token import Key, OidcRefused, keys_of

KEYS_KEPT_S, ASK_AGAIN_S = 3600.0, 30.0
"""How long the keys are kept; how soon the provider is asked again for a key that was not among them."""


@dataclass
class Provider:
    """Asked once an hour for its addresses and keys; between that for a key it did not have, twice a minute at most."""

    issuer: str
    clock: Callable[[], float] = time.monotonic
    _addresses: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str, Key] = field(default_factory=dict)
    _asked: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def address(self, name: str) -> str:
        """Raises ProviderSilent, also where discovery speaks for another issuer."""
        self._refresh(KEYS_KEPT_S)
        found = self._addresses.get(name)
        if not isinstance(found, str) or not is_safe(found):
            raise ProviderSilent(f"discovery names no usable {name}")
        return found

    def key(self, kid: str) -> Key:
        """Raises OidcRefused, ProviderSilent."""
        self._refresh(KEYS_KEPT_S)
        if kid not in self._keys:
            self._refresh(ASK_AGAIN_S)
        if kid not in self._keys:
            raise OidcRefused("unknown_kid")
        return self._keys[kid]

    def _refresh(self, kept_s: float) -> None:
        with self._lock:
            if self._keys and self.clock() - self._asked < kept_s:
                return
            addresses = fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if addresses.get("issuer") != self.issuer:
                raise ProviderSilent("discovery speaks for another issuer")
            keys = keys_of(fetched(str(addresses.get("jwks_uri"))))
            if not keys:
                raise ProviderSilent("no keys")
            self._addresses, self._keys, self._asked = addresses, keys, self.clock()
