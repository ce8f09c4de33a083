"""Routers: they parse, ask who may, call one command or one query, and speak. No SQL, no rules."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import (
    attendance,
    audit,
    buildings,
    callbacks,
    care,
    communities,
    diary,
    duty,
    families,
    governance,
    ledgers,
    outreach,
    pages,
    plans,
    residents,
    rota,
    rounds,
    sheets,
    spot_checks,
    state,
    structure,
    ticket_steps,
    tickets,
    visits,
)

ROUTERS: tuple[APIRouter, ...] = (
    state.router,
    communities.router,
    buildings.router,
    plans.router,
    residents.router,
    visits.router,
    spot_checks.router,
    rounds.router,
    care.router,
    families.router,
    diary.router,
    attendance.router,
    duty.router,
    rota.router,
    ledgers.router,
    outreach.router,
    tickets.router,
    ticket_steps.router,
    callbacks.router,
    audit.router,
    pages.router,
    sheets.router,
    *governance.ROUTERS,
    *structure.ROUTERS,
)
