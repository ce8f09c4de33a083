"""Governance over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.governance import (
    admissions,
    appraisals,
    books,
    burdens,
    certificates,
    consulting,
    funding,
    honours,
    joint,
    meetings,
    promises,
    registers,
)

ROUTERS: tuple[APIRouter, ...] = (
    admissions.router,
    appraisals.router,
    books.router,
    burdens.router,
    certificates.router,
    consulting.router,
    funding.router,
    honours.router,
    joint.router,
    meetings.router,
    promises.router,
    registers.router,
)
