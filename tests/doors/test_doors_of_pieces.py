"""No error of another library crosses a public function: those that give the pieces of maps."""

import pytest
from door_sweep import arguments, crossed
from right_calls import PIECES


@pytest.mark.parametrize(("name", "argument"), arguments(PIECES))
def test_no_foreign_error_crosses_a_public_function(name: str, argument: str) -> None:
    assert not crossed(name, argument)
