"""The pages of an atlas pass the rules A and AA of axe-core; their words have the numbers drawn."""

import html
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from axe import axe_script, violations
from browser import chromium

import poles_geo as pg

OF_POLES = r'<img src="(territoire|schema|departement-[\w-]+)\.svg"'
"""Pictures of an atlas whose table lists pôles."""


@pytest.fixture(scope="module")
def folder(report: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the atlas of a small region."""
    made = tmp_path_factory.mktemp("atlas")
    with warnings.catch_warnings(action="ignore"):
        pg.atlas(report, made, zone="Corse", formats=("png", "svg"))
    return made


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profil")) as opened:
        yield opened


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe_script(tmp_path_factory.mktemp("axe"))


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("page", ["index.html", "carte-interactive.html"])
def test_a_page_passes_axe(page: str, width: int, folder: Path, driver: Any, script: str) -> None:
    driver.set_window_size(width, 900)
    driver.get((folder / page).as_uri())
    driver.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(driver, script) == []


def test_axe_finds_a_fault(folder: Path, driver: Any, script: str) -> None:
    driver.get((folder / "index.html").as_uri())
    driver.execute_script("document.querySelector('img').removeAttribute('alt')")
    driver.execute_script("document.querySelector('h1').style.color = '#dddddd'")
    found = " ".join(violations(driver, script))
    assert "image-alt" in found
    assert "color-contrast" in found


def test_each_picture_has_words_and_a_table(folder: Path, report: gpd.GeoDataFrame) -> None:
    text = (folder / "index.html").read_text("utf-8")
    every = re.findall(r"<figure>.*?</figure>", text, re.DOTALL)
    assert all("<table" in figure and 'alt="' in figure for figure in every)
    figures = [figure for figure in every if re.search(OF_POLES, figure)]
    assert (len(every), len(figures)) == (12, 4)
    corse = report[report["region_2014"] == "Corse"].sort_values("effectif", ascending=False)
    for figure in figures:
        said = re.search(r'alt="(.*?)"', figure)
        assert said is not None
        words = html.unescape(said[1])
        assert f"<p>{said[1]}</p>" in figure
        numbers = re.findall(r'<td class="nombre">(\d[\d\u202f]*)</td>', figure)
        names = re.findall(r'<tr><th scope="row">(\w+)</th><td>(.*?)</td>', figure)
        shown = corse[corse.index.isin([code for code, _ in names])]
        assert [name for _, name in names] == list(shown["nom"])
        counts = [int(number.replace("\u202f", "")) for number in numbers]
        assert counts[1::2] == list(shown["effectif"])
        assert words.split("En tout")[1].split("professionnel")[0].strip("\u00a0: ") == (
            f"{shown['effectif'].sum():,}".replace(",", "\u202f")
        )
