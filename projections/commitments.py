"""Registers of what an office commits itself to: promises and rules in editions, policies consulted on, pilots, joint work, trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.governance import commitments, consultation, joint_work, pilots, rule_documents, summons, training
from projections.register_rows import Register, changes, ends, ends_edition, opens, opens_edition, owner_in_body

if TYPE_CHECKING:
    from domain.journal import Recorded


def _key(body: Any) -> str:
    return str(body.key)


def _kind(body: Any) -> str:
    return str(body.kind.value)


def _number(body: Any) -> str:
    return str(body.number)


def _owner_district(one: Recorded) -> str:
    return str(one.body.district)


REGISTERS = (
    Register("training_tests", {training.TestScored: opens(lambda body: body.warden)}, owner=owner_in_body),
    Register(
        "commitments",
        {
            commitments.Published: opens_edition(_key),
            commitments.Revised: opens_edition(_key),
            commitments.Withdrawn: ends_edition(_key),
        },
        columns=("title", "category", "content", "procedure", "limit", "clock", "standard", "edition"),
        is_public=True,
    ),
    Register(
        "rule_documents",
        {rule_documents.Published: opens_edition(_kind), rule_documents.Repealed: ends_edition(_kind)},
        columns=("title", "kind", "edition", "words", "clause"),
        is_public=True,
    ),
    Register(
        "policy_drafts",
        {consultation.PolicyDrafted: opens(), consultation.PolicyPublished: ends()},
        columns=("title", "department", "touches_residents", "policy"),
        owner=_owner_district,
    ),
    Register(
        "policies",
        {consultation.PolicyPublished: opens()},
        columns=("title", "consulted", "clause"),
        is_public=True,
        owner=_owner_district,
    ),
    Register(
        "consultations",
        {consultation.ConsultationHeld: opens(lambda body: body.community)},
        columns=("community", "came", "opinions", "taken_up"),
        owner=owner_in_body,
    ),
    Register(
        "summonses",
        {
            summons.Requested: opens(status="requested"),
            summons.Consented: changes(status="consented"),
            summons.Declined: changes(status="declined"),
            summons.Issued: changes(status="issued"),
        },
        columns=("department", "title", "starts_at", "status", "requested_by", "consented_by", "declined_by", "issued_by", "meeting"),
        owner=owner_in_body,
    ),
    Register(
        "pilots",
        {pilots.PilotDesignated: opens(_number), pilots.PilotEnded: ends(_number)},
        columns=("number", "estate", "clause"),
        is_public=True,
    ),
    Register("joint_work", {joint_work.SetUp: opens()}, columns=("title", "parties", "clause"), owner=owner_in_body),
    Register(
        "joint_meetings",
        {joint_work.JointMeetingHeld: opens(_number)},
        columns=("number", "came", "clause"),
        owner=owner_in_body,
    ),
    Register(
        "letters",
        {joint_work.ResponsibilityLetterSigned: opens(_number)},
        columns=("number", "party", "duties", "until", "clause"),
        owner=owner_in_body,
    ),
    Register("trainings", {training.TrainingHeld: opens()}, columns=("title", "attended", "clause"), owner=owner_in_body),
)
