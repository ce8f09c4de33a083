"""By which words a rule of governance holds in a community."""

from __future__ import annotations

from domain.policy import PolicyProfile, Value

DEFAULT = "文件未规定：产品默认 (not in the document: default of the product)"


def clause_of(profile: PolicyProfile, key: str) -> str:
    """The clause of the profile's rule; where the regulation is silent the product's default holds and says so."""
    rule = profile.rules.get(key)
    return rule.clause if rule else DEFAULT


def quote_of(profile: PolicyProfile, key: str) -> str:
    """The words themselves; blank where there are none."""
    rule = profile.rules.get(key)
    return rule.source.quote if rule else ""


def value_of(profile: PolicyProfile, key: str, default: Value) -> Value:
    rule = profile.rules.get(key)
    return rule.value if rule else default
