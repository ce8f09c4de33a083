"""Targets by year and the communities certified towards them; commendations."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.commands.evidence import hold
from api.commands.governance.deciding import decided, on_day, owner_of
from api.context import Ctx, Done
from domain.governance import appraisal, commendation, scheme, targets
from domain.governance.appraisal import AppraisalUnknown, Grade
from domain.ids import AppraisalId, CommunityId, commendations_id, community_id, district_code, targets_id
from domain.policy import PolicyProfile
from domain.policy_terms import Target
from domain.required import require_name
from domain.schema import Events
from projections import registers


def set_target(ctx: Ctx, code: str, target: str, year: int, percent: int) -> Done:
    stream = targets_id(community_id(code))

    def decide(state: targets.State | None, profile: PolicyProfile) -> Events:
        given = {"targets": stream, "target": target, "year": year, "percent": percent}
        return targets.set_target(state, **given, document=ctx.document, profile=profile)

    return decided(ctx, code, stream, targets, decide)


def certify(ctx: Ctx, code: str, accepted: AppraisalId) -> Done:
    """accepted: the community's acceptance appraisal, closed as passed."""
    owner, profile = owner_of(ctx, code)
    assert owner.state is not None
    community, is_rural, stream = owner.state.community, owner.state.is_rural, targets_id(owner.state.community)
    grade = _grade(ctx, accepted, community, profile)

    def decide(state: targets.State | None, profile: PolicyProfile) -> Events:
        given = {"targets": stream, "community": community, "is_rural": is_rural, "appraisal": accepted, "grade": grade}
        return targets.certify(state, **given, on=on_day(ctx), document=ctx.document, profile=profile)

    return decided(ctx, code, stream, targets, decide)


def _grade(ctx: Ctx, accepted: AppraisalId, community: CommunityId, profile: PolicyProfile) -> Grade | None:
    """The result of that appraisal, where it appraised this community as a whole. Raises AppraisalUnknown."""
    state = hold(ctx, accepted, appraisal.fold).state
    if state is None or state.community != community:
        raise AppraisalUnknown()
    of = hold(ctx, state.scheme, scheme.fold).state
    term = profile.appraisals.get(of.appraisal) if of else None
    return state.grade if term and term.subject == "community" else None


def withdraw(ctx: Ctx, code: str) -> Done:
    community = community_id(code)

    def decide(state: targets.State | None, profile: PolicyProfile) -> Events:
        return targets.withdraw(state, community=community, on=on_day(ctx), document=ctx.document, profile=profile)

    return decided(ctx, code, targets_id(community), targets, decide, begins=False)


def award(ctx: Ctx, code: str, key: str, name: str = "", recipient: str = "") -> Done:
    """name: of a person, sealed. recipient: the id of that person, where the product knows it. The year is that of the day it is given."""
    community = community_id(code)
    stream = commendations_id(community, on_day(ctx).year)
    _, profile = owner_of(ctx, code)
    is_person = commendation.award_of(profile, key).to == "person"
    if is_person:
        require_name(name)
    sealed = ctx.vault.seal(recipient or ctx.new_id("awd"), {"name": name}) if is_person else None
    held = hold(ctx, targets_id(community), targets.fold)
    certified = {one for _, one in held.state.certified} if held.state else set()

    def decide(state: commendation.State | None, profile: PolicyProfile) -> Events:
        given = {"commendations": stream, "community": community, "award": key, "recipient": recipient, "name": sealed}
        return commendation.award(
            state, **given, is_certified=community in certified, on=on_day(ctx), document=ctx.document, profile=profile
        )

    return decided(ctx, code, stream, commendation, decide, besides=lambda: [held.stands()])


def revoke(ctx: Ctx, code: str, year: int, number: int) -> Done:
    def decide(state: commendation.State | None, _: PolicyProfile) -> Events:
        return commendation.revoke(state, number=number, on=on_day(ctx), document=ctx.document)

    return decided(ctx, code, commendations_id(community_id(code), year), commendation, decide, begins=False)


def progress(ctx: Ctx, code: str) -> list[dict[str, Any]]:
    """Of each target of the profile: year by year what is wanted and what was reached, at the end of the year or, while it lasts, today."""
    _, profile = owner_of(ctx, code)
    district = district_code(community_id(code))
    ctx.office.freshen(registers.NAME)
    with ctx.office.reading() as connection:
        raised = [one["told"] for one in registers.lines(connection, "targets", district)]
        return [
            _of_year(ctx, registers.counts(connection, district, term.key, _last_day(ctx, year)), term, year, percent)
            for term in profile.targets.values()
            for year, percent in targets.percents_of(term, _raised(raised, term)).items()
        ]


def _raised(told: list[dict[str, Any]], term: Target) -> dict[int, int]:
    return {one["year"]: one["percent"] for one in told if one["target"] == term.key}


def _last_day(ctx: Ctx, year: int) -> date:
    return min(ctx.today, date(year, 12, 31))


def _of_year(ctx: Ctx, counts: dict[str, int], term: Target, year: int, percent: int) -> dict[str, Any]:
    of = counts["urban"] if term.of == "urban" else counts["urban"] + counts["rural"]
    certified = counts["urban_certified"] + (0 if term.of == "urban" else counts["rural_certified"])
    reached = certified if term.counts == "certified" else counts["planned"]
    told = {"target": term.key, "title": term.title, "year": year, "percent": percent, "communities": of, "reached": reached}
    beside = counts["rural_certified"] if term.of == "urban" else None
    share = round(reached * 100 / of, 1) if of else None
    standing = targets.reach(reached, of, percent, year, ctx.today)
    return told | {"share": share, "rural_beside": beside, "standing": standing.value, "clause": term.source.clause}
