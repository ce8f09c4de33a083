"""A community's structure over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.structure import difficulty, facilities, groups, lineage, organisations, teams

ROUTERS: tuple[APIRouter, ...] = (difficulty.router, facilities.router, groups.router, lineage.router, organisations.router, teams.router)
