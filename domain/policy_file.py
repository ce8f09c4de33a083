"""Finds the text of a policy profile, lays the product's defaults under it and what the deploying office adds over it.

Three files make a profile. `defaults.toml` holds what the product does where a regulation is silent; every source there is marked borrowed.
`<profile>.toml` holds what the regulation says, and nothing else. `<folder>/<profile>.toml` of the office that deploys is optional: it may
change any value, gives its own source for each, and its own `effective`, because a changed profile is another edition. What a regulation
leaves open ([open], as a number blacked out in the document) has no default: without the office's file the profile is refused.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from domain.policy import PolicyProfile, ProfileInvalid, ProfileUnknown
from domain.policy_reader import Reader, Table

NO_PROFILES = {"defaults.toml", "rules.toml"}
WHOLE = ("cover", "categories", "purposes", "roles")
"""Sections that a regulation gives whole or not at all."""
KEYED = ("documents", "bands", "scopes", "handlings", "six_clear", "rules")
"""Sections whose single keys fall back on the default."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def names() -> tuple[str, ...]:
    found = (path.name for path in _shipped().iterdir() if path.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in found if name not in NO_PROFILES))


def editions(name: str, folder: Path | None = None) -> tuple[PolicyProfile, ...]:
    """The shipped profile, then the office's edition of it; a profile with open values exists in the office's edition alone.

    Raises ProfileUnknown, ProfileInvalid.
    """
    if _NAME.fullmatch(name) is None or name not in names():
        raise ProfileUnknown(known=names())
    file = f"{name}.toml"
    root = tables(_shipped().joinpath(file).read_text(encoding="utf-8"), file)
    added = folder / file if folder else None
    if added is None or not added.is_file():
        return (profile_of(root, file),)
    theirs = f"MINQING_POLICIES/{file}"
    completed = laid_over(root, tables(added.read_text(encoding="utf-8"), theirs), theirs)
    shipped = () if "open" in root else (profile_of(root, file),)
    return (*shipped, profile_of(completed, theirs))


def digests(folder: Path | None = None) -> dict[str, str]:
    """SHA-256 in hex of all that each profile is made of, by name; an office's file that cannot be read counts as it stands."""
    added = {name: folder / f"{name}.toml" for name in names()} if folder else {}
    told = {}
    for name in names():
        parts = [_shipped().joinpath(file).read_bytes() for file in ("defaults.toml", f"{name}.toml")]
        if name in added and added[name].is_file():
            parts.append(added[name].read_bytes())
        told[name] = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
    return told


def parse(text: str, file: str) -> PolicyProfile:
    """The profile a TOML text describes; `file` names it in refusals. Raises ProfileInvalid."""
    return profile_of(tables(text, file), file)


def tables(text: str, file: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileInvalid(file=file, key="", reason=str(wrong)) from wrong


def profile_of(root: Table, file: str) -> PolicyProfile:
    left = root.get("open", {})
    if not isinstance(left, dict):
        raise ProfileInvalid(file=file, key="open", reason="a table is wanted")
    for key, reason in left.items():
        if not _stands(root, key):
            name = root.get("name")
            raise ProfileInvalid(file=file, key=key, reason=f"{reason}: give it, with its source, in {name}.toml of MINQING_POLICIES")
    return Reader(file, _with_defaults({key: part for key, part in root.items() if key != "open"})).profile()


def laid_over(root: Table, added: Table, file: str) -> Table:
    """Tables are joined key by key; what has a source is replaced whole, so that no old words vouch for a new value."""
    if "effective" not in added:
        raise ProfileInvalid(file=file, key="effective", reason="a date is wanted: a changed profile is another edition")
    if added["effective"] == root.get("effective"):
        raise ProfileInvalid(file=file, key="effective", reason="another date than the shipped edition's is wanted")
    return _joined(root, added)


def _joined(root: Table, added: Table) -> Table:
    joined = dict(root)
    for key, part in added.items():
        joined[key] = _joined(root[key], part) if _holds_terms(part) and _holds_terms(root.get(key)) else part
    return joined


def _holds_terms(part: Any) -> bool:
    return isinstance(part, dict) and "source" not in part


def _with_defaults(root: Table) -> Table:
    defaults = tables(_shipped().joinpath("defaults.toml").read_text(encoding="utf-8"), "defaults.toml")
    _mark(defaults)
    whole = {key: defaults[key] for key in WHOLE if key not in root}
    keyed = {key: {**defaults.get(key, {}), **root.get(key, {})} for key in KEYED if isinstance(root.get(key, {}), dict)}
    completed = deepcopy({**root, **whole, **keyed})
    _give_deadlines(completed["categories"], defaults["deadlines"])
    return completed


def _give_deadlines(categories: Any, deadlines: Table) -> None:
    """No founding document sets a ticket's limit in days: a category that has none gets the product's."""
    for key, category in categories.items() if isinstance(categories, dict) else ():
        if isinstance(category, dict):
            category.setdefault("deadline", deadlines.get(key, deadlines["other"]))


def _mark(table: Any) -> None:
    """Every source of the defaults is borrowed from the document it quotes."""
    for key, part in table.items():
        if key == "source":
            part["borrowed"] = bool(part["document"])
        elif isinstance(part, dict):
            _mark(part)


def _stands(root: Table, key: str) -> bool:
    """A dotted key; of `rules` the rest is one key."""
    section, _, rest = key.partition(".")
    part: Any = root.get(section)
    return isinstance(part, dict) and rest in part if rest else section in root


def _shipped() -> Traversable:
    return files("domain").joinpath("policies")
