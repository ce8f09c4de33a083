"""A home visit (入户走访): with a purpose, an issue and a feedback (去有目的，来有问题，后有反馈).

The law it keeps: a visit is recorded once, after it was made, by who was on duty for the household's grid at that time; what was recorded
is never changed: it is put right by a further event that says what was wrong, what is right and why.
"""

from domain.visit.correcting import Span, approve_correction, correct, reject_correction
from domain.visit.events import Because, Contact, Corrected, CorrectionProposed, CorrectionRejected, Entry, Recorded, Role
from domain.visit.recording import Asked, Notes, Visited, entry_for, record
from domain.visit.refusals import (
    ContactNotAllowed,
    CorrectionPending,
    FeedbackMissing,
    IssueMissing,
    NobodyHome,
    NoCorrectionPending,
    NothingCorrected,
    NotYourVisit,
    ProposerDecides,
    PurposeMissing,
    VisitInFuture,
    VisitKnown,
    VisitNotYourGrid,
    VisitUnknown,
)
from domain.visit.state import State, evolve, fold

__all__ = [
    "Asked",
    "Because",
    "Contact",
    "ContactNotAllowed",
    "Corrected",
    "CorrectionPending",
    "CorrectionProposed",
    "CorrectionRejected",
    "Entry",
    "FeedbackMissing",
    "IssueMissing",
    "NoCorrectionPending",
    "NobodyHome",
    "NotYourVisit",
    "Notes",
    "NothingCorrected",
    "ProposerDecides",
    "PurposeMissing",
    "Recorded",
    "Role",
    "Span",
    "State",
    "VisitInFuture",
    "VisitKnown",
    "VisitNotYourGrid",
    "VisitUnknown",
    "Visited",
    "approve_correction",
    "correct",
    "entry_for",
    "evolve",
    "fold",
    "record",
    "reject_correction",
]
