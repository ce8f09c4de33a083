"""Governance over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.governance import admissions, funding

ROUTERS: tuple[APIRouter, ...] = (
    admissions.router,
    funding.router,
)
