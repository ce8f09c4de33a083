"""Duty over the year: posts with A and B, leaves while B covers, two people who stand in, two hand-overs, a warden for the new grid."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from api.commands import roster, tickets
from api.commands.evidence import hold_community
from api.commands.ground import planned
from api.commands.roster import hold_roster
from api.demo.boundaries import borders
from api.demo.cast import ACCOUNTS, DESK, WARDENS, Warden
from api.demo.hours import day_of, instant
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain import community, cover, ticket
from domain.cover import Post, Roster
from domain.grid_plan import assignment
from domain.ids import GridId, PostId, TicketId, WardenId
from domain.ticket import Level
from projections import ticket_board

AHEAD = timedelta(days=6)
_SIGNING_IN = {account for account, role, _ in ACCOUNTS if role == "warden"}
"""They keep their grids all year, so that whoever signs in finds one."""
STAND_INS = (2, 7)
"""Of the leaves in their order, those for which somebody else than B stands in."""


def enrolment(scene: Scene) -> None:
    """Everybody who will be a warden: the first plan opens a post for each of its grids."""
    for account, name, employment in WARDENS:
        phone = scene.registry.phone()
        told = scene.stage.do(
            f"enroll {account}",
            DESK,
            lambda ctx, who=(account, name, phone), e=employment: roster.enroll(ctx, scene.code, *who, employment=e),
        )
        scene.wardens.append(Warden(told["warden"], account, name))


def appointments(scene: Scene) -> None:
    """Each warden is A of the own grid and B of a neighbour's."""
    posts = {post.grid: post.post for post in _roster(scene).posts.values()}
    own = dict(zip(_grids(scene), scene.wardens, strict=False))
    for grid, neighbour in _neighbours(scene, list(own)).items():
        _appoint(scene, posts[grid], own[grid], own[neighbour], f"润社聘〔{scene.today().year}〕3号")


def leave(scene: Scene, number: int, of: int) -> Story:
    """Somebody goes on leave for some days; asked for in time."""
    rng = dice(f"leave {number}")
    yield scene.at(0.10 + 0.86 * number / of, rng)
    posts = _staffed(scene)
    post = posts[number % len(posts)]
    now = scene.stage.clock.now
    away = WardenId(_holder(post.primaries, scene))
    starts_at = instant(day_of(now + AHEAD), 0)
    ends_at = starts_at + timedelta(days=rng.randint(2, 6))
    if number in STAND_INS or of < 4:
        named = _stand_in(scene, post)
        scene.stage.do(
            f"stand in {number}",
            DESK,
            lambda ctx: roster.stand_in(ctx, scene.code, post.post, named, starts_at, ends_at),
            reason="年休假代岗",
        )
    scene.stage.do(f"leave {number}", DESK, lambda ctx: roster.grant_leave(ctx, scene.code, away, starts_at, ends_at), reason="年休假")


def hand_over(scene: Scene, number: int, share: float, *, leaves: bool) -> Story:
    """A warden passes grid, households and open tickets to one who had none; then leaves the community, or stays for other work."""
    yield scene.at(share)
    posts = [one for one in _staffed(scene) if scene.warden_of(_holder(one.primaries, scene)).account not in _SIGNING_IN]
    if len(posts) < number:
        return
    post = posts[number - 1]
    old, new = scene.warden_of(_holder(post.primaries, scene)), _free(scene)
    grid, key = post.grid, f"hand over {number}"
    scene.stage.do(
        key,
        DESK,
        lambda ctx: roster.hand_over(
            ctx, scene.code, post.post, WardenId(old.warden), WardenId(new.warden), note="钥匙、联系卡与民情日志一并移交。"
        ),
        document=f"润社聘〔{scene.today().year}〕{8 + number}号",
    )
    _pass_tickets(scene, key, grid, old, new)
    if leaves:
        for other in _standing_by(scene, old):
            scene.stage.do(
                f"{key} {other.post}", DESK, lambda ctx, post=other.post: roster.designate(ctx, scene.code, post, WardenId(new.warden))
            )
        scene.stage.do(f"{key} release", DESK, lambda ctx: roster.release(ctx, scene.code, WardenId(old.warden)), reason="到龄退休")


def newcomer(scene: Scene) -> Story:
    """The grid that was split off gets a warden of its own."""
    yield scene.at(0.46)
    doubled = [warden for warden, posts in Counter(_holder(post.primaries, scene) for post in _staffed(scene)).items() if posts > 1]
    for warden in doubled:
        post = max((one for one in _staffed(scene) if _holder(one.primaries, scene) == warden), key=lambda one: one.opened.starts_at)
        _appoint(scene, post.post, _free(scene), scene.warden_of(warden), f"润社聘〔{scene.today().year}〕7号")


def _appoint(scene: Scene, post: str, a: Warden, b: Warden, document: str) -> None:
    standby = WardenId(b.warden) if b != a else None
    scene.stage.do(
        f"appoint {post} {a.account}",
        DESK,
        lambda ctx: roster.appoint(ctx, scene.code, PostId(post), WardenId(a.warden), standby=standby),
        document=document,
    )


def _grids(scene: Scene) -> list[GridId]:
    """Of the plan in force, by code."""
    owner = hold_community(scene.looking(), scene.code).state
    assert owner is not None
    on = planned(scene.looking(), community.plan_in_force(owner, scene.today()) or owner.enactments[-1].plan)
    return [grid.grid for grid in sorted(on.state.grids.values(), key=lambda grid: grid.code)]


def _neighbours(scene: Scene, grids: list[GridId]) -> dict[GridId, GridId]:
    """The neighbour with the longest common border; a grid without one looks to the next."""
    owner = hold_community(scene.looking(), scene.code).state
    assert owner is not None
    on = planned(scene.looking(), owner.enactments[-1].plan)
    shared = borders(on.ground, assignment(on.state.grids.values()))
    following = dict(zip(grids, [*grids[1:], grids[0]], strict=True))
    return {
        grid: max((other for other in grids if (grid, other) in shared), key=lambda other: shared[grid, other], default=following[grid])
        for grid in grids
    }


def _roster(scene: Scene) -> Roster:
    held = hold_roster(scene.looking(), scene.community).state
    assert held is not None
    return held


def _staffed(scene: Scene) -> list[Post]:
    """Open posts with a holder A, in the order of the wardens."""
    now, places = scene.stage.clock.now, {warden.warden: place for place, warden in enumerate(scene.wardens)}
    posts = [post for post in _roster(scene).posts.values() if post.opened.holds(now) and cover.holder(post.primaries, now)]
    return sorted(posts, key=lambda post: (places[_holder(post.primaries, scene)], post.opened.starts_at))


def _standing_by(scene: Scene, warden: Warden) -> list[Post]:
    return [post for post in _staffed(scene) if _holder(post.standbys, scene) == warden.warden]


def _holder(holdings: tuple[cover.Holding, ...], scene: Scene) -> str:
    return cover.holder(holdings, scene.stage.clock.now) or ""


def _free(scene: Scene) -> Warden:
    """The first enrolled warden without a grid."""
    known, now = _roster(scene), scene.stage.clock.now
    busy = {_holder(post.primaries, scene) for post in _staffed(scene)}
    return next(one for one in scene.wardens if one.warden not in busy and known.wardens[WardenId(one.warden)].is_enrolled(now))


def _stand_in(scene: Scene, post: Post) -> WardenId:
    """Neither A nor B of the post."""
    known, now = _roster(scene), scene.stage.clock.now
    taken = {_holder(post.primaries, scene), _holder(post.standbys, scene)}
    free = (one.warden for one in scene.wardens if one.warden not in taken and known.wardens[WardenId(one.warden)].is_enrolled(now))
    return WardenId(next(free))


def _pass_tickets(scene: Scene, key: str, grid: GridId, old: Warden, new: Warden) -> None:
    """What the old warden had in hand goes to the new one."""
    office, now = scene.stage.office, scene.stage.clock.now
    with office.reading() as connection:
        rows = ticket_board.open_in_grid(connection, grid, now)
    for row in rows:
        state = ticket.fold(each.body for each in office.journal.read(row["ticket"]))
        if state is None or state.responsible.level is not Level.GRID or state.responsible.warden != old.warden:
            continue
        stream = TicketId(row["ticket"])
        scene.stage.do(
            f"{key} {stream}",
            DESK,
            lambda ctx, stream=stream: tickets.dispatch(ctx, stream, Level.GRID, new.account, warden=WardenId(new.warden)),
            reason="岗位交接",
        )
