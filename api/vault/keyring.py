"""The key files: key-encryption keys by epoch, and the secret of the blind index.

They lie in one folder outside the database, so that neither a dump nor a replica nor an old backup opens anything. A backup of an erased
subject's wrapped key dies when the epoch that wrapped it is destroyed here.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_KEK = re.compile(r"kek-(\d{4})\.key")


class KeyringRefused(RuntimeError):
    """The key files cannot be used as they are; the text says what to do, Chinese first. Nothing was changed."""


class Keyring:
    """kek(epoch) wraps subjects' keys; `epoch` is the newest; `blind` keys the blind index.

    The folder and its first keys are made when it is empty. Raises KeyringRefused for a file others may read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.epochs():
            _make(folder / "kek-0001.key")
        self.blind = _made_or_read(folder / "blind.key")
        self.epoch = max(self.epochs())

    def epochs(self) -> list[int]:
        return sorted(int(match[1]) for path in self.folder.iterdir() if (match := _KEK.fullmatch(path.name)))

    def kek(self, epoch: int) -> AESGCM:
        """Raises KeyringRefused when the epoch's file is gone."""
        return AESGCM(_read(self._path(epoch)))

    def rotate(self) -> int:
        """Begin a new epoch: new keys are wrapped by it; `Vault.rewrap` brings the others along."""
        self.epoch = max(self.epochs()) + 1
        _make(self._path(self.epoch))
        return self.epoch

    def destroy(self, epoch: int) -> None:
        """Every copy of a key that this epoch wrapped is dead from now on, in backups too. Raises ValueError for the newest epoch."""
        if epoch == self.epoch:
            raise ValueError("the newest epoch is in use")
        self._path(epoch).unlink()

    def _path(self, epoch: int) -> Path:
        return self.folder / f"kek-{epoch:04d}.key"


def _made_or_read(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    """Whole or not at all, and by one of several concurrent starts."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeyringRefused(
                f"密钥文件 {path} 可被他人读取（{mode:04o}），请改为 0400 / key file {path} is open to others ({mode:04o}): chmod 0400"
            )
        key = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        raise KeyringRefused(
            f"缺少密钥文件 {path}，请从密钥备份恢复 / key file {path} is missing: restore it from the key backup"
        ) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyringRefused(f"密钥文件 {path} 已损坏 / key file {path} is damaged")
    return key
