"""The table of the kinds: every input of the field is in it, every test that it names exists."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = (Path(__file__).parent / "README.md").read_text("utf-8")


def test_every_input_of_the_field_is_in_the_table(real_data: Path) -> None:
    files = {path.name for path in (real_data / "cas").iterdir()} - {"README.md"}
    assert files <= set(re.findall(r"`([^`/]+\.[a-z]+)`", TABLE))


def test_every_test_of_the_table_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    known = {path.stem for path in TESTS.rglob("test_*.py")}
    for path in TESTS.rglob("test_*.py"):
        known |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    assert named - known == set()


def test_every_module_of_the_table_exists() -> None:
    package = TESTS.parent / "poles_geo"
    named = re.findall(r"`((?:counting|sources|tabular|cartes/canvas)/[\w/]+)(?:\.(\w+))?`", TABLE)
    for module, function in named:
        text = (package / f"{module}.py").read_text("utf-8")
        assert not function or f"def {function}(" in text, (module, function)
