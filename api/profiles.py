"""The regulations installed, as an office looks them over: values with their sources, faults of files, who follows what."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.auditing.plain import plain
from api.commands.evidence import hold_community
from api.context import Actor, Ctx, Office
from domain import community, policy_file
from domain.policy import PolicyProfile, ProfileInvalid
from domain.policy_source import Document, Source, Term
from projections import grids

Told = dict[str, Any]
APART = ("source", "key", "rule")
"""Parts of a term that are told beside its value."""


def installed(office: Office) -> list[Told]:
    """Each by name, with its editions as the files stand now; fault: file, key and reason where one cannot be read."""
    return [_installed(name, office.settings.policies) for name in PolicyProfile.names()]


def strays(folder: Path | None) -> list[str]:
    """Files of the office's folder that no profile is named like: nothing reads them."""
    known = {f"{name}.toml" for name in PolicyProfile.names()}
    return sorted(path.name for path in folder.glob("*.toml") if path.name not in known) if folder and folder.is_dir() else []


def _installed(name: str, folder: Path | None) -> Told:
    given = folder is not None and (folder / f"{name}.toml").is_file()
    try:
        editions = policy_file.editions(name, folder)
    except ProfileInvalid as wrong:
        return {"name": name, "editions": [], "is_completed": given, "fault": wrong.facts}
    return {"name": name, "editions": [_edition(one) for one in editions], "is_completed": given, "fault": None}


def _edition(profile: PolicyProfile) -> Told:
    sources = [term.source for _, term in profile.stated()]
    counted = {"stated": len(sources), "defaults": sum(source.is_default for source in sources)}
    return {"key": profile.key, "title": profile.title, "effective": profile.effective} | counted


def whole(name: str) -> Told:
    """By name or key. documents: in full; rules: dotted key, value, source. Raises ProfileUnknown, ProfileInvalid."""
    profile = PolicyProfile.load(name)
    documents = [asdict(one) for one in profile.documents.values()]
    return _edition(profile) | {"documents": documents, "rules": [rule(key, term) for key, term in profile.stated()]}


def rule(key: str, term: Term) -> Told:
    """value: the term without its source, in words where it has a word of its own."""
    value = plain(term)
    numbers = {name: part for name, part in value.items() if name not in APART and part not in (None, "", [], {})}
    return {"rule": key, "value": numbers} | _sourced(term.source)


def _sourced(source: Source) -> Told:
    document: Document | None = source.document
    told = {"document": document and document.key, "article": source.article, "clause": source.clause}
    return told | {"quote": source.quote, "note": source.note, "is_default": source.is_default, "is_borrowed": source.is_borrowed}


def followed(office: Office, actor: Actor) -> list[Told]:
    """The communities one works for, and since when each follows which profile: the newest first."""
    with office.reading() as connection:
        found = grids.communities(connection)
    ctx = office.ctx(actor)
    mine = [row for row in found if not actor.communities or row["community"] in actor.communities]
    return [{name: row[name] for name in ("code", "name", "profile")} | {"history": _history(ctx, row["code"])} for row in mine]


def _history(ctx: Ctx, code: str) -> list[Told]:
    recorded = hold_community(ctx, code).recorded
    changes = [one for one in recorded if isinstance(one.body, community.Registered | community.ProfileChanged)]
    return [
        {"profile": one.body.profile, "since": one.meta.effective_at, "at": one.recorded_at, "by": one.meta.actor}
        | {"reason": one.meta.reason, "document": one.meta.document}
        for one in reversed(changes)
    ]
