"""Ids as they stand in addresses: each names its kind, so that a plan is never taken for a household."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

_KEY = "-[0-9a-z]{4,40}$"
PlanPath = Annotated[str, Path(pattern=f"^pln{_KEY}")]
GridPath = Annotated[str, Path(pattern=f"^grd{_KEY}")]
HouseholdPath = Annotated[str, Path(pattern=f"^hh{_KEY}")]
PersonPath = Annotated[str, Path(pattern=f"^psn{_KEY}")]
WardenPath = Annotated[str, Path(pattern=f"^wdn{_KEY}")]
PostPath = Annotated[str, Path(pattern=f"^pst{_KEY}")]
LeavePath = Annotated[str, Path(pattern=f"^lev{_KEY}")]
TicketPath = Annotated[str, Path(pattern=f"^tkt{_KEY}")]
TicketName = Annotated[str, Path(pattern=f"^(tkt{_KEY[:-1]}|[0-9]{{8}}-[0-9A-Z]{{6}})$")]
"""By id or by number."""
Month = Annotated[str, Path(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
ShiftPath = Annotated[str, Path(pattern=r"^[0-9]{8}-[a-z_]{2,20}-[0-9]{1,2}$")]
