"""The four layers of the 民情图 and what each shows: the one place where ticket categories and visit purposes meet a layer.

Source: 润州 二（二）「按片区、楼栋分住户信息、楼宇党建、环境卫生、综合治理等类别绘制社区“民情图”」.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """categories, purposes: keys of the policy profiles."""

    key: str
    title: str
    english: str
    categories: frozenset[str]
    purposes: frozenset[str]


RESIDENTS = Layer("residents", "住户信息", "Residents", frozenset(), frozenset())
PARTY = Layer("party", "楼宇党建", "Party building", frozenset({"party_and_masses"}), frozenset({"party_members"}))
SANITATION = Layer("sanitation", "环境卫生", "Environment and sanitation", frozenset({"sanitation"}), frozenset({"environment_safety"}))
PUBLIC_ORDER = Layer("public_order", "综合治理", "Public order", frozenset({"public_order"}), frozenset({"mediation"}))
LAYERS = (RESIDENTS, PARTY, SANITATION, PUBLIC_ORDER)


def of_category(category: str) -> Layer:
    """What no layer names is about residents: civil affairs, culture, population, employment…"""
    return next((layer for layer in LAYERS if category in layer.categories), RESIDENTS)


def of_purpose(purpose: str) -> Layer:
    return next((layer for layer in LAYERS if purpose in layer.purposes), RESIDENTS)
