"""Who plays: the demonstration's accounts, and the wardens of its grids. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass

from api.context import Actor

PASSWORD = "minqing-demo-2026"  # noqa: S105  # printed for everybody: the demonstration holds nothing real
ACCOUNTS = (
    ("planner", "planner", "林予安"),
    ("approver", "approver", "吴敬之"),
    ("desk", "desk", "何晓梅"),
    ("warden_gu", "warden", "顾晓岚"),
    ("warden_qian", "warden", "钱立成"),
    ("auditor", "auditor", "许明镜"),
    ("reporter", "reporter", "报表接口"),
    ("admin", "admin", "系统管理员"),
)
"""(account, role, name), as they sign in."""
PLANNER, APPROVER, DESK = (Actor(account, role, name=name) for account, role, name in ACCOUNTS[:3])
WARDENS = (
    ("warden_gu", "顾晓岚", "full_time"),
    ("warden_qian", "钱立成", "full_time"),
    ("warden_shao", "邵雨晴", "full_time"),
    ("warden_pan", "潘志远", "full_time"),
    ("warden_shen", "沈佳慧", "full_time"),
    ("warden_lu", "陆文涛", "full_time"),
    ("warden_dai", "戴春妮", "full_time"),
    ("warden_tang", "汤启航", "full_time"),
    ("warden_yin", "尹若云", "part_time"),
)
"""(account, name, employment): the first hold the grids of the first plan, the others wait for theirs."""


@dataclass(frozen=True, slots=True)
class Warden:
    warden: str
    account: str
    name: str

    @property
    def actor(self) -> Actor:
        return Actor(self.account, "warden", warden=self.warden, name=self.name)
