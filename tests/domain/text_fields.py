"""What every readable text field of every event holds. A new one is a decision about personal data: it is named here, or sealed."""

from __future__ import annotations

KINDS: dict[str, str] = {
    # keys of a governed list: the profile's, a catalogue's, the product's own
    "code": "addressees appraisal award basis_note cadence calendar capped_by category channel code crs effort employment exception "
    "footprint ground hat_a kind key ledger limit made_with month outcome part payer procedure profile proposes purpose relation replaces "
    "role rounding rule section source standing step steps tool type_key use why duty balance uncrossed team lead bodies authority "
    "paper template system target shift other",
    # sign-in names of staff, ids and days: pseudonyms that the accounts and rosters explain
    "account": "account allowed_by answered_by approved_by asked_by attendant by called called_by came candidates certified_by checked_by "
    "chosen confirmed_by consented_by corrected_by declined_by dismissed_by drafted_by drawn_by due first_responder found_by issued_by "
    "late lifted_by proposed_by proxy recipient recorded_by rectified_by rejected_by requested_by responsible returned_by ruled_by set_by "
    "struck_by subject subjects submitted_by superior to verified_by who withdrawn_by worker",
    # what an office publishes or files: documents, titles, bodies, promises
    "official": "agreement auditor basis body claimant clause content department district document duties filed_as filed_with legal_basis "
    "note notice parties party post proposer quote report standard succeeded_by supervision hotline title told words activity number",
    # land and what stands on it, plans and their grids
    "place": "address attribution estate line name snapshot",
    # digests, seeds and figures kept as text
    "technical": "commitment fingerprint funds_working root seed sha256 street_working workers_working",
}
REASONS_OF_OFFICE = (
    "admission.",
    "building.",
    "building_group.",
    "community.",
    "facility.",
    "organisation.",
    "party_group.",
    "plan.",
)
"""Whose `reason` is an official one. Elsewhere it is told of people, and api.commands.evidence.in_confidence seals it."""
REASONS_OF_PEOPLE = ("duty.", "household.", "ticket.")


def kind_of(event: str, field: str) -> str | None:
    """None: nobody has looked at it."""
    if field == "reason":
        return "official" if event.startswith(REASONS_OF_OFFICE) else "sealed" if event.startswith(REASONS_OF_PEOPLE) else None
    return next((kind for kind, names in KINDS.items() if field in names.split()), None)
