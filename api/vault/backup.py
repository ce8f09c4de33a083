"""The key folder in one file under a passphrase: keys of every epoch there is, the secret of the indexes, the erasure ledger.

An epoch destroyed later lives on in an older file of this kind: a new one is made after each rotation, the one before destroyed.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from api.settings import Settings
from api.vault.refusals import KeyringRefused

SHORTEST = 16
_FORMAT = "minqing-keys/1"


def write(settings: Settings, to: Path, passphrase: str) -> int:
    """How many files went in. Raises KeyringRefused for a short passphrase; FileExistsError."""
    if len(passphrase) < SHORTEST:
        raise KeyringRefused(f"口令至少 {SHORTEST} 个字符 / the passphrase has at least {SHORTEST} characters")
    folder = settings.keys_folder
    kept = {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.suffix in (".key", ".kms", ".jsonl")}
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = _cipher(passphrase, salt).encrypt(nonce, json.dumps(kept).encode(), _FORMAT.encode())
    told = {"format": _FORMAT, "salt": b64encode(salt).decode(), "nonce": b64encode(nonce).decode(), "box": b64encode(sealed).decode()}
    with os.fdopen(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400), "w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    return len(kept)


def read(settings: Settings, file: Path, passphrase: str) -> list[str]:
    """Puts back what is missing and answers with its names; what is there stays as it is. Raises KeyringRefused."""
    try:
        told = json.loads(file.read_text())
        cipher = _cipher(passphrase, b64decode(told["salt"]))
        kept = json.loads(cipher.decrypt(b64decode(told["nonce"]), b64decode(told["box"]), _FORMAT.encode()))
    except (InvalidTag, ValueError, KeyError):
        raise KeyringRefused("口令不对，或不是密钥备份 / a wrong passphrase, or no key backup") from None
    folder = settings.keys_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [name for name in kept if not (folder / name).exists() and Path(name).name == name]
    for name in missing:
        mode = 0o600 if name.endswith(".jsonl") else 0o400
        with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w") as put:
            put.write(kept[name])
    return missing


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))
