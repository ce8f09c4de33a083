"""A community's structure over HTTP: one router a register."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.structure import organisations

ROUTERS: tuple[APIRouter, ...] = (organisations.router,)
