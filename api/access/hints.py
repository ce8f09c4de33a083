"""What an OpenID provider is shown when somebody signs out there too: the id token of the session, sealed by the vault until then."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from api.access.sessions import hash_of
from api.access.statements import sql
from api.vault import Vault
from domain.values import Sealed


def keep_hint(connection: psycopg.Connection[Any], vault: Vault, session: str, account: str, token: str, sid: str | None) -> None:
    """What the provider is shown when one signs out there too: the id token, sealed; and which of its sessions ours belongs to."""
    sealed = vault.seal(f"acc-{account}", {"id_token": token}, aad=_aad(account))
    connection.execute(sql("session_hint"), {"hash": hash_of(session), "hint": Jsonb(asdict(sealed)), "provider_session": sid})


def hint_of(vault: Vault, account: str, hint: dict[str, Any]) -> str | None:
    """None: the account's key is gone."""
    told = vault.open(Sealed(**hint), aad=_aad(account))
    return str(told["id_token"]) if isinstance(told, dict) else None


def _aad(account: str) -> str:
    return f"acc-{account}/id_token"
