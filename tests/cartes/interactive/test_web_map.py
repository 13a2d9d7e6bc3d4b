"""The interactive map as text: one file, nothing from outside, any name kept as a name."""

import base64
import hashlib
import json
import re
import warnings
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import findfont

from poles_geo.bassins.polygons import read_bassins
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.interactive.html_page import json_for_html
from poles_geo.cartes.interactive.web_map import map_interactive, regions_of
from poles_geo.errors import TableError
from poles_geo.ranking.load_report import load_report
from poles_geo.regions import REGIONS_2014
from poles_geo.typography import typeset

MEGA = 1_000_000


class Page(HTMLParser):
    """The elements of a page, and the text of each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.title = ""
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            self.scripts[-1] += data
        if self._open == "title":
            self.title += data

    @property
    def data(self) -> dict:
        return json.loads(self.scripts[0])


@pytest.fixture(scope="module")
def report() -> gpd.GeoDataFrame:
    return load_report()


@pytest.fixture(scope="module")
def text(report: gpd.GeoDataFrame) -> str:
    return map_interactive(report).html


def test_nothing_comes_from_outside(text: str) -> None:
    for _, attrs in Page(text).elements:
        for name in ("src", "href", "action", "poster", "data", "srcset"):
            assert (attrs.get(name) or "data:").startswith("data:")
    urls = set(re.findall(r"url\((?!data:)[^)]*", text))
    assert urls == set()
    assert "@import" not in text


def test_the_policy_lets_the_script_of_the_package_alone_run(text: str) -> None:
    page = Page(text)
    (policy,) = (a["content"] for tag, a in page.elements if a.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    assert policy is not None
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "connect-src" not in policy


def test_the_page_is_light_and_always_the_same(text: str, report: gpd.GeoDataFrame) -> None:
    assert len(text.encode()) < 0.6 * MEGA
    assert map_interactive(report).html == text


def test_the_page_draws_the_regions_apart() -> None:
    land = embedded_land()
    assert sorted(regions_of(land.departements, land=land).index) == sorted(REGIONS_2014)


def test_licences_sources_and_date_are_in_the_page(text: str) -> None:
    for words in (
        "d3-zoom 3.0.1",
        "Mike Bostock",
        "Robert Penner",
        "SIL OPEN FONT LICENSE",
        "publication de mars 2014",
        "Projection\u00a0: Lambert 93",
        "Natural Earth",
    ):
        assert words in text, words


def test_the_data_are_those_of_the_table(text: str, report: gpd.GeoDataFrame) -> None:
    data = Page(text).data
    cards = data["fiches"]
    strongest = report.sort_index().sort_values(
        ["rang", "effectif"], ascending=[True, False], kind="stable"
    )
    assert cards["code"] == strongest.index.tolist()
    assert dict(zip(cards["code"], cards["effectif"], strict=True)) == report["effectif"].to_dict()
    assert [row["texte"] for row in data["rangs"]] == [
        "1 – Pôle des grandes métropoles (15)",
        "2 – Grand pôle (42)",
        "3 – Pôle intermédiaire (46)",
        "4 – Pôle secondaire (50)",
    ]
    for code, x, y in zip(cards["code"], cards["x"], cards["y"], strict=True):
        point = report.geometry[code]
        assert abs(-250_000 + 50 * x - point.x) <= 25
        assert abs(7_200_000 - 50 * y - point.y) <= 25


def test_a_region_alone_is_framed(report: gpd.GeoDataFrame) -> None:
    data = Page(map_interactive(report[report["region_2014"] == "Bretagne"]).html).data
    left, top, right, bottom = data["vue"]
    assert right - left < (data["france"][2] - data["france"][0]) / 3
    assert data["france"][0] <= left < right
    assert top < bottom


HOSTILE = st.text() | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt;&quot;'\"\\\u2028\u2029\x00",
        "@@SCRIPT@@",
    ]
)


@settings(deadline=None, max_examples=200)
@given(HOSTILE | st.just("\ud800"))
def test_data_stay_data_in_a_script(name: str) -> None:
    packed = json_for_html({"nom": name})
    assert packed.isascii()
    assert not set(packed) & set("<>&")
    assert json.loads(packed) == {"nom": name}


@settings(deadline=None, max_examples=10)
@given(HOSTILE.filter(str.strip), HOSTILE)
def test_any_name_and_any_title_change_no_element(name: str, title: str) -> None:
    poles = load_report().head(2)
    usual = Page(map_interactive(poles, title="titre").html)
    poles["nom"] = name
    poles.attrs["source"] = name
    page = Page(map_interactive(poles, title=title).html)
    assert page.elements == usual.elements
    assert page.scripts[1] == usual.scripts[1]
    assert page.data["fiches"]["nom"] == [typeset(name)] * 2


def test_a_title_is_written_as_text(report: gpd.GeoDataFrame) -> None:
    title = "</title><script>alert('Âge & soins')</script>"
    assert Page(map_interactive(report.head(1), title=title).html).title == typeset(title)


def test_the_file_is_whole_or_not_there(tmp_path: Path, report: gpd.GeoDataFrame) -> None:
    path = tmp_path / "carte-interactive.html"
    assert map_interactive(report).save(path) == path
    assert path.read_text("utf-8") == map_interactive(report).html
    wrong = report.assign(effectif=0)
    with raises(TableError, "effectif nul, négatif ou absent"):
        map_interactive(wrong).save(path)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    assert path.read_text("utf-8") == map_interactive(report).html


def test_half_a_character_does_not_stop_the_writing(tmp_path: Path) -> None:
    path = map_interactive(load_report().head(1), title="A\ud83dB").save(tmp_path / "page.html")
    assert Page(path.read_text("utf-8")).title == "AB"


def test_bassins_of_another_zoning_are_refused(report: gpd.GeoDataFrame) -> None:
    bassins = gpd.GeoDataFrame(geometry=report.buffer(1)).rename(lambda code: f"9{code[:4]}")
    with raises(TableError, "aucun pôle n'est un bassin de ce découpage"):
        map_interactive(report, bassins=bassins)


def test_every_bassin_is_drawn_and_the_page_stays_light(
    real_data: Path, report: gpd.GeoDataFrame
) -> None:
    source = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with warnings.catch_warnings(action="ignore"):
        bassins = read_bassins(2012, composition=source)
    text = map_interactive(report, bassins=bassins).html
    assert len(text.encode()) < 2 * MEGA
    data = Page(text).data
    assert [row["texte"] for row in data["rangs"]][4:] == ["Hors pôle (1\u202f491)"]
    assert data["fiches"]["rang"].count("hors") == 1_491
    for level in ("fins", "grossiers"):
        assert len(data["bassins"][level]) == 1_644
        assert all(data["bassins"][level])
    assert [row["texte"] for row in data["limites"]] == [
        "Région (2014), frontière",
        "Bassin de vie (2012)",
        "Côte",
    ]


def test_the_page_takes_the_typeface_of_the_style() -> None:
    poles = load_report()
    family = map_interactive(poles, style=replace(STYLE_REPORT, typeface="DejaVu Serif")).html
    assert family.count('src:local("DejaVu Serif"),url(data:font/ttf;') == 3
    file = Path(findfont("DejaVu Serif"))
    own = map_interactive(poles, style=replace(STYLE_REPORT, typeface=str(file))).html
    assert own.count(base64.b64encode(file.read_bytes()).decode()) == 2
    assert "local(" not in map_interactive(poles).html


def test_the_page_says_in_words_what_it_shows(text: str, report: gpd.GeoDataFrame) -> None:
    (spoken,) = re.findall(r'<details id="en-mots">.*?</details>', text, re.DOTALL)
    words = re.findall("<p>(.*?)</p>", spoken)[0]
    assert "153\u00a0pôles\u00a0: 15 de rang\u00a01, 42 de rang\u00a02" in words
    assert f"{report['effectif'].sum():,}".replace(",", "\u202f") in words
    rows = re.findall(r'<tr><th scope="row">(\w+)</th>(.*?)</tr>', spoken)
    ordered = report.sort_values("effectif", ascending=False, kind="stable")
    assert sorted(code for code, _ in rows) == sorted(report.index)
    for (_, cells), effectif in zip(rows, ordered["effectif"], strict=True):
        assert f"{effectif:,}".replace(",", "\u202f") in cells
