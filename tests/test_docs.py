"""The samples of README.md and docs/ run, and print what the pages say."""

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path
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

    Of the commands, only the quick ones are run: not the installation, not the atlas.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        if language == "python":
            exec(compile(text, text.splitlines()[0], "exec"), names)
        elif language == "sh" and text.startswith(("poles-geo classify", "poles-geo data")):
            main(shlex.split(text)[1:])
        else:
            return None
    return printed.getvalue()


PAGES = [
    page
    for page in (CHECKOUT / "README.md", *sorted(DOCS.glob("*.md")))
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


@pytest.mark.parametrize("name", sorted(set(dir(pg)) - {"__version__"}))
def test_public_names_are_in_the_reference(name: str) -> None:
    reference = (DOCS / "reference.md").read_text(encoding="utf-8")
    assert re.search(rf"poles_geo\.{name}\b", reference), f"{name} absent de docs/reference.md"


def test_links_and_pictures_lead_to_files() -> None:
    link = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
    for page in (CHECKOUT / "README.md", *DOCS.glob("*.md")):
        for target in link.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} : {target}"
