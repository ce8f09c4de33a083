"""Files that survive a power cut: whole or not at all, and on the disk before anything is said about them."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path


def write_new(path: Path, text: str, mode: int) -> None:
    """Raises FileExistsError: the file that is there stays."""
    draft = _draft(path, text.encode(), mode)
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path)


def replace(path: Path, text: str) -> None:
    _draft(path, text.encode(), 0o644).replace(path)
    _sync_folder(path)


def append(path: Path, content: bytes) -> None:
    is_new = not path.exists()
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(path)


def read_private(path: Path) -> str:
    """Raises PermissionError for a file that others may read, FileNotFoundError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise PermissionError(f"密钥文件 {path} 可被他人读取（{mode:04o}），请改为 0400 / key file {path} is open to others: chmod 0400")
    return path.read_text()


def _draft(path: Path, content: bytes, mode: int) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
