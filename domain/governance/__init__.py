"""How a community is governed: what may be asked of it, what it certifies, when it meets, how it is inspected, appraised and paid.

One aggregate a file. What is refused says by which clause; a profile whose regulation is silent leaves the product's own default, and the
clause says so.
"""

from domain.governance import (
    admission,
    appraisal,
    burden,
    cadence,
    certificate,
    certificates,
    commendation,
    compliance,
    duty_lists,
    electronic_copy,
    funding,
    guidance_fund,
    inspection,
    lots,
    meeting,
    rating,
    report,
    scheme,
    seal,
    site_issue,
    targets,
    task_refusal,
)

__all__ = [
    "admission",
    "appraisal",
    "burden",
    "cadence",
    "certificate",
    "certificates",
    "commendation",
    "compliance",
    "duty_lists",
    "electronic_copy",
    "funding",
    "guidance_fund",
    "inspection",
    "lots",
    "meeting",
    "rating",
    "report",
    "scheme",
    "seal",
    "site_issue",
    "targets",
    "task_refusal",
]
