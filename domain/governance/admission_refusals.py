"""Why an admission does not go on: one class per refused rule."""

from __future__ import annotations

from domain.errors import Invalid, Refused, Unknown


class AdmissionUnknown(Unknown):
    code = "admission.unknown"


class TermsMissing(Invalid):
    """Facts: missing (which of the five), clause."""

    code = "admission.terms_missing"


class TimeLimitUnsound(Invalid):
    """Facts: starts, ends."""

    code = "admission.time_limit_unsound"


class ListedAlready(Refused):
    """What stands in the two lists is done without admission. Facts: key, edition."""

    code = "admission.listed_already"


class WrongBody(Refused):
    """Facts: wanted (bodies that may), clause."""

    code = "admission.wrong_body"


class OutOfStep(Refused):
    """Facts: status, wanted, clause."""

    code = "admission.out_of_step"


class ApprovedLonger(Invalid):
    """Facts: ends (as asked for)."""

    code = "admission.approved_longer"


class MoneyDoesNotFollow(Refused):
    """费随事转: the agreement brings less than the approval. Facts: budget_yuan, offered_yuan, clause."""

    code = "admission.money_does_not_follow"


class OutsideTimeLimit(Refused):
    """Facts: starts, ends."""

    code = "admission.outside_time_limit"
