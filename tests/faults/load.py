"""Callers who never give up: each command is sent again under its key until it is answered, and every answer is kept."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_S = 60.0
"""How long a command is sent again before its outcome counts as unknown."""


@dataclass
class Tally:
    """What callers were told. acknowledged: ticket by key. refused: what no fault excuses. codes: of all answers, "lost" for none."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    replayed: int = 0


class Load:
    """Desks that report tickets one after another, over HTTP, until told to stop."""

    def __init__(self, address: str, path: str, token: str, category: str, callers: int = 3) -> None:
        self.tally = Tally()
        self._address, self._path, self._token, self._category = address, path, token, category
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._call, daemon=True) for _ in range(callers)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE_S + 10)

    def until(self, more: int, seconds: float = PATIENCE_S) -> None:
        """So many more commands were acknowledged."""
        wanted, end = len(self.tally.acknowledged) + more, time.monotonic() + seconds
        while len(self.tally.acknowledged) < wanted:
            assert time.monotonic() < end, f"no progress in {seconds:.0f} s: {self.tally.codes}, {self.tally.refused[-3:]}"
            time.sleep(0.005)

    def again(self, key: str) -> tuple[str, str]:
        """A command sent once more: the ticket that it is told, and whether the answer says that it is the first one's."""
        with self._client() as client:
            answer = self._post(client, key)
            assert answer.status_code == 201, answer.text
            return answer.json()["ticket"], answer.headers.get("Idempotency-Replayed", "")

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self._address, headers={"Authorization": f"Bearer {self._token}"}, timeout=20, trust_env=False)

    def _call(self) -> None:
        with self._client() as client:
            while not self._stopping.is_set():
                self._command(client, secrets.token_hex(8))

    def _command(self, client: httpx.Client, key: str) -> None:
        until = time.monotonic() + PATIENCE_S
        self.tally.unknown.add(key)
        while time.monotonic() < until:
            if self._is_settled(client, key):
                self.tally.unknown.discard(key)
                return
            time.sleep(0.02)

    def _is_settled(self, client: httpx.Client, key: str) -> bool:
        try:
            answer = self._post(client, key)
        except httpx.TransportError:
            self.tally.codes["lost"] += 1
            return False
        self.tally.codes[str(answer.status_code)] += 1
        if answer.status_code == 201:
            self.tally.acknowledged[key] = answer.json()["ticket"]
            self.tally.replayed += answer.headers.get("Idempotency-Replayed") == "true"
            return True
        if answer.status_code != 503:
            self.tally.refused.append(f"{answer.status_code} {answer.text[:300]}")
        return answer.status_code < 500

    def _post(self, client: httpx.Client, key: str) -> Any:
        body = {"category": self._category, "text": "路灯不亮"}
        return client.post(self._path, json=body, headers={"Idempotency-Key": key})
