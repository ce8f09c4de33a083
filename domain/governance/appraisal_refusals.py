"""What an appraisal refuses."""

from __future__ import annotations

from domain.errors import Forbidden, Invalid, Refused, Unknown


class AppraisalUnknown(Unknown):
    code = "appraisal.unknown"


class SpanUnsound(Invalid):
    """Facts: span_first, span_last."""

    code = "appraisal.span_unsound"


class StepOutOfOrder(Refused):
    """Facts: step (the one that is next; None: all are scored), steps, clause."""

    code = "appraisal.step_out_of_order"


class StepNotPassed(Refused):
    """自评、初评通过后 alone the next step begins. Facts: step, points, passing."""

    code = "appraisal.step_not_passed"


class ScoresUnfit(Invalid):
    """Every part once, from 0 to its points. Facts: parts (that are missing, unknown, twice or out of range)."""

    code = "appraisal.scores_unfit"


class NotMeasured(Refused):
    """The line is drawn from the journal first. Facts: part."""

    code = "appraisal.not_measured"


class MeasuredOtherwise(Refused):
    """Facts: part, points (that come out of the journal)."""

    code = "appraisal.measured_otherwise"


class NoSuchLine(Invalid):
    """The scheme does not count it. Facts: part."""

    code = "appraisal.no_such_line"


class ScoredBefore(Refused):
    """A line is measured before the first step is scored. Facts: part."""

    code = "appraisal.scored_before"


class RaterTwice(Forbidden):
    """Who scored a step does not score the next. Facts: step."""

    code = "appraisal.rater_twice"


class StepsLeft(Refused):
    """Facts: step."""

    code = "appraisal.steps_left"


class ClosedAlready(Refused):
    """Facts: grade."""

    code = "appraisal.closed_already"


class NotClosed(Refused):
    """There is no result to send up yet."""

    code = "appraisal.not_closed"
