"""Governance over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.governance import admissions, certificates, funding

ROUTERS: tuple[APIRouter, ...] = (
    admissions.router,
    certificates.router,
    funding.router,
)
