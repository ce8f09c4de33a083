"""What a campaign tried, and what came of it; printed in the end and kept by nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.faults.load import Load


@dataclass
class Report:
    """unsure: answers that never came or said 503, and were asked for again. rebuilds: read models equal and proofs verified, so often."""

    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    unsure: int = 0
    replayed: int = 0
    rebuilds: int = 0

    def hear(self, load: Load, lost: list[str], doubled: list[str]) -> None:
        tally = load.tally
        self.acknowledged += len(tally.acknowledged)
        self.lost += len(lost)
        self.doubled += len(doubled)
        self.unknown += len(tally.unknown)
        self.unsure += tally.codes["lost"] + tally.codes["503"]
        self.replayed += tally.replayed

    def lines(self) -> list[str]:
        each = [f"{count:5d}  {name}" for name, count in sorted(self.faults.items())]
        return [
            *each,
            f"{self.faults.total():5d}  故障 / faults",
            f"{self.acknowledged:5d}  已确认的命令 / commands acknowledged",
            f"{self.lost:5d}  丢失 / lost",
            f"{self.doubled:5d}  重复 / doubled",
            f"{self.unknown:5d}  结果始终不明 / of unknown outcome to the end",
            f"{self.unsure:5d}  无回答或 503，已重发 / answers lost or 503, asked for again",
            f"{self.replayed:5d}  重发得到首次回答 / of which got the first answer again",
            f"{self.rebuilds:5d}  次重建相等、证明成立 / times read models equal a rebuild, proofs hold",
        ]


REPORT = pytest.StashKey[Report]()
