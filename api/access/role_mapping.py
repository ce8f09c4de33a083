"""Which role, and of which communities, the OpenID provider's word gives: a file that the office writes (`MINQING_OIDC_ROLES`).

claim = "realm_access.roles"           # of the id token, dots lead inside

[[role]]                               # the first that fits is taken; without any nobody comes in
when = "minqing-desk-runzhou"
role = "desk"
communities = ["321111009001"]         # none: all
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from api.settings import Role
from domain.ids import CommunityId, community_id

Code = Annotated[str, StringConstraints(pattern="^[0-9]{12}$")]


class MappingRefused(RuntimeError):
    """The file cannot be used: the text says where, Chinese first."""


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mapped(_Given):
    """when: a value of the claim, or one of its list."""

    when: Annotated[str, Field(min_length=1)]
    role: Role
    communities: tuple[Code, ...] = ()

    @property
    def ids(self) -> tuple[CommunityId, ...]:
        return tuple(sorted(community_id(code) for code in self.communities))


class RoleMapping(_Given):
    claim: Annotated[str, Field(min_length=1)]
    role: Annotated[tuple[Mapped, ...], Field(min_length=1)]

    def of(self, claims: Mapping[str, Any]) -> Mapped | None:
        """None: the provider gives this person nothing here."""
        told: Any = claims
        for part in self.claim.split("."):
            told = told.get(part) if isinstance(told, Mapping) else None
        held = {one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)}
        return next((one for one in self.role if one.when in held), None)


def mapping_of(path: Path) -> RoleMapping:
    """As the file stands now: whoever signs in after a change has it. Raises MappingRefused."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as missing:
        raise MappingRefused(f"读不到 {path} / cannot be read: {missing.strerror}") from None


@lru_cache(maxsize=4)
def _read(path: Path, _: int) -> RoleMapping:
    try:
        return RoleMapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as wrong:
        where = "; ".join(".".join(map(str, one["loc"])) for one in wrong.errors()) if isinstance(wrong, ValidationError) else str(wrong)
        raise MappingRefused(f"{path}：{where} 有误 / is wrong there") from None
