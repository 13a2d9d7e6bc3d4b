"""No error of another library crosses a public function: those that give tables and values."""

import pytest
from door_sweep import arguments, crossed
from right_calls import TABLES


@pytest.mark.parametrize(("name", "argument"), arguments(TABLES))
def test_no_foreign_error_crosses_a_public_function(name: str, argument: str) -> None:
    assert not crossed(name, argument)
