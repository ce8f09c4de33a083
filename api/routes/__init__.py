"""Routers: they parse, ask who may, call one command or one query, and speak. No SQL, no rules."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import state

ROUTERS: tuple[APIRouter, ...] = (state.router,)
