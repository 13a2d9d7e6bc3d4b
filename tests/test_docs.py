"""The samples of README.md and docs/ run, print what the pages say, and use public names only."""

import ast
import contextlib
import inspect
import io
import json
import re
import shlex
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.cli.main import main

CHECKOUT = Path(__file__).resolve().parents[1]
DOCS = CHECKOUT / "docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

EFFECTIFS = """\
code_bassin;effectif;proximite;pole;infirmiers_psychiatrie
81004;2919;2400;519;119
65440;2369;1800;569;90
"""
"""The reader's own counts, where a page supposes them without giving them."""


def fences(page: Path) -> list[tuple[str, str]]:
    """Language and text of the blocks of a page, in order."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def words(text: str) -> list[list[str]]:
    """Words of each line: how many spaces, and of which kind, does not count."""
    return [line.split() for line in text.strip().splitlines()]


def run(language: str, text: str, names: dict[str, Any]) -> str | None:
    """Run a sample and return what it prints; None for one that is not run.

    Of the commands, only the quick one is run: not the installation, the network or the atlas.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        if language == "python":
            exec(compile(text, text.splitlines()[0], "exec"), names)
        elif language == "sh" and text.startswith("poles-geo classify"):
            main(shlex.split(text)[1:])
        else:
            return None
    return printed.getvalue()


PAGES = [
    page
    for page in (CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md")))
    if any(language == "python" for language, _ in fences(page))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_samples_run_and_print_what_is_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DOCS / "regles_ors_2014.toml", tmp_path)
    blocks = fences(page)
    given = dict(blocks).get("csv", EFFECTIFS)
    Path("effectifs.csv").write_text(given, encoding="utf-8")
    names: dict[str, Any] = {
        "effectifs": pd.read_csv(
            "effectifs.csv", sep=";", dtype={"code_bassin": str}, index_col="code_bassin"
        ),
    }
    after = [*blocks[1:], ("", "")]
    for (language, text), (following, shown) in zip(blocks, after, strict=True):
        printed = run(language, text, names)
        if printed is not None and following == "text":
            assert words(printed) == words(shown)


def stub(package: ModuleType) -> set[str]:
    """Names that the stub of a package gives, with the package."""
    tree = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {f"{package.__name__}.{alias.name}" for node in imports for alias in node.names}


PACKAGES = {"poles_geo", "poles_geo.cartes", "poles_geo.errors", "poles_geo.report_2014"}
PUBLIC = {
    *stub(pg),
    *stub(pg.cartes),
    *stub(pg.report_2014),
    *(
        f"poles_geo.errors.{name}"
        for name, value in vars(pg.errors).items()
        if inspect.isclass(value)
        and issubclass(value, pg.errors.PolesGeoError | pg.errors.DataWarning)
    ),
}
SHOWN = (
    CHECKOUT / "README.md",
    *sorted(DOCS.rglob("*.md")),
    *sorted((CHECKOUT / "examples").glob("*.py")),
    *sorted((CHECKOUT / "notebooks").glob("*.ipynb")),
)
"""What a user reads and copies."""
MENTION = re.compile(r"\b(?:pg|poles_geo)((?:\.\w+)+)")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
KEYWORD = re.compile(r"(?<![\w-])([a-z]\w*)=(?!=)")


def value_of(name: str) -> Any:
    """Return what a public name means."""
    value: Any = pg
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value


def parameters(function: Any) -> set[str]:
    """Names of the arguments; those of an error, which nobody gives, are none."""
    if inspect.isclass(function) and issubclass(function, Exception):
        return set()
    return set(inspect.signature(function).parameters)


def code_of(path: Path) -> str:
    """Python of a page, of a notebook or of a script, that which is not run included."""
    if path.suffix == ".md":
        return "\n".join(text for language, text in fences(path) if language in {"python", "py"})
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def imported(tree: ast.AST) -> dict[str, str]:
    """Name in the code → what it is of the library, dotted."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                (alias.asname or alias.name): alias.name
                for alias in node.names
                if alias.name.split(".")[0] == "poles_geo"
            }
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "poles_geo":
            names |= {(a.asname or a.name): f"{node.module}.{a.name}" for a in node.names}
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str | None:
    """``pg.cartes.Style`` → ``poles_geo.cartes.Style``; None for what is not of the library."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return owner and f"{owner}.{node.attr}"
    return names.get(node.id) if isinstance(node, ast.Name) else None


def is_public(name: str) -> bool:
    """Whether a dotted name is given by a stub, or is an attribute of one that is."""
    path = "poles_geo"
    for part in name.split(".")[1:]:
        if path not in PACKAGES:
            return True
        path += f".{part}"
        if path not in PUBLIC:
            return False
    return True


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("poles_geo", True),
        ("poles_geo.cartes.Frame.of", True),
        ("poles_geo.PROFESSIONS_TODAY.pole", True),
        ("poles_geo.errors.TableError", True),
        ("poles_geo.errors.Faults", False),
        ("poles_geo.cartes.canvas.style.STYLE_REPORT", False),
        ("poles_geo.analyses.mesh.maillage", False),
        ("poles_geo.titre", False),
    ],
)
def test_a_name_is_public_when_a_stub_gives_it(name: str, public: bool) -> None:
    assert is_public(name) is public


def test_what_a_sample_names_is_found() -> None:
    tree = ast.parse(
        "import poles_geo as pg\n"
        "from poles_geo import cartes as c\n"
        "from poles_geo.counting.count import count_professionals\n"
        "c.Frame.of(pg.x)\n"
    )
    names = imported(tree)
    assert names == {
        "pg": "poles_geo",
        "c": "poles_geo.cartes",
        "count_professionals": "poles_geo.counting.count.count_professionals",
    }
    found = {dotted(node, names) for node in ast.walk(tree)}
    assert {"poles_geo.cartes.Frame.of", "poles_geo.x"} <= found


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_nothing_shown_is_out_of_the_public_names(path: Path) -> None:
    tree = ast.parse(code_of(path))
    names = imported(tree)
    used = {name for node in ast.walk(tree) if (name := dotted(node, names))}
    mentioned = {f"poles_geo{name}" for name in MENTION.findall(path.read_text(encoding="utf-8"))}
    hidden = {name for name in {*names.values(), *used, *mentioned} if not is_public(name)}
    assert hidden == set()


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_every_argument_of_a_sample_exists(path: Path) -> None:
    tree = ast.parse(code_of(path))
    names = imported(tree)
    unknown = [
        f"{name}({keyword.arg}=)"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := dotted(node.func, names)) in PUBLIC
        for keyword in node.keywords
        if keyword.arg and not parameters(value_of(str(name))) & {keyword.arg, "options"}
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "page", [path for path in SHOWN if path.suffix == ".md"], ids=lambda page: page.name
)
def test_every_argument_that_prose_names_exists(page: Path) -> None:
    known = set().union(*(parameters(v) for n in PUBLIC if callable(v := value_of(n))))
    known |= {*parameters(pg.Carte.save), "dtype"}
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    named = {name for span in SPAN.findall(prose) for name in KEYWORD.findall(span)}
    assert named - known == set()


@pytest.mark.parametrize("name", sorted(PUBLIC - PACKAGES))
def test_public_names_are_in_the_reference(name: str) -> None:
    reference = (DOCS / "reference.md").read_text(encoding="utf-8")
    assert name in {f"poles_geo{found}" for found in MENTION.findall(reference)}


def test_links_and_pictures_lead_to_files() -> None:
    link = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
    for page in (CHECKOUT / "README.md", *DOCS.rglob("*.md")):
        for target in link.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} : {target}"


NO_PROSE = re.compile(
    r"^```.*?^```$|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)|^\(.*\)=$|https?://\S+|^\|[ :|-]+\|$",
    re.DOTALL | re.MULTILINE,
)
"""Code, links, labels and rules of tables."""
LOOSE = re.compile(
    r"[^\s|] [;:!?](?=[\s)»*_.,]|$)|« | »|\d %|\d \d{3}(?!\d)",
    re.MULTILINE,
)
"""A plain space where French wants one that a line cannot break at."""


@pytest.mark.parametrize(
    "page",
    [
        *(CHECKOUT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
        *sorted(DOCS.rglob("*.md")),
    ],
    ids=lambda page: page.stem,
)
def test_a_sign_never_begins_a_line(page: Path) -> None:
    prose = NO_PROSE.sub("code", page.read_text(encoding="utf-8"))
    assert LOOSE.findall(prose) == []


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("Deux points : la suite", True), ("Deux points\u00a0: la suite", False),
        ("« mot »", True), ("«\u00a0mot\u00a0»", False), ("18 %", True), ("3 000 lits", True),
        ("`a : b` et [c](d : e)", False), ("`a` : b", True), ("| :--- | ---: |", False),
    ],
)  # fmt: skip
def test_a_loose_sign_is_seen(text: str, loose: bool) -> None:
    assert bool(LOOSE.search(NO_PROSE.sub("code", text))) == loose
