"""A household (户): one file, one door, exactly one grid.

The law it keeps: a household lives behind one door at a time; whoever leaves it is named; it follows its building's grid.
Names, ID numbers, phones, needs and the door's number stand in the events as sealed blocks only.

Read in this order: events, state, then the decisions: moves (where it lives) and family (who belongs to it).
"""

from domain.household.events import (
    Absorbed,
    FormedBySplit,
    Hukou,
    Member,
    MemberJoined,
    MemberLeft,
    Merged,
    MovedIn,
    MovedOut,
    MovedWithin,
    Reassigned,
    Registered,
    Split,
)
from domain.household.family import add_member, merge, remove_member, split
from domain.household.moves import move_in, move_out, move_within, reassign, register
from domain.household.refusals import (
    BuildingDemolished,
    CommunityOther,
    GridMissing,
    HeadTwice,
    HouseholdEnded,
    HouseholdKnown,
    HouseholdMovedOut,
    HouseholdPresent,
    HouseholdUnknown,
    MembersMissing,
    NobodyLeft,
    NotAMember,
    PersonLivesElsewhere,
    PersonTwice,
    RelationUnknown,
    SameHousehold,
)
from domain.household.requirements import RELATIONS, LivesIn, Place
from domain.household.state import Standing, State, evolve, fold

__all__ = [
    "RELATIONS",
    "Absorbed",
    "BuildingDemolished",
    "CommunityOther",
    "FormedBySplit",
    "GridMissing",
    "HeadTwice",
    "HouseholdEnded",
    "HouseholdKnown",
    "HouseholdMovedOut",
    "HouseholdPresent",
    "HouseholdUnknown",
    "Hukou",
    "LivesIn",
    "Member",
    "MemberJoined",
    "MemberLeft",
    "MembersMissing",
    "Merged",
    "MovedIn",
    "MovedOut",
    "MovedWithin",
    "NobodyLeft",
    "NotAMember",
    "PersonLivesElsewhere",
    "PersonTwice",
    "Place",
    "Reassigned",
    "Registered",
    "RelationUnknown",
    "SameHousehold",
    "Split",
    "Standing",
    "State",
    "add_member",
    "evolve",
    "fold",
    "merge",
    "move_in",
    "move_out",
    "move_within",
    "reassign",
    "register",
    "remove_member",
    "split",
]
