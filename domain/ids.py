"""Typed identifiers. An aggregate's id is also the name of its stream: a three-letter kind, a hyphen, a key."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from typing import NewType

from domain.errors import Invalid

CommunityId = NewType("CommunityId", str)
"""`com-` and the 12-digit code of the community (6 county + 3 subdistrict + 3 community)."""
TessellationId = NewType("TessellationId", str)
BuildingId = NewType("BuildingId", str)
PlanId = NewType("PlanId", str)
GridId = NewType("GridId", str)
"""`grd-…`: identity for ever. The official code is a dated attribute of it (GridCode)."""
GridCode = NewType("GridCode", str)
"""15 digits: the community's 12 and a sequence of 3. Issued once, never reused."""
HouseholdId = NewType("HouseholdId", str)
PersonId = NewType("PersonId", str)
DutyId = NewType("DutyId", str)
"""`dty-` and the 12-digit code of the community: one roster per community."""
PostId = NewType("PostId", str)
WardenId = NewType("WardenId", str)
LeaveId = NewType("LeaveId", str)
TicketId = NewType("TicketId", str)
VisitId = NewType("VisitId", str)
CallbackId = NewType("CallbackId", str)
"""`cbk-` and the 12-digit code of the community."""
RoundId = NewType("RoundId", str)
PatrolId = NewType("PatrolId", str)
NeedId = NewType("NeedId", str)
ObservationId = NewType("ObservationId", str)
TagFileId = NewType("TagFileId", str)
"""`tag-` and the key of the person: the tags of one person, one stream."""
AttendanceId = NewType("AttendanceId", str)
"""`att-` and the key of the warden: one stream per warden."""
CorrectionId = NewType("CorrectionId", str)
PersonalMeasureId = NewType("PersonalMeasureId", str)
SpotCheckId = NewType("SpotCheckId", str)
"""`chk-` and the 12-digit code of the community: its draws, one stream."""
DisciplineId = NewType("DisciplineId", str)
"""`dsc-` and the key of the warden: one stream per warden."""
AdmissionId = NewType("AdmissionId", str)
TaskRefusalId = NewType("TaskRefusalId", str)
DutyListsId = NewType("DutyListsId", str)
"""`lst-` and the 6-digit code of the district: one pair of lists for all its communities."""
CertificateTypesId = NewType("CertificateTypesId", str)
"""`crt-` and the 6-digit code of the district."""
SealId = NewType("SealId", str)
"""`sel-` and the 12-digit code of the community."""
CertificateId = NewType("CertificateId", str)
BurdenId = NewType("BurdenId", str)
InspectionId = NewType("InspectionId", str)
SiteIssueId = NewType("SiteIssueId", str)
CopiesId = NewType("CopiesId", str)
"""`cpy-` and the key of the person: the electronic copies of one person, one stream."""
GuidanceFundId = NewType("GuidanceFundId", str)
"""`gfd-` and the 6-digit code of the district."""
PayId = NewType("PayId", str)
"""`pay-` and the key of the appraisal it follows."""
ProjectId = NewType("ProjectId", str)
QualificationId = NewType("QualificationId", str)
CaseId = NewType("CaseId", str)
PairingsId = NewType("PairingsId", str)
"""`prg-` and the 12-digit code of the community."""
DutyFilingId = NewType("DutyFilingId", str)
"""`dpf-` and the 12-digit code of the community."""
IntegrationsId = NewType("IntegrationsId", str)
"""`igr-` and the 6-digit code of the district."""
LedgerTemplatesId = NewType("LedgerTemplatesId", str)
"""`ltp-` and the 6-digit code of the district."""
LotsId = NewType("LotsId", str)
"""`lot-`, the code of the area drawn for, and a word for what is drawn."""
MeetingId = NewType("MeetingId", str)
ReportId = NewType("ReportId", str)
ReminderId = NewType("ReminderId", str)
"""One for each day of a community."""
ComplianceId = NewType("ComplianceId", str)
"""One for each community: what came round and was not done."""
SchemeId = NewType("SchemeId", str)
AppraisalId = NewType("AppraisalId", str)
RatingId = NewType("RatingId", str)
TargetsId = NewType("TargetsId", str)
"""`tgt-` and the 6-digit code of the district."""
CommendationsId = NewType("CommendationsId", str)
"""`awd-`, the 9-digit code of the subdistrict, `y` and the year: what is given in a year, one stream."""
CommitmentsId = NewType("CommitmentsId", str)
"""`cmt-` and the 12-digit code of the community."""
RuleDocumentsId = NewType("RuleDocumentsId", str)
"""`rdc-` and the 9-digit code of the subdistrict."""
PublicPolicyId = NewType("PublicPolicyId", str)
SummonsId = NewType("SummonsId", str)
PilotsId = NewType("PilotsId", str)
"""`plt-` and the 12-digit code of the community."""
JointWorkId = NewType("JointWorkId", str)
TrainingId = NewType("TrainingId", str)
RotaId = NewType("RotaId", str)
"""`rot-`, the 12-digit code of the community and the month: one stream a month."""
CalendarId = NewType("CalendarId", str)
CallId = NewType("CallId", str)
CardId = NewType("CardId", str)
BoardId = NewType("BoardId", str)
"""`ntc-` and the 12-digit code of the community: its notice board, one stream."""
FundingId = NewType("FundingId", str)
"""`fnd-` and the 9-digit code of the subdistrict."""
BodiesId = NewType("BodiesId", str)
"""`bod-` and the code of the area: 12 digits of a community, 9 of a subdistrict."""
FacilityId = NewType("FacilityId", str)
DifficultyId = NewType("DifficultyId", str)
DividersId = NewType("DividersId", str)
"""`dif-` and the 12-digit code of the community."""
BuildingGroupsId = NewType("BuildingGroupsId", str)
"""`bgs-` and the 12-digit code of the community."""
BuildingGroupId = NewType("BuildingGroupId", str)
BuildingHeadId = NewType("BuildingHeadId", str)
TeamId = NewType("TeamId", str)
"""`tem-` and the 12-digit code of the community."""
TeamMemberId = NewType("TeamMemberId", str)
OrganisationId = NewType("OrganisationId", str)
PartyGroupsId = NewType("PartyGroupsId", str)
"""`ptg-` and the 12-digit code of the community."""

KINDS = {
    "com": CommunityId,
    "tes": TessellationId,
    "bld": BuildingId,
    "pln": PlanId,
    "grd": GridId,
    "hh": HouseholdId,
    "psn": PersonId,
    "dty": DutyId,
    "pst": PostId,
    "wdn": WardenId,
    "lev": LeaveId,
    "tkt": TicketId,
    "vis": VisitId,
    "rnd": RoundId,
    "ptl": PatrolId,
    "ned": NeedId,
    "obs": ObservationId,
    "tag": TagFileId,
    "att": AttendanceId,
    "cor": CorrectionId,
    "pms": PersonalMeasureId,
    "chk": SpotCheckId,
    "cbk": CallbackId,
    "dsc": DisciplineId,
    "adm": AdmissionId,
    "trf": TaskRefusalId,
    "lst": DutyListsId,
    "crt": CertificateTypesId,
    "sel": SealId,
    "cer": CertificateId,
    "brd": BurdenId,
    "ins": InspectionId,
    "sis": SiteIssueId,
    "cpy": CopiesId,
    "gfd": GuidanceFundId,
    "pay": PayId,
    "prj": ProjectId,
    "qlf": QualificationId,
    "cas": CaseId,
    "prg": PairingsId,
    "dpf": DutyFilingId,
    "igr": IntegrationsId,
    "ltp": LedgerTemplatesId,
    "lot": LotsId,
    "mtg": MeetingId,
    "rpt": ReportId,
    "cpl": ComplianceId,
    "rmd": ReminderId,
    "sch": SchemeId,
    "apr": AppraisalId,
    "rtg": RatingId,
    "tgt": TargetsId,
    "awd": CommendationsId,
    "cmt": CommitmentsId,
    "rdc": RuleDocumentsId,
    "pub": PublicPolicyId,
    "smn": SummonsId,
    "plt": PilotsId,
    "jnt": JointWorkId,
    "trn": TrainingId,
    "fnd": FundingId,
    "bod": BodiesId,
    "bgs": BuildingGroupsId,
    "fac": FacilityId,
    "dif": DifficultyId,
    "div": DividersId,
    "bgp": BuildingGroupId,
    "bhd": BuildingHeadId,
    "tem": TeamId,
    "tmb": TeamMemberId,
    "org": OrganisationId,
    "ptg": PartyGroupsId,
    "rot": RotaId,
    "cal": CalendarId,
    "cll": CallId,
    "crd": CardId,
    "ntc": BoardId,
}
_ID = re.compile(r"(?P<kind>[a-z]{2,3})-(?P<key>[0-9a-z]{4,40})")
_COMMUNITY = re.compile(r"[0-9]{12}")


def kind_of(stream: str) -> str:
    """The kind of an id ("hh", "pln", …). Raises ValueError when it is not one of ours."""
    match = _ID.fullmatch(stream)
    if match is None or match["kind"] not in KINDS:
        raise ValueError(f"not an id: {stream[:60]!r}")
    return match["kind"]


class CommunityCodeInvalid(Invalid):
    """Facts: digits (how many a code has)."""

    code = "community.code_invalid"


def community_id(code: str) -> CommunityId:
    """Raises CommunityCodeInvalid unless `code` has 12 digits."""
    if _COMMUNITY.fullmatch(code) is None:
        raise CommunityCodeInvalid(digits=12)
    return CommunityId(f"com-{code}")


def community_code(community: CommunityId) -> str:
    return community.removeprefix("com-")


def building_id(community: CommunityId, source: str) -> BuildingId:
    """The same row of the same source gives the same building, so that a file read twice registers nothing twice."""
    digest = hashlib.blake2s(f"{community}|{source}".encode(), digest_size=10).digest()
    return BuildingId("bld-" + base64.b32encode(digest).decode().lower())


def duty_id(community: CommunityId) -> DutyId:
    return DutyId("dty-" + community_code(community))


def visit_id(household: HouseholdId, warden: WardenId, visited_at: str) -> VisitId:
    """The same visit on the same row of a sheet gives the same id: a sheet that comes twice records nothing twice.

    visited_at: ISO form in UTC.
    """
    digest = hashlib.blake2s(f"{household}|{warden}|{visited_at}".encode(), digest_size=10).digest()
    return VisitId("vis-" + base64.b32encode(digest).decode().lower())


def callback_id(community: CommunityId) -> CallbackId:
    return CallbackId("cbk-" + community_code(community))


def reminder_id(community: CommunityId, on: date) -> ReminderId:
    return ReminderId(f"rmd-{community_code(community)}d{on:%Y%m%d}")


def compliance_id(community: CommunityId) -> ComplianceId:
    return ComplianceId("cpl-" + community_code(community))


def spot_check_id(community: CommunityId) -> SpotCheckId:
    return SpotCheckId("chk-" + community_code(community))


def tag_file_id(person: PersonId) -> TagFileId:
    return TagFileId("tag-" + person.removeprefix("psn-"))


def copies_id(person: PersonId) -> CopiesId:
    return CopiesId("cpy-" + person.removeprefix("psn-"))


def pay_id(appraisal: AppraisalId) -> PayId:
    return PayId("pay-" + appraisal.removeprefix("apr-"))


def attendance_id(warden: WardenId) -> AttendanceId:
    return AttendanceId("att-" + warden.removeprefix("wdn-"))


def discipline_id(warden: WardenId) -> DisciplineId:
    return DisciplineId("dsc-" + warden.removeprefix("wdn-"))


CALENDAR = CalendarId("cal-china")
"""One for the whole installation."""


def rota_id(community: CommunityId, month: str) -> RotaId:
    """month: "2026-12"."""
    return RotaId(f"rot-{community_code(community)}m{month.replace('-', '')}")


def board_id(community: CommunityId) -> BoardId:
    return BoardId("ntc-" + community_code(community))


def dividers_id(community: CommunityId) -> DividersId:
    return DividersId("div-" + community_code(community))


def difficulty_id(community: CommunityId) -> DifficultyId:
    return DifficultyId("dif-" + community_code(community))


def targets_id(community: CommunityId) -> TargetsId:
    return TargetsId("tgt-" + district_code(community))


def commendations_id(community: CommunityId, year: int) -> CommendationsId:
    return CommendationsId(f"awd-{subdistrict_code(community)}y{year}")


def grid_code(community: CommunityId, sequence: int) -> GridCode:
    """6+3+3+3. Raises ValueError outside 1…999."""
    if not 1 <= sequence <= 999:
        raise ValueError("a grid sequence lies between 1 and 999")
    return GridCode(f"{community_code(community)}{sequence:03d}")


def twenty_digits(code: GridCode, object_class: str) -> str | None:
    """The code as CJ/T 349-2010 writes it: object class (6), county (6), subdistrict (3), community (3), sequence (2).

    None for a sequence above 99, which two digits cannot hold. Raises ValueError unless the class has 6 digits.
    """
    if len(object_class) != 6 or not object_class.isdecimal():
        raise ValueError("an object class has 6 digits")
    sequence = sequence_of(code)
    return f"{object_class}{code[:12]}{sequence:02d}" if sequence <= 99 else None


def sequence_of(code: GridCode) -> int:
    return int(code[12:])


def district_code(community: CommunityId) -> str:
    """6 digits: whose lists, catalogues and targets hold in the community."""
    return community_code(community)[:6]


def subdistrict_code(community: CommunityId) -> str:
    """9 digits."""
    return community_code(community)[:9]
