"""No error of another library crosses a public function: those that give whole maps."""

import pytest
from door_sweep import arguments, crossed
from right_calls import MAPS


@pytest.mark.parametrize(("name", "argument"), arguments(MAPS))
def test_no_foreign_error_crosses_a_public_function(name: str, argument: str) -> None:
    assert not crossed(name, argument)
