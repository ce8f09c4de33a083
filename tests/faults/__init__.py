"""What must hold is asserted in a module beside the tests: what it found is told as theirs is."""

import pytest

pytest.register_assert_rewrite("tests.faults.ground")
