"""Governance over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.governance import admissions, appraisals, books, burdens, certificates, funding, honours, meetings, registers

ROUTERS: tuple[APIRouter, ...] = (
    admissions.router,
    appraisals.router,
    books.router,
    burdens.router,
    certificates.router,
    funding.router,
    honours.router,
    meetings.router,
    registers.router,
)
