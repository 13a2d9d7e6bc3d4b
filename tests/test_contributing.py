"""CONTRIBUTING.md says what is: its tree, its public names, its paths."""

import ast
import inspect
import re
import tomllib
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from checkout import CHECKOUT

import poles_geo as pg
from poles_geo.cli.main import app

GUIDE = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGE = CHECKOUT / "poles_geo"
CONTRACTS = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
SPAN = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"poles-geo( [a-z]+)+|[A-Za-z_][\w.]*")
STATES = ("présent", "prévu")
MADE = {"docs/_build"}
"""Written by a command that the guide gives."""
SUFFIXES = r"\.(?:py|pyi|md|toml|png)"


def section(title: str) -> str:
    """Text of a section, up to the next one."""
    _, found, after = GUIDE.partition(f"\n## {title}\n")
    assert found, title
    return after.partition("\n## ")[0]


def described(indent: int, under: str) -> list[str]:
    """Names of the tree at an indentation, in its order, under the line that begins with `under`.

    A folder ends with « / ».
    """
    lines = iter(section("L’arbre").splitlines())
    for line in lines:
        if line.strip().startswith(under):
            break
    inside = takewhile(lambda line: line.startswith(" " * indent), lines)
    matches = (re.match(rf" {{{indent}}}(\w+/?)", line) for line in inside)
    return [match[1] for match in matches if match]


TREE, ROOMS = described(4, "poles_geo/"), described(8, "cartes/")


def rows() -> list[tuple[dict[str, str], str, str]]:
    """Rows of the table of names: name → what is written, what is said of them, their state."""
    found = []
    for line in section("Les noms publics").splitlines():
        if line.startswith("| `"):
            written, said, state = (cell.strip() for cell in line.strip("|").split(" | "))
            forms = {}
            for form in SPAN.findall(written):
                match = NAME.match(form)
                assert match, form
                assert match[0] not in forms, form
                forms[match[0]] = form
            found.append((forms, said, state))
    return found


ROWS = rows()
STATE_OF = {name: state for names, _, state in ROWS for name in names}


def stub(package: ModuleType, prefix: str = "") -> set[str]:
    """Names that the stub of a package gives."""
    tree = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {prefix + alias.name for node in imports for alias in node.names}


PUBLIC = {
    *stub(pg),
    *stub(pg.cartes, "cartes."),
    *stub(pg.report_2014, "report_2014."),
    *(
        f"errors.{name}"
        for name, value in vars(pg.errors).items()
        if inspect.isclass(value)
        and issubclass(value, pg.errors.PolesGeoError | pg.errors.DataWarning)
    ),
}


def commands(application: Any, prefix: str) -> set[str]:
    """Words of every command, but those that have commands of their own."""
    names = [name for name in application if not name.startswith("-")]
    if not names:
        return {prefix}
    return set().union(*(commands(application[name], f"{prefix} {name}") for name in names))


COMMANDS = commands(app, "poles-geo")


def value_of(name: str) -> Any:
    """Return what a public name means, or None."""
    value: Any = pg
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


def arguments(form: str) -> list[str]:
    """Arguments written in a signature; « … » abridges."""
    inside = re.sub(r"(, )?…(?=\))", "", form.partition("(")[2]).replace("=…", "=None")
    written = ast.parse(f"def f({inside}: ...").body[0]
    assert isinstance(written, ast.FunctionDef)
    given = written.args
    return [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def test_each_name_is_there_once_with_a_state() -> None:
    names = [name for names, _, _ in ROWS for name in names]
    assert sorted(set(names)) == sorted(names)
    assert set(STATE_OF.values()) == set(STATES)


def test_every_public_name_and_command_is_there_as_present() -> None:
    assert {name for name in PUBLIC | COMMANDS if STATE_OF.get(name) != "présent"} == set()


def test_what_is_said_present_is_and_the_rest_is_not_yet() -> None:
    present = {name for name, state in STATE_OF.items() if state == "présent"}
    assert present == PUBLIC | COMMANDS
    assert {name for name in present - COMMANDS if value_of(name) is None} == set()
    planned = set(STATE_OF) - present
    assert {name for name in planned - COMMANDS if value_of(name) is not None} == set()


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        pytest.param(name, form, said, id=name)
        for forms, said, state in ROWS
        for name, form in forms.items()
        if state == "présent" and "(" in form
    ],
)
def test_an_argument_is_there_or_said_to_come(name: str, form: str, said: str) -> None:
    known = set(inspect.signature(value_of(name)).parameters)
    _, _, coming = said.partition("prévu")
    to_come = {span.removesuffix("=") for span in SPAN.findall(coming)}
    assert set(arguments(form)) - known <= to_come


WHOLE = [
    (name, form)
    for names, _, _ in ROWS
    for name, form in names.items()
    if STATE_OF[name] == "présent" and "(" in form and "…" not in form
]
ABRIDGED = {"self", "ax", "style", "land"}
"""Arguments that no form gives."""


@pytest.mark.parametrize(("name", "form"), WHOLE, ids=[name for name, _ in WHOLE])
def test_a_form_that_is_not_abridged_has_every_argument(name: str, form: str) -> None:
    assert set(inspect.signature(value_of(name)).parameters) - ABRIDGED <= set(arguments(form))


def test_the_folders_of_the_tree_are_those_of_the_package() -> None:
    def folders(place: Path) -> set[str]:
        return {path.name for path in place.iterdir() if path.is_dir() and path.name[0] not in "_."}

    def modules(place: Path) -> set[str]:
        return {path.stem for path in place.glob("*.py")} - {"__init__", "__main__"}

    assert {name[:-1] for name in TREE if name.endswith("/")} == folders(PACKAGE)
    assert {name for name in TREE if not name.endswith("/")} == modules(PACKAGE)
    assert {name[:-1] for name in ROOMS} == folders(PACKAGE / "cartes")
    assert {path.name for path in (CHECKOUT / "tests").iterdir() if path.is_dir()} >= {
        name[:-1] for name in TREE if name.endswith("/") and name != "data/"
    }


@pytest.mark.parametrize(("contract", "names"), [(0, TREE), (1, ROOMS)], ids=["paquet", "cartes"])
def test_the_order_of_the_tree_is_that_of_the_contract(contract: int, names: list[str]) -> None:
    layers = [
        sorted(name.strip().removeprefix("poles_geo.") for name in layer.split(":"))
        for layer in reversed(CONTRACTS[contract]["layers"])
    ]
    order = [name.removesuffix("/") for name in names if name != "data/"]
    shown = iter(order)
    assert [sorted(next(shown, "") for _ in layer) for layer in layers] == layers
    assert list(shown) == []


def test_every_path_exists() -> None:
    roots = r"(?:poles_geo|tests|docs|tools|examples|notebooks|\.ci)"
    whole = re.compile(rf"{roots}/[\w./-]*|[\w-]+{SUFFIXES}")
    words = {word for span in SPAN.findall(GUIDE) for word in re.split(r"[\s=]", span)}
    paths = {word for word in words if whole.fullmatch(word)} - MADE
    assert len(paths & set(SPAN.findall(section("Cinq recettes")))) > 40
    here = (CHECKOUT, CHECKOUT / "tests" / "benchmarks", PACKAGE)
    assert {path for path in paths if not any((root / path).exists() for root in here)} == set()


def test_every_step_of_the_two_paths_exists() -> None:
    steps = re.findall(r"`([\w/]+\.py):(\w+)`", GUIDE)
    assert len(steps) > 40
    for path, name in steps:
        tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
        defined = {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        assert name in defined, (path, name)


def test_each_path_from_a_count_is_of_ten_lines() -> None:
    for title in ("D’un registre à une carte", "D’un compte à son étiquette"):
        numbers = re.findall(r"^(\d+)\. ", section(title), re.MULTILINE)
        assert numbers == [str(number) for number in range(1, 11)]


def test_the_tests_that_are_named_are_there() -> None:
    """Modules, tools and the lowest versions name the tests that hold them."""
    told = [
        *PACKAGE.rglob("*.py"), *(CHECKOUT / "tools").rglob("*.py"), *(CHECKOUT / ".ci").iterdir(),
    ]  # fmt: skip
    named = {
        name
        for path in told
        for name in re.findall(r"\btests/[\w/]+\.py\b", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert [name for name in sorted(named) if not (CHECKOUT / name).is_file()] == []
