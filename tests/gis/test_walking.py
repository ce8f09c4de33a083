"""Minutes on foot."""

from __future__ import annotations

import pytest

from gis.walking import walking_minutes


@pytest.mark.rule("R19", "C9")
def test_straight_line_times_the_factor_at_a_steady_pace():
    home, near, far = (119.43, 32.19), (119.43, 32.1990), (119.43, 32.29)
    (minutes,) = walking_minutes([home], [far, near], detour=1.3, metres_per_minute=80)
    assert minutes == pytest.approx(998 * 1.3 / 80, abs=0.1)
    assert walking_minutes([near, home], [near], detour=1.3, metres_per_minute=80)[0] == 0
    assert walking_minutes([home], [], detour=1.3, metres_per_minute=80) == [None]
