"""One class per refused rule."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class HouseholdUnknown(Unknown):
    code = "household.unknown"


class HouseholdKnown(Refused):
    """The file is open already, for another door or other people. Facts: household."""

    code = "household.registered_already"


class HouseholdPresent(Refused):
    """It lives here: it moves within, or moves out first. Facts: household, building."""

    code = "household.present_already"


class HouseholdMovedOut(Refused):
    code = "household.moved_out_already"


class HouseholdEnded(Refused):
    """The file ended in a merge. Facts: household, into."""

    code = "household.ended"


class BeforeItLivedThere(Refused):
    """What happens to a household happens after its file begins. Facts: household, since."""

    code = "household.before_it_lived_there"


class ToldOtherwiseLater(Refused):
    """What is known of a later day would no longer follow. Facts: at, later (when that became true)."""

    code = "household.told_otherwise_later"


class CommunityOther(Refused):
    """Another community: move out there, move in here. Facts: household, community, other."""

    code = "household.other_community"


class BuildingDemolished(Refused):
    code = "household.building_demolished"


class GridMissing(Refused):
    """A plan is in force and leaves the building without a grid. Facts: building, plan."""

    code = "household.grid_missing"


class MembersMissing(Invalid):
    code = "household.no_members"


class PersonTwice(Invalid):
    code = "household.person_twice"


class RelationUnknown(Invalid):
    code = "household.relation_unknown"


class HeadTwice(Invalid):
    code = "household.head_twice"


class PersonLivesElsewhere(Refused):
    """Facts: person, household (where that person lives now)."""

    code = "household.person_lives_elsewhere"


class NotAMember(Refused):
    code = "household.not_a_member"


class NobodyLeft(Refused):
    """The last member does not leave: the household moves out or merges. Facts: household."""

    code = "household.nobody_left"


class SameHousehold(Invalid):
    code = "household.same_household"
