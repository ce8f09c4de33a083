"""The people of the tests: fixed names, fixed roles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    account: str
    role: str
    name: str


PASSWORD = "only-in-tests-2026"
planner_lin = Named("lin", "planner", "规划员林")
approver_wang = Named("wang", "approver", "审批人王")
desk_chen = Named("chen", "desk", "社区陈")
auditor_zhou = Named("zhou", "auditor", "审计员周")
reporter_xu = Named("xu", "reporter", "报表徐")
admin_he = Named("he", "admin", "管理员何")
warden_zhao = Named("zhao", "warden", "网格员赵")
warden_qian = Named("qian", "warden", "网格员钱")
warden_sun = Named("sun", "warden", "网格员孙")
warden_li = Named("li", "warden", "网格员李")
OFFICE = (planner_lin, approver_wang, desk_chen, auditor_zhou, reporter_xu, admin_he)
WARDENS = (warden_zhao, warden_qian, warden_sun, warden_li)
EVERYBODY = (*OFFICE, *WARDENS)
