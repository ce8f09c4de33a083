"""The keys outside the database: key-encryption keys by epoch, and the secret of the blind index.

They lie in one folder, so that neither a dump nor a replica nor an old backup opens anything. A backup of an erased subject's wrapped
key dies when the epoch that wrapped it is destroyed here. With a key hook the folder holds what the office's KMS made of them.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.vault.hook import KeyHook
from api.vault.refusals import KeyringRefused, KeysAbsent, KeyUnavailable

KEY_BYTES = 32
PLAIN, WRAPPED = ".key", ".kms"
_KEK = re.compile(r"kek-(\d{4})\.(?:key|kms)")


class Keys(Protocol):
    """kek(epoch) wraps subjects' keys; `epoch` is the newest; `blind` keys the blind index and the search index."""

    @property
    def epoch(self) -> int: ...

    @property
    def blind(self) -> bytes: ...

    def epochs(self) -> list[int]: ...

    def fingerprints(self) -> dict[int, str]: ...

    def kek(self, epoch: int) -> AESGCM: ...

    def rotate(self, above: int = 0) -> int: ...

    def destroy(self, epoch: int) -> None: ...


class Keyring:
    """Keys as files. The folder and its first keys are made when it is empty.

    hook: new keys are kept as the KMS wrapped them. may_write: False for a folder that another program fills (systemd credentials); its
    files may be readable to the group, as an access list shows itself. may_begin: False where a database knows keys already: none are made.
    first: the epoch of the first key, where one is made.
    Raises KeyringRefused for a file others may read, KeysAbsent.
    """

    def __init__(
        self, folder: Path, hook: KeyHook | None = None, *, may_write: bool = True, may_begin: bool = True, first: int = 1
    ) -> None:
        self.folder, self._hook, self._may_write = folder, hook, may_write
        self._unwrapped: dict[tuple[str, int], bytes] = {}
        if may_write:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not may_begin and not all(at_hand(folder)):
            raise KeysAbsent(folder=str(folder))
        if not self.epochs():
            self._make(_name(first))
        self.blind = self._made_or_read("blind")

    @property
    def epoch(self) -> int:
        """Read anew each time: another program may have begun one."""
        return max(self.epochs())

    def epochs(self) -> list[int]:
        return at_hand(self.folder)[0]

    def fingerprints(self) -> dict[int, str]:
        """Of every epoch's key, and under 0 of the indexes' secret. Raises KeyringRefused for a key that cannot be used."""
        return {0: fingerprint(self.blind)} | {epoch: fingerprint(self._read(_name(epoch))) for epoch in self.epochs()}

    def kek(self, epoch: int) -> AESGCM:
        """Raises KeyUnavailable when the epoch's file is gone, KeyringRefused when it cannot be used."""
        try:
            return AESGCM(self._read(_name(epoch)))
        except FileNotFoundError:
            raise KeyUnavailable(epoch=epoch) from None

    def rotate(self, above: int = 0) -> int:
        """Begin a new epoch: new keys are wrapped by it; `Vault.rewrap` brings the others along. above: the new one is beyond it."""
        begun = max(self.epoch, above) + 1
        self._make(_name(begun))
        if self._hook is not None and (self.folder / f"blind{PLAIN}").exists():
            self._put(self.folder / f"blind{WRAPPED}", self._hook.wrap(self.blind))
            (self.folder / f"blind{PLAIN}").unlink()
        return begun

    def destroy(self, epoch: int) -> None:
        """Every copy of a key that this epoch wrapped is dead from now on, in backups too. Raises ValueError for the newest epoch."""
        if epoch == self.epoch:
            raise ValueError("the newest epoch is in use")
        self._require_writable()
        for ending in (PLAIN, WRAPPED):
            (self.folder / f"{_name(epoch)}{ending}").unlink(missing_ok=True)

    def _made_or_read(self, name: str) -> bytes:
        with suppress(FileNotFoundError):
            return self._read(name)
        self._make(name)
        return self._read(name)

    def _make(self, name: str) -> None:
        self._require_writable()
        key = secrets.token_bytes(KEY_BYTES)
        if self._hook is None:
            self._put(self.folder / f"{name}{PLAIN}", key.hex())
        else:
            self._put(self.folder / f"{name}{WRAPPED}", self._hook.wrap(key))

    def _require_writable(self) -> None:
        if not self._may_write:
            raise KeyringRefused(
                f"密钥由系统凭据提供，请在 {self.folder} 之外增减 kek-NNNN.key 与 blind.key / "
                "keys come from systemd credentials: add or take away kek-NNNN.key and blind.key where they are loaded from"
            )

    def _put(self, path: Path, line: str) -> None:
        """Whole or not at all, and by one of several concurrent starts."""
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
        with os.fdopen(descriptor, "w") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()

    def _read(self, name: str) -> bytes:
        """Raises FileNotFoundError, KeyringRefused."""
        path = self.folder / f"{name}{WRAPPED}"
        if not path.exists():
            return key_of(self._line(self.folder / f"{name}{PLAIN}"), str(self.folder / f"{name}{PLAIN}"))
        known = (name, path.stat().st_mtime_ns)
        if known not in self._unwrapped:
            if self._hook is None:
                raise KeyringRefused(f"{path} 须由密钥服务打开：MINQING_KMS_COMMAND / {path} needs MINQING_KMS_COMMAND to be opened")
            self._unwrapped[known] = self._hook.unwrap(self._line(path))
        return self._unwrapped[known]

    def _line(self, path: Path) -> str:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & (0o077 if self._may_write else 0o037):
            raise KeyringRefused(
                f"密钥文件 {path} 可被他人读取（{mode:04o}），请改为 0400 / key file {path} is open to others ({mode:04o}): chmod 0400"
            )
        return path.read_text().strip()


def at_hand(folder: Path) -> tuple[list[int], bool]:
    """The epochs whose keys a folder has, and whether it has the secret of the indexes; nothing is opened."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    epochs = sorted({int(match[1]) for name in names if (match := _KEK.fullmatch(name))})
    return epochs, bool(names & {f"blind{PLAIN}", f"blind{WRAPPED}"})


class GivenKeys:
    """Keys out of the environment, for those who must: `MINQING_KEKS=1:<64 hex digits>,2:…` and `MINQING_BLIND_KEY=<64 hex digits>`."""

    def __init__(self, keks: str, blind: str | None) -> None:
        """Raises KeyringRefused."""
        pairs = [one.strip().partition(":") for one in keks.split(",") if one.strip()]
        if not pairs or not all(epoch.isdecimal() for epoch, _, _ in pairs) or blind is None:
            raise KeyringRefused(
                "MINQING_KEKS 应为 1:<64位十六进制>,2:…，并须有 MINQING_BLIND_KEY / "
                "MINQING_KEKS is 1:<64 hex digits>,2:… and needs MINQING_BLIND_KEY beside it"
            )
        self._keys = {int(epoch): key_of(key, f"MINQING_KEKS {epoch}") for epoch, _, key in pairs}
        self.blind = key_of(blind, "MINQING_BLIND_KEY")

    @property
    def epoch(self) -> int:
        return max(self._keys)

    def epochs(self) -> list[int]:
        return sorted(self._keys)

    def fingerprints(self) -> dict[int, str]:
        return {0: fingerprint(self.blind)} | {epoch: fingerprint(key) for epoch, key in self._keys.items()}

    def kek(self, epoch: int) -> AESGCM:
        """Raises KeyUnavailable."""
        if epoch not in self._keys:
            raise KeyUnavailable(epoch=epoch)
        return AESGCM(self._keys[epoch])

    def rotate(self, above: int = 0) -> int:
        wanted = max(self.epoch, above) + 1
        raise KeyringRefused(
            f"密钥在环境变量里：请在 MINQING_KEKS 中加上 {wanted}:<64位十六进制>，重启后执行 keys rewrap / "
            f"keys stand in the environment: add {wanted}:<64 hex digits> to MINQING_KEKS, restart, then run keys rewrap"
        )

    def destroy(self, epoch: int) -> None:
        raise KeyringRefused(
            f"密钥在环境变量里：请从 MINQING_KEKS 删去 {epoch} 并重启 / "
            f"keys stand in the environment: take {epoch} out of MINQING_KEKS, restart"
        )


def fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"minqing key\n" + key).hexdigest()[:32]


def key_of(digits: str, name: str) -> bytes:
    """Raises KeyringRefused, which names where it stands and never what."""
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyringRefused(f"密钥 {name} 已损坏 / the key {name} is damaged")
    return key


def _name(epoch: int) -> str:
    return f"kek-{epoch:04d}"
