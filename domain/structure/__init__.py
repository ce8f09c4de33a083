"""How a community is built up beside its grids: who sits there, what bodies and groups it has, who leads them, what stands where.

One aggregate a file. Numbers come from the policy profile; what is refused says by which clause.
"""

from domain.structure import bodies, building_groups, facility, organisation, party_groups, team

__all__ = ["bodies", "building_groups", "facility", "organisation", "party_groups", "team"]
