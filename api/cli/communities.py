"""`minqing community …`: the regulation a community follows."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import console_actor, opened
from api.cli.options import AsJson, Community, Document, Reason, told
from api.commands import territory
from domain.policy import PolicyProfile

app = typer.Typer(help="社区 / communities", no_args_is_help=True)


@app.callback()
def _only_branches() -> None:
    """Keeps `minqing community change-profile` a branch also while it is the only one."""


@app.command("change-profile")
def change_profile(
    community: Community,
    policy: Annotated[str, typer.Option(help=f"政策 / profile: {', '.join(PolicyProfile.names())}")],
    reason: Reason,
    document: Document = "",
    as_json: AsJson = False,
) -> None:
    """自此刻起改行另一制度，此前的记录仍依原制度 / follow another regulation from now on; what was written keeps the old one."""
    with opened() as office:
        ctx = office.ctx(console_actor("approver"), reason=reason, document=document)
        done = territory.change_profile(ctx, community, PolicyProfile.load(policy))
        told(office, done.answer, as_json)
