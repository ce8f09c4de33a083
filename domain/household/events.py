"""Stored formats: change only with an upcast and a golden file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import BuildingId, CommunityId, CorrectionId, GridId, HouseholdId, PersonId, PlanId
from domain.schema import event
from domain.values import Sealed


class Hukou(StrEnum):
    """Whether the household is registered (户籍) where it lives: 人户一致, 人户分离, not known."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Member:
    """relation: to the head ("head", "spouse", "child", "parent", "grandchild", "other"). sealed: name, ID number, birth, phone, needs."""

    person: PersonId
    relation: str
    sealed: Sealed


@event("household.registered")
class Registered:
    """A file is opened for a household that lives here already. door: sealed unit and room. source: "import", "visit", "desk"."""

    household: HouseholdId
    community: CommunityId
    building: BuildingId
    grid: GridId | None
    door: Sealed
    hukou: Hukou
    members: tuple[Member, ...]
    source: str


@event("household.moved_in")
class MovedIn:
    """Comes from outside, new or returning."""

    household: HouseholdId
    community: CommunityId
    building: BuildingId
    grid: GridId | None
    door: Sealed
    hukou: Hukou
    members: tuple[Member, ...]
    came_from: Sealed | None


@event("household.moved_within")
class MovedWithin:
    """The whole household changes door inside the community."""

    from_building: BuildingId
    to_building: BuildingId
    from_grid: GridId | None
    to_grid: GridId | None
    door: Sealed
    reason: str


@event("household.moved_out")
class MovedOut:
    from_building: BuildingId
    from_grid: GridId | None
    going_to: Sealed | None
    reason: str


@event("household.split")
class Split:
    """Members leave to form a household of their own (分户)."""

    into: HouseholdId
    persons: tuple[PersonId, ...]
    reason: str


@event("household.formed_by_split")
class FormedBySplit:
    household: HouseholdId
    community: CommunityId
    came_from: HouseholdId
    building: BuildingId
    grid: GridId | None
    door: Sealed
    hukou: Hukou
    members: tuple[Member, ...]


@event("household.merged")
class Merged:
    """This file ends; its members join another household (并户)."""

    into: HouseholdId
    reason: str


@event("household.absorbed")
class Absorbed:
    came_from: HouseholdId
    members: tuple[Member, ...]


@event("household.reassigned")
class Reassigned:
    """The grid changes, the door does not: a plan took effect, or a correction (plan is None)."""

    from_grid: GridId | None
    to_grid: GridId | None
    plan: PlanId | None
    document: str


@event("household.readdressed")
class Readdressed:
    """The same door in another building of the register: a block was divided into its stairwells, or made whole again. Nobody moved.

    It holds from when the household came to live behind that door, or its door was put right.
    """

    from_building: BuildingId
    to_building: BuildingId
    door: Sealed
    reason: str


@event("household.member_joined")
class MemberJoined:
    member: Member
    reason: str


@event("household.member_left")
class MemberLeft:
    person: PersonId
    reason: str


@event("household.member_died")
class MemberDied:
    """The envelope's effective time is the day of death."""

    person: PersonId


@event("household.part_moved_out")
class PartMovedOut:
    """Some members leave the community; the household stays."""

    persons: tuple[PersonId, ...]
    going_to: Sealed | None
    reason: str


@event("household.head_changed")
class HeadChanged:
    """members: everybody whose relation is another now, with the relation to the new head."""

    head: PersonId
    members: tuple[Member, ...]
    reason: str


@event("household.member_corrected")
class MemberCorrected:
    """What the file says of a member, as approved. member: whole, as it should have been told."""

    member: Member
    correction: CorrectionId


@event("household.door_corrected")
class DoorCorrected:
    """Nobody moved: the door's number was wrong."""

    building: BuildingId
    door: Sealed
    correction: CorrectionId
