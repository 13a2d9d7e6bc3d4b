"""The report's 24 pages: what each prints, and that everything is legible and in its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from drawn_pages import (
    discs,
    frame_box,
    ink,
    legend_discs,
    on_map,
    overlaps,
    panel,
    panels,
    printed,
    texts,
)
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.communes.territory_names import region_named
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError
from poles_geo.regions import REGIONS_2014

Draw = Callable[[str], Carte]

ALL = ["france", "bassin minier", *REGIONS_2014]
MARGIN = 5.0
"""No printer reaches the edge of the paper: mm kept free."""
LORIENT = "Lorient est publié sous le nom de «\u00a0Guidel\u00a0»."
OTHERS = re.compile(r"^Pôles? d’une autre région")
TYPES = {
    1: "Pôle des grandes métropoles",
    2: "Grand pôle",
    3: "Pôle intermédiaire",
    4: "Pôle secondaire",
}

every_page = pytest.mark.parametrize("name", ALL)
every_region = pytest.mark.parametrize("name", REGIONS_2014)


def shown(carte: Carte, report: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pôles whose town hall is in the frame of the map."""
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    return report.cx[west:east, south:north]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("france", "Les 153 pôles d’offre de soins de la France métropolitaine"),
        ("bassin minier", "Les pôles d’offre de soins du Bassin minier"),
        ("Centre", "Les pôles d’offre de soins dans le Centre"),
        ("Pays de la Loire", "Les pôles d’offre de soins dans les Pays de la Loire"),
        (
            "Nord - Pas-de-Calais",
            "Les pôles d’offre de soins dans le Nord\u00a0– Pas-de-Calais",
        ),
        ("Île-de-France", "Les pôles d’offre de soins en Île-de-France"),
        (
            "Provence-Alpes-Côte d'Azur",
            "Les pôles d’offre de soins en Provence-Alpes-Côte d’Azur",
        ),
    ],
)
def test_titles(name: str, expected: str, cartes: Draw) -> None:
    assert cartes(name).title == expected
    assert expected in printed(cartes(name))


@every_page
def test_legend_counts_the_poles_of_each_rank(
    name: str, cartes: Draw, report: gpd.GeoDataFrame
) -> None:
    about = report[report["region_2014"] == name] if name in REGIONS_2014 else report
    about = shown(cartes(name), about)
    counts = about["rang"].value_counts().sort_index()
    expected = [f"{rang} – {TYPES[rang]} ({count})" for rang, count in counts.items()]
    assert [text for text in printed(cartes(name)) if re.match(r"\d – ", text)] == expected


def test_legend_says_what_each_rank_asks(cartes: Draw) -> None:
    written = printed(cartes("france"))
    for condition in (
        "plus de 10\u202f000 professionnels",
        "au moins 3\u202f000 professionnels",
        "au moins 1\u202f500 professionnels",
        "au moins 20\u202f% de professionnels de pôle",
        "au plus 20\u202f% d’infirmiers psychiatriques",
        "plus de 1\u202f000 professionnels hors infirmiers psychiatriques",
    ):
        assert condition in written


@every_page
def test_legend_says_that_fainter_circles_are_elsewhere(
    name: str, cartes: Draw, report: gpd.GeoDataFrame
) -> None:
    others = on_map(cartes(name), report)
    others = others[others["region_2014"] != name] if name in REGIONS_2014 else others.iloc[:0]
    said = [text for text in printed(cartes(name)) if OTHERS.match(text)]
    assert len(said) == (len(others) > 0)


@every_region
def test_every_colour_of_the_map_is_in_the_legend(name: str, cartes: Draw) -> None:
    assert set(discs(cartes(name).axes)["couleur"]) <= set(legend_discs(cartes(name))["couleur"])


@every_page
def test_sources_date_and_author_are_printed(name: str, cartes: Draw) -> None:
    page = "\n".join(text.get_text() for text in cartes(name).figure.texts)
    for words in (
        "Sources\u00a0: fichiers RPPS et ADELI (publication de mars 2014)",
        "ORS Nord – Pas-de-Calais, Le maillage des pôles d’offre, mars 2014",
        "Fond de carte\u00a0: IGN Admin Express et Insee",
        "Natural Earth",
        "Projection\u00a0: Lambert 93",
        f"Réalisation\u00a0: poles_geo {pg.__version__}",
    ):
        assert words in page


@every_page
def test_guidel_is_told_where_lorient_is_shown(
    name: str, cartes: Draw, report: gpd.GeoDataFrame
) -> None:
    lorient = "Lorient" in set(shown(cartes(name), report)["nom"])
    assert (LORIENT in printed(cartes(name))) == lorient


@every_page
def test_french_typography(name: str, cartes: Draw) -> None:
    for text in printed(cartes(name)):
        assert not re.search(r"\d[ \u00a0]\d{3}\b", text), text
        assert not re.search(r"\d{5}", text), text
        if not re.search(r"\(\d[\d\u202f]*\)$", text):  # the number of a pôle around
            assert not re.search(r"[12][ \u202f]0[12]\d\b", text), text
        assert not re.search(r" [:;%!?»]|« ", text), text
        assert "'" not in text, text
        assert " - " not in text, text


@every_page
def test_every_pole_is_named(name: str, cartes: Draw) -> None:
    assert cartes(name).labels_left_out == []


@every_region
def test_frame_holds_the_region(name: str, cartes: Draw) -> None:
    west, south, east, north = edition.load_regions().geometry[[name]].total_bounds
    (left, right), (low, high) = cartes(name).axes.get_xlim(), cartes(name).axes.get_ylim()
    assert left < west < east < right
    assert low < south < north < high
    assert max((east - west) / (right - left), (north - south) / (high - low)) > 0.6


def test_frame_holds_the_country(cartes: Draw) -> None:
    west, south, east, north = edition.load_regions().total_bounds
    (left, right), (low, high) = cartes("france").axes.get_xlim(), cartes("france").axes.get_ylim()
    assert left < west < east < right
    assert low < south < north < high


@every_page
def test_text_is_on_the_page_and_large_enough(name: str, cartes: Draw) -> None:
    carte = cartes(name)
    written = texts(carte)
    boxes = ink(carte, written, dpi=100)
    wide, high = carte.figure.get_size_inches() * 25.4
    assert (boxes >= MARGIN).all()
    assert (boxes[:, 2:] <= (wide - MARGIN, high - MARGIN)).all()
    assert min(text.get_fontsize() for text in written) >= 6


@every_page
def test_nothing_overlaps_around_the_map(name: str, cartes: Draw) -> None:
    carte = cartes(name)
    written = [text for text in texts(carte) if text.axes in (None, *panels(carte))]
    circles = legend_discs(carte)
    half = circles["diametre"].to_numpy()[:, None] / 2
    centres = circles[["x", "y"]].to_numpy()
    largest = np.hstack([centres - half, centres + half])[np.argmax(half)]
    boxes = np.vstack([ink(carte, written), largest, frame_box(carte.axes)])
    names = [*(text.get_text() for text in written), "plus grand cercle", "carte"]
    legend, map_ = frame_box(panel(carte)), frame_box(carte.axes)
    if (legend[:2] > map_[:2]).all() and (legend[2:] < map_[2:]).all():
        boxes, names = boxes[:-1], names[:-1]  # the legend lies over the map
    assert overlaps(boxes, names) == []


def test_perimeter_of_the_mining_basin_is_that_of_the_two_agglomerations(cartes: Draw) -> None:
    names, communes = edition.load_epci()["nom"], edition.load_communes()
    two = names.index[names.isin(["CA de Lens - Liévin", "CA d'Hénin-Carvin"])]
    assert len(two) == 2
    expected = communes[communes["epci"].isin(two)].total_bounds
    drawn = [
        patch.get_path().get_extents().extents
        for patch in cartes("bassin minier").axes.patches
        if isinstance(patch, PathPatch)
        and to_hex(patch.get_edgecolor()) == STYLE_REPORT.perimeter_colour
    ]
    assert len(drawn) == 1
    np.testing.assert_allclose(drawn[0], expected, rtol=0, atol=100)
    written = printed(cartes("bassin minier"))
    assert "Territoire de soins numérique\u00a0:" in written
    assert "Lens-Liévin et Hénin-Carvin" in written


def test_every_epci_of_the_mining_basin_is_named(cartes: Draw) -> None:
    lines = [
        ["Béthune-Bruay"],
        ["Lens-Liévin"],
        ["Hénin-", "Carvin"],
        ["Douaisis"],
        ["Cœur", "d’Ostrevent"],
        ["Porte du Hainaut"],
        ["Valenciennes", "Métropole"],
    ]
    written = printed(cartes("bassin minier"))
    assert {line for name in lines for line in name} <= set(written)
    assert written.count("Valenciennes") == 2  # the pôle, the intercommunalité
    assert cartes("bassin minier").labels_left_out == []


def test_an_epci_without_room_is_told(report: gpd.GeoDataFrame) -> None:
    wide = replace(STYLE_REPORT, text=14.0, note=12.0)
    left_out = pg.map_bassin_minier(report, style=wide).labels_left_out
    assert "Valenciennes Métropole" in left_out


def test_a_rank_that_only_neighbours_have_has_no_row(
    cartes: Draw, report: gpd.GeoDataFrame
) -> None:
    drawn = on_map(cartes("Alsace"), report)
    assert set(drawn["rang"]) == {1, 2, 3, 4}
    rows = [text for text in printed(cartes("Alsace")) if re.match(r"\d – ", text)]
    assert rows == [
        "1 – Pôle des grandes métropoles (1)",
        "2 – Grand pôle (2)",
        "3 – Pôle intermédiaire (1)",
    ]


def test_the_legend_has_no_line_that_the_map_has_not(cartes: Draw) -> None:
    assert "Région (2014), frontière" not in printed(cartes("Corse"))
    assert "Région (2014), frontière" in printed(cartes("Lorraine"))
    assert "Côte" in printed(cartes("Corse"))
    assert "Côte" not in printed(cartes("Franche-Comté"))
    assert "Étendue d’un encart" in printed(cartes("france"))
    assert "Étendue d’un encart" not in printed(cartes("Corse"))


def test_a_pole_of_two_towns_is_said_to_be_drawn_at_one(cartes: Draw) -> None:
    assert (
        "Pôles dessinés à la commune centre de leur bassin de vie\u00a0: Douai\u00a0– Lens à Douai."
    ) in printed(cartes("bassin minier"))


def test_mining_basin_shows_its_poles(cartes: Draw, report: gpd.GeoDataFrame) -> None:
    named = set(shown(cartes("bassin minier"), report)["nom"])
    assert {"Béthune", "Douai - Lens", "Valenciennes", "Arras", "Cambrai", "Lille"} <= named


@pytest.mark.parametrize("typed", ["corse", "CORSE", " Corse "])
def test_a_region_is_found_however_it_is_typed(typed: str, report: gpd.GeoDataFrame) -> None:
    assert pg.map_region(report, typed).title == "Les pôles d’offre de soins en Corse"


@every_region
def test_names_without_accents_dashes_or_capitals(name: str) -> None:
    plain = str.maketrans("éÉôÎ-'’–", "eEoI    ")
    for typed in (name.upper(), name.lower(), name.translate(plain), name.replace("'", "’")):
        assert region_named(typed).name == name


@pytest.mark.parametrize("typed", ["Haut-de-France", "Bretagnes", "", "Normande", "59"])
def test_an_unknown_region_is_refused_with_the_list(typed: Any, report: gpd.GeoDataFrame) -> None:
    with pytest.raises(ChoiceError) as caught:
        pg.map_region(report, typed)
    for region in REGIONS_2014:
        assert region in str(caught.value)


def test_a_title_of_ones_own(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(report, "Corse", title="L'offre de soins : Corse")
    assert carte.title == "L’offre de soins\u00a0: Corse"
    assert carte.title in printed(carte)
