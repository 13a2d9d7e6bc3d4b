"""Care structures: the table of the press file, the map, what is refused."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import discs, on_map, printed, texts
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT
from poles_geo.cartes.layers.structural.structure_key import PROGRESS
from poles_geo.cartes.layers.structural.structure_places import SIZE, ring
from poles_geo.edition import embedded as edition
from poles_geo.errors import TableError

ROUBAIX, BREST = "59512", "29019"


@pytest.fixture(scope="module")
def carte() -> Carte:
    return pg.map_structures()


def symbols(carte: Carte) -> list[PathCollection]:
    return [item for item in carte.axes.collections if isinstance(item, PathCollection)]


def test_the_press_file_s_table() -> None:
    table = pg.report_2014.structures_2013()
    assert table["total"].to_dict() == {
        "Artois-Douaisis": 19,
        "Hainaut-Cambrésis": 15,
        "Littoral": 9,
        "Métropole-Flandre intérieure": 10,
        "Total": 53,
    }
    assert table.loc["Total"].drop("total").to_dict() == {
        "en fonctionnement": 12,
        "en opérationnalisation": 10,
        "en conception": 12,
        "en réflexion": 19,
    }
    inside = table.drop(index="Total", columns="total")
    assert (inside.sum(axis=1) == table["total"].drop("Total")).all()


def test_the_53_structures_are_drawn_and_named(carte: Carte) -> None:
    assert sum(len(group.get_offsets()) for group in symbols(carte)) == 53
    assert [len(group.get_offsets()) for group in symbols(carte)] == [19, 15, 9, 10]
    assert carte.labels_left_out == []
    assert pg.lint(carte) == []


def test_colours_tell_the_progress(carte: Carte) -> None:
    colours = [to_hex(colour) for group in symbols(carte) for colour in group.get_facecolor()]
    counts = [colours.count(colour) for colour in STYLE_REPORT.progress_colours]
    assert counts == [12, 10, 12, 19]


def test_the_legend_counts_progress_and_territories(carte: Carte) -> None:
    written = printed(carte)
    for row in (
        "En fonctionnement (12)",
        "En réflexion (19)",
        "Artois-Douaisis (19)",
        "Métropole-Flandre intérieure (10)",
        "Territoire (nombre)",
    ):
        assert row in written
    assert "Pôle d’offre\u00a0: nombre de professionnels" in " ".join(written)


def test_poles_lie_under_in_one_colour(carte: Carte, report: gpd.GeoDataFrame) -> None:
    drawn = discs(carte.axes).query("couleur != '#ffffff'")
    assert set(drawn["couleur"]) == {STYLE_REPORT.poles_fill}
    seen, shown = report[report.intersects(frame(carte))], on_map(carte, report)
    assert len(drawn) == len(shown)
    assert seen.index.equals(shown.index)  # none is under the legend
    assert drawn["zorder"].max() < min(group.get_zorder() for group in symbols(carte))


def frame(carte: Carte) -> shapely.Polygon:
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    return shapely.box(west, south, east, north)


def test_symbols_of_one_town_lie_side_by_side() -> None:
    # Three symbols of 2.6 mm at one point: none nearer another than its width, less a tenth.
    moved = ring(3)
    apart = np.hypot(*(moved[:, None] - moved[None]).T)
    assert apart[~np.eye(3, dtype=bool)].min() > 0.9 * SIZE * np.sqrt(3) / 2
    np.testing.assert_allclose(moved.mean(axis=0), [0, 0], atol=1e-9)


def structures(**columns: object) -> pd.DataFrame:
    table = {"nom": ["Un", "Deux"], "statut": ["en réflexion"] * 2, "code_commune": [ROUBAIX] * 2}
    return pd.DataFrame({**table, **columns})


def test_any_list_of_structures_with_a_code_goes_through_the_same_function() -> None:
    own = structures(nature=["centre", "maison"])
    own.attrs = {"source": "ARS", "date": "2026"}
    carte = pg.map_structures(own, title="Nos structures")
    assert [len(group.get_offsets()) for group in symbols(carte)] == [1, 1]
    written = printed(carte)
    assert {"centre (1)", "maison (1)", "Nature (nombre)", "En réflexion (2)"} <= set(written)
    assert "Sources\u00a0: ARS (2026)." in "\n".join(text.get_text() for text in texts(carte))


def test_points_are_taken_as_they_are() -> None:
    place = shapely.Point(705_000, 7_060_000)
    own = gpd.GeoDataFrame(structures().iloc[:1], geometry=[place], crs=2154)
    (drawn,) = symbols(pg.map_structures(own))
    np.testing.assert_allclose(drawn.get_offsets(), [(place.x, place.y)], rtol=1e-6)
    assert drawn.get_sizes() == pytest.approx([(SIZE * MM) ** 2])


def test_other_regions(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_structures(structures(code_commune=[BREST] * 2), report, zone="bretagne")
    assert frame(carte).contains(edition.load_regions().geometry["Bretagne"])


Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda own: own.drop(columns="nom"), "colonne nom absente"),
        (lambda own: own.assign(statut=["en réflexion", "ouvert"]), "statut attendu parmi en fonc"),
        (lambda own: own.assign(statut=["en réflexion", None]), "statut vide"),
        (
            lambda own: pd.concat([own] * 4, ignore_index=True).assign(statut=list("abcdefgh")),
            "statut : 6 valeurs au plus, trouvé 8",
        ),
        (lambda own: own.drop(columns="code_commune"), "ni point, ni colonne code_commune"),
        (lambda own: own.assign(code_commune="59355"), "code qui n'est pas une commune de 2024"),
        (lambda own: own.assign(code_commune=59512), "code qui n'est pas une commune de 2024"),
        (
            lambda own: pd.concat([own] * 4, ignore_index=True).assign(nature=list("abcdefgh")),
            "nature : 6 valeurs au plus, trouvé 8 ; natures=[…]",
        ),
        (
            lambda own: gpd.GeoDataFrame(own, geometry=[shapely.Point(3, 50)] * 2),
            "points sans système de coordonnées",
        ),
        (
            lambda own: gpd.GeoDataFrame(own, geometry=[shapely.Point(3, 50).buffer(1)] * 2),
            "un point est attendu",
        ),
    ],
)
def test_a_wrong_table_is_refused(change: Change, words: str) -> None:
    with pytest.raises(TableError) as caught:
        pg.map_structures(change(structures()))
    assert words in str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


# Several structures of one commune


def listed(codes: list[str], statuts: tuple[str, ...] = PROGRESS[:1], **more: object) -> Any:
    count = len(codes)
    names = [f"Maison {rank}" for rank in range(count)]
    told = [statuts[rank % len(statuts)] for rank in range(count)]
    own = pd.DataFrame({"nom": names, "statut": told, "code_commune": codes, **more})
    own.attrs = {"source": "ARS", "date": "2026"}
    return own


SEVERAL = {
    "sixty of Toulouse": (listed(["31555"] * 60), "Midi-Pyrénées", 1, {"Toulouse (60)"}),
    "fifteen of Paris": (listed(["75056"] * 15, PROGRESS), "Île-de-France", 15, set()),
    "sixty of Paris": (listed(["75056"] * 60, PROGRESS), "Île-de-France", 4, {"15"}),
    "two of a tiny one": (
        listed(["33103"] * 2, PROGRESS[2:]),
        "Aquitaine",
        1,
        {"Castelmoron-d’Albret (2, dont 1 en conception)"},
    ),
    "sixty of Toulouse, of every kind": (
        listed(["31555"] * 60, PROGRESS, nature=["centre", "maison", "pôle"] * 20),
        "Midi-Pyrénées",
        1,
        {"Toulouse (60, dont 5 «\u00a0centre\u00a0» en fonctionnement)"},
    ),
    "nine of Arles": (
        listed(["13004"] * 9, PROGRESS[:2]),
        "Provence - Alpes - Côte d'Azur",
        9,
        set(),
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_structures_of_one_commune_stay_in_it(name: str) -> None:
    own, region, symbols_drawn, said = SEVERAL[name]
    carte = pg.map_structures(own, zone=region)
    offsets = np.vstack([np.asarray(group.get_offsets()) for group in symbols(carte)])
    assert len(offsets) == symbols_drawn
    commune = edition.load_communes().geometry[own["code_commune"].iloc[0]]
    assert (shapely.distance(commune, shapely.points(offsets)) / scale(carte) <= 0.1).all()
    written = set(printed(carte))
    assert said <= written
    statuts = own["statut"].value_counts()
    for statut, count in statuts.items():
        assert f"{str(statut).capitalize()} ({count})" in written
    hidden = set(own["nom"]) - written
    assert hidden == set(carte.labels_left_out)
    assert pg.lint(carte) == []


def scale(carte: Carte) -> float:
    return Frame.of(carte.axes).metres_per_mm


def test_points_out_of_every_commune_are_one_symbol_and_their_number() -> None:
    own = listed(["59183"] * 20).drop(columns="code_commune")
    sea = gpd.GeoDataFrame(own, geometry=[shapely.Point(640_000, 7_105_000)] * 20, crs=2154)
    carte = pg.map_structures(sea)
    assert [len(group.get_offsets()) for group in symbols(carte)] == [1]
    assert "20" in printed(carte)


# What the title says


@pytest.mark.parametrize(
    ("attrs", "title"),
    [
        ({}, "Les structures"),
        ({"date": "2026"}, "Les structures en 2026"),
        ({"titre": "Les CPTS", "date": "mars 2025"}, "Les CPTS en mars 2025"),
        ({"titre": "Les CPTS", "date": "2025-12-08"}, "Les CPTS au 8 décembre 2025"),
        ({"titre": "Les CPTS de 2025", "date": "2025"}, "Les CPTS de 2025"),
        ({"titre": "Les MSP", "date": "non datées"}, "Les MSP (non datées)"),
    ],
)
def test_the_title_says_nothing_that_the_data_do_not(attrs: dict[str, str], title: str) -> None:
    own = structures()
    own.attrs = attrs
    assert pg.map_structures(own).title == title


def test_the_list_of_2013_keeps_its_title(carte: Carte) -> None:
    assert carte.title == "Les maisons et pôles de santé en mai 2013"
