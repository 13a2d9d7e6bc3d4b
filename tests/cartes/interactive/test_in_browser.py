"""The interactive map in a browser: it opens from disk, hovers, searches, filters, asks nothing."""

import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from browser import Carte, chromium, requests
from effectif_tables import simple, table
from overseas_poles import POLES, with_overseas

from poles_geo.bassins.polygons import read_bassins
from poles_geo.cartes.interactive.web_map import map_interactive
from poles_geo.ranking.classify import classify
from poles_geo.ranking.load_report import load_report
from poles_geo.typography import typeset

HOSTILE = [
    "</script><script>window.pris = 1</script>",
    "<img src=x onerror='window.pris = 1'>",
    "Ker'Bihan « An Oriant » c'h ñ",
    "L'Haÿ-les-Roses & Œuf",
    '&lt;b&gt;"\\ \u2028 \u202e',
    "🏥 Hôpital 👩‍⚕️",
    "${window.pris = 1}",
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profil")) as opened:
        yield opened


@pytest.fixture
def driver_of_a_phone(driver: Any) -> Iterator[Any]:
    screen = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield driver
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture(scope="module")
def report() -> gpd.GeoDataFrame:
    return load_report()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, report: gpd.GeoDataFrame) -> Path:
    return map_interactive(report).save(tmp_path_factory.mktemp("page") / "carte.html")


@pytest.fixture
def carte(driver: Any, page: Path) -> Iterator[Carte]:
    opened = Carte(driver, page)
    yield opened
    assert opened.messages() == []


def test_it_opens_from_disk_and_asks_nothing(driver: Any, page: Path) -> None:
    requests(driver)
    carte = Carte(driver, page)
    carte.click(500, 300)
    carte.search("lille", carte.keys.ENTER)
    asked = [address for address in requests(driver) if not address.startswith("data:")]
    assert asked == [page.as_uri()]
    assert carte.messages() == []
    assert "153 pôles" in driver.title


def test_areas_are_in_proportion_to_the_professionals(
    carte: Carte, report: gpd.GeoDataFrame
) -> None:
    poles = carte.poles()
    assert len(poles) == 153
    assert carte.covered() == []
    counts = report.assign(nom=report["nom"].map(typeset)).set_index("nom")["effectif"]
    ratios = [math.pi * circle["r"] ** 2 / counts[name] for name, circle in poles.items()]
    assert max(ratios) == pytest.approx(min(ratios), rel=1e-6)


def test_places_and_scale_bar_are_right_at_every_zoom(
    carte: Carte, report: gpd.GeoDataFrame
) -> None:
    lille, nice = (report.set_index("nom").geometry[name] for name in ("Lille", "Nice"))
    carte.find("#poles").click()
    bars = set()
    for _ in range(5):
        poles = carte.poles()
        east = (poles["Nice"]["x"] - poles["Lille"]["x"]) / (nice.x - lille.x)
        south = (poles["Nice"]["y"] - poles["Lille"]["y"]) / (lille.y - nice.y)
        assert east == pytest.approx(south, rel=1e-3)
        length, unit = simple(carte.text("#echelle")).split()
        metres = float(length) * {"km": 1_000, "m": 1}[unit]
        width = carte.js("return document.querySelector('#echelle span').offsetWidth")
        assert width == pytest.approx(metres * east, abs=0.6)
        assert 50 < width <= 160
        bars.add(metres)
        carte.type("+")
    assert len(bars) == 5


def test_hovering_a_pole_says_its_figures(carte: Carte) -> None:
    circle = carte.poles()["Toulouse"]
    assert not carte.shown("#bulle")
    carte.hover(circle["x"], circle["y"])
    assert carte.text("#bulle b") == "Toulouse"
    assert "Rang 1 – pôle des grandes métropoles (P\u2011GM)" in simple(carte.text("#bulle"))
    assert "professionnels" in carte.text("#bulle")
    carte.hover(5, 400)
    assert not carte.shown("#bulle")


def test_a_small_circle_lying_on_a_large_one_is_reached(carte: Carte) -> None:
    creil = carte.poles()["Creil"]
    carte.click(creil["x"], creil["y"])
    assert carte.text("#fiche h2") == "Creil"
    carte.click(5, 400)
    assert carte.text("#fiche h2") == ""


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("evreux", "Évreux"),
        ("ÉVREUX", "Évreux"),
        ("st et", "Saint-Étienne"),
        ("guidel", "Lorient"),
        ("59350", "Lille"),
        ("aix", "Marseille – Aix-en-Provence"),
    ],
)
def test_search_ignores_accents_and_knows_other_names(carte: Carte, typed: str, first: str) -> None:
    carte.search(typed)
    assert simple(carte.results()[0]) == first
    carte.type(carte.keys.ENTER)
    assert simple(carte.text("#fiche h2")) == first
    assert not carte.shown("#resultats")


def test_the_card_has_the_figures_of_the_table(carte: Carte) -> None:
    carte.search("guidel", carte.keys.ENTER)
    card = simple(carte.text("#fiche"))
    for words in ("Rang 2 – grand pôle (GP)", "Morbihan, Bretagne · 56121", "3 292", "« Guidel »"):
        assert words in card


def test_a_name_that_is_not_there_is_said(carte: Carte) -> None:
    carte.search("zzz")
    assert carte.results() == []
    assert carte.text("#resultats") == "Aucun pôle ni bassin de vie de ce nom"
    carte.type(carte.keys.ENTER)
    assert carte.text("#fiche h2") == ""
    carte.type(carte.keys.ESCAPE)
    assert not carte.shown("#resultats")


def test_ranks_are_filtered_and_a_name_found_shows_its_rank(carte: Carte) -> None:
    carte.find("#rangs input[value='4']").click()
    carte.settle()
    assert len(carte.poles()) == 103
    assert "masqué" in carte.text("#annonce")
    carte.search("armentieres", carte.keys.ENTER)
    assert "Armentières" in carte.poles()
    assert carte.find("#rangs input[value='4']").is_selected()


def test_the_keyboard_is_enough(carte: Carte) -> None:
    carte.find("#nom").click()
    carte.type(carte.keys.TAB)
    assert carte.focused() == "Carte des pôles d’offre de soins"
    before = carte.poles()["Lyon"]["x"]
    carte.type("+", carte.keys.ARROW_LEFT, "0")
    assert carte.poles()["Lyon"]["x"] == pytest.approx(before)
    carte.type(carte.keys.TAB)
    assert simple(carte.focused()).startswith("Paris, Rang 1")
    assert carte.text("#bulle b") == "Paris"
    carte.type(carte.keys.ARROW_UP)
    assert carte.focused().startswith("Creil")
    carte.type(carte.keys.ENTER)
    assert carte.text("#fiche h2") == "Creil"
    assert carte.js("return document.activeElement.getAttribute('aria-pressed')") == "true"
    carte.type(carte.keys.ESCAPE)
    assert carte.text("#fiche h2") == ""


def test_arrows_reach_every_pole(carte: Carte) -> None:
    """Going from a pôle in the four directions, again and again, leaves none out."""
    unseen = carte.js(
        """
        const names = () => document.activeElement.getAttribute("aria-label");
        const all = [...document.querySelectorAll(".pole")];
        const seen = new Set();
        const queue = [all[0]];
        while (queue.length) {
          const node = queue.pop();
          if (seen.has(node)) continue;
          seen.add(node);
          for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
            node.focus();
            node.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            queue.push(document.activeElement);
          }
        }
        return all.filter((node) => !seen.has(node)).map((node) => node.getAttribute("aria-label"));
        """
    )
    assert unseen == []


def test_on_a_phone_nothing_overflows_and_a_finger_is_enough(
    driver_of_a_phone: Any, page: Path
) -> None:
    carte = Carte(driver_of_a_phone, page)
    width, scroll, height = carte.js(
        "return [innerWidth, document.documentElement.scrollWidth,"
        " document.getElementById('carte').clientHeight]"
    )
    assert (width, scroll) == (390, 390)
    assert height > 844 * 0.4
    assert carte.covered() == []
    small = carte.js(
        "return [...document.querySelectorAll('button, #nom, label.rang')]"
        ".filter((node) => node.offsetHeight < 24).length"
    )
    assert small == 0
    brest = carte.poles()["Brest"]
    carte.tap(brest["x"] - 9, brest["y"])
    assert carte.text("#fiche h2") == "Brest"
    assert carte.messages() == []


def misplaced(carte: Carte) -> list[str]:
    """Names on a circle or on another, or nearer another circle than theirs without a line."""
    circles = {typeset(name): circle for name, circle in carte.poles().items()}
    names, found = carte.names(), []
    for k, name in enumerate(names):
        box = shapely.box(*name["box"])
        line = shapely.LineString(name["line"]) if name["line"] else None
        for other in names[:k]:
            line_crosses = line is not None and line.intersects(shapely.box(*other["box"]))
            if box.intersects(shapely.box(*other["box"])) or line_crosses:
                found.append(f"{name['text']} sur {other['text']}")
        gaps = {
            place: box.distance(shapely.Point(circle["x"], circle["y"])) - circle["r"]
            for place, circle in circles.items()
        }
        found += [f"{name['text']} sur le cercle de {p}" for p, gap in gaps.items() if gap < -0.01]
        own = circles.get(name["text"])
        if own is None:
            continue
        if line is None and min(gaps, key=lambda place: gaps[place]) != name["text"]:
            found.append(f"{name['text']} plus près d'un autre cercle")
        for place, circle in circles.items():
            centre = shapely.Point(circle["x"], circle["y"])
            apart = math.dist((own["x"], own["y"]), (circle["x"], circle["y"])) >= circle["r"]
            if line is not None and apart and line.distance(centre) < circle["r"] - 0.01:
                found.append(f"le trait de {name['text']} sur le cercle de {place}")
    return found


ZOOMS = (0, 1, 2, 4)


def test_no_name_is_on_a_circle_nor_nearer_another_at_any_zoom(carte: Carte) -> None:
    poles = carte.poles()
    for times in ZOOMS:
        carte.zoom(times)
        assert misplaced(carte) == []
        assert carte.names()
    carte.find("#tout").click()
    carte.settle()
    written = {name["text"] for name in carte.names()}
    assert len(written & {typeset(name) for name in poles}) >= 135
    assert {"Lille", "Lyon", "Paris", "Nice"} <= written


def test_nor_on_a_telephone(driver_of_a_phone: Any, page: Path) -> None:
    carte = Carte(driver_of_a_phone, page)
    for times in ZOOMS:
        carte.zoom(times)
        assert misplaced(carte) == []
        assert carte.names()


def test_without_motion_the_map_is_there_at_once(driver: Any, page: Path) -> None:
    Carte(driver, page)
    ask = "Emulation.setEmulatedMedia"
    still = {"name": "prefers-reduced-motion", "value": "reduce"}
    places = (
        "const place = () => document.querySelector('.pole').getAttribute('transform');"
        "document.getElementById('plus').click();"
        "requestAnimationFrame(() => requestAnimationFrame(() => { const soon = place();"
        " setTimeout(() => arguments[0]([soon, place()]), 900); }));"
    )
    soon, later = driver.execute_async_script(places)
    assert soon != later
    driver.execute_cdp_cmd(ask, {"features": [still]})
    soon, later = driver.execute_async_script(places)
    driver.execute_cdp_cmd(ask, {"features": []})
    assert soon == later


def test_any_name_is_shown_as_it_is(driver: Any, tmp_path: Path, report: gpd.GeoDataFrame) -> None:
    poles = report.head(len(HOSTILE)).assign(nom=HOSTILE, nom_publie=HOSTILE[::-1])
    poles.attrs |= {"source": HOSTILE[0], "date": HOSTILE[1], "attribution": HOSTILE[4]}
    carte = Carte(driver, map_interactive(poles, title=HOSTILE[0]).save(tmp_path / "p.html"))
    names = [typeset(name) for name in HOSTILE]
    labels = carte.js(
        "return [...document.querySelectorAll('.pole')].map((n) => n.getAttribute('aria-label'))"
    )
    assert sorted(label.split(", Rang")[0] for label in labels) == sorted(names)
    assert carte.text("h1") == typeset(HOSTILE[0])
    carte.search(carte.keys.ARROW_DOWN)
    assert sorted(carte.results()) == sorted(names)
    carte.type(carte.keys.ESCAPE)
    for place in range(len(HOSTILE)):
        carte.search(carte.keys.ARROW_DOWN, *[carte.keys.ARROW_DOWN] * (place + 1))
        wanted = carte.results()[place]
        carte.type(carte.keys.ENTER)
        assert carte.text("#fiche h2") == wanted
        published = typeset(HOSTILE[::-1][names.index(wanted)])
        if published != wanted:
            assert published in carte.text("#fiche .publie")
    assert carte.js("return window.pris") is None
    assert carte.messages() == []


def test_poles_overseas_lie_in_their_frames(
    driver: Any, tmp_path: Path, report: gpd.GeoDataFrame
) -> None:
    carte = Carte(driver, map_interactive(with_overseas(report)).save(tmp_path / "carte.html"))
    assert len(carte.poles()) == 162
    west = min(place["x"] for name, place in carte.poles().items() if name == "Brest")
    assert all(0 < carte.poles()[name]["x"] < west for name, *_ in POLES.values())
    assert not set(carte.covered()) & {name for name, *_ in POLES.values()}
    carte.search("cayenne", carte.keys.ENTER)
    card = simple(carte.text("#fiche"))
    for words in ("Cayenne", "Guyane · 97302", "2 600"):
        assert words in card
    assert driver.get_log("browser") == []
    assert [url for url in requests(driver) if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="module")
def classes(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every bassin of 2012: Lille, Béthune and Arras ranked, Ambérieu not, the others unknown."""
    source = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with warnings.catch_warnings(action="ignore"):
        bassins = read_bassins(2012, composition=source)
    counts = table(
        (12_000, 6_000, 200),
        (2_000, 399, 100),
        (1_700, 500, 120),
        (300, 20, 0),
        codes=["59350", "62119", "62041", "01004"],
    )
    path = tmp_path_factory.mktemp("bassins") / "carte.html"
    return map_interactive(classify(counts), bassins=bassins).save(path)


def test_a_bassin_has_its_card_its_reason_and_its_margin(driver: Any, classes: Path) -> None:
    carte = Carte(driver, classes)
    carte.search("bethune", carte.keys.ENTER)
    card = simple(carte.text("#fiche"))
    for words in (
        "Rang 4 – pôle secondaire (Ps)",
        "399 (19,95 %)",
        "rang 3 refusé : 19,95 % de professionnels de pôle, moins de 20 %",
        "rang 3 : 0,1 point de professionnels de pôle en plus",
    ):
        assert words in card
    assert carte.messages() == []


def test_no_pole_and_no_data_are_told_apart(driver: Any, classes: Path) -> None:
    carte = Carte(driver, classes)
    legend = simple(carte.text("#rangs"))
    assert "Hors pôle (1)" in legend
    assert "Pas de données (1 640)" in legend
    carte.search("cambrai", carte.keys.ENTER)
    assert "Pas de données" in carte.text("#fiche .type")
    middle = carte.find("#poles").size
    carte.hover(middle["width"] / 2 + 6, middle["height"] / 2 + 6)
    assert carte.text("#bulle b") == "Cambrai"
    carte.search("ambérieu", carte.keys.ENTER)
    assert carte.text("#fiche .type") == "Hors pôle"
    assert "hors pôle : 300 professionnels" in simple(carte.text("#fiche"))
    assert carte.messages() == []


def test_the_sea_is_no_bassin(driver: Any, classes: Path) -> None:
    carte = Carte(driver, classes)
    carte.hover(60, 350)
    assert not carte.shown("#bulle")
