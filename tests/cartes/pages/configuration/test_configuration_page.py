"""« Nous et les autres »: maps, profiles and numbers of a region beside those like it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import frames, printed
from effectif_tables import raises, simple
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame, size_of
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.cartes.surround.profile_chart import FOOT, LEFT, RIGHT, TOP
from poles_geo.errors import ChoiceError, LayoutError, TableError

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
NORTH = "Nord - Pas-de-Calais"


@cache
def drawn(region: str = "Midi-Pyrénées", page: str = "a4") -> pg.Carte:
    style = STYLE_HALF_PAGE if page == "half-page" else STYLE_REPORT
    return pg.map_configuration(pg.load_report(), pg.read_communes(), region, style=style)


@pytest.mark.parametrize("style", STYLES, ids=["colour", "grey", "half", "slide"])
@pytest.mark.parametrize(
    "region", ["Midi-Pyrénées", NORTH, "Corse", "Île-de-France", "Champagne-Ardenne"]
)
def test_the_linter_finds_nothing(region: str, style: Style, report: gpd.GeoDataFrame) -> None:
    carte = pg.map_configuration(report, pg.read_communes(), region, style=style)
    assert pg.lint(carte) == []
    assert set(carte.labels_left_out) <= {"Salon-de-Provence"}  # of a map beside


def test_the_maps_are_of_the_region_and_of_the_three_nearest() -> None:
    carte, poles = drawn(), pg.load_report()
    gaps = pg.profiles(poles).fillna(0)
    far = (gaps - gaps.loc["Midi-Pyrénées"]).abs().sum(axis=1).sort_values()
    likes = [name for name in far.index[1:] if name != "Île-de-France"][:3]
    assert likes == ["Aquitaine", "Basse-Normandie", "Haute-Normandie"]
    maps = frames(carte)
    shown = {}
    for ax, name in zip(maps, ["Midi-Pyrénées", *likes], strict=True):
        frame = Frame.of(ax)
        own = poles[poles["region_2014"] == name]
        assert own.within(frame.polygon).all()
        shown[name] = frame.metres_per_mm
    assert len({round(scale, 6) for name, scale in shown.items() if name != "Midi-Pyrénées"}) == 1
    written = [simple(text) for text in printed(carte)]
    assert "Midi-Pyrénées, macrocéphale" in written
    assert "Basse-Normandie, macrocéphale" in written
    assert any(text.startswith("Mise à part, qu’un seul pôle tient : Île") for text in written)
    assert any("Population de 2022, comptes de 2014." in text for text in written)


def chart_of(carte: pg.Carte) -> Axes:
    return next(
        ax
        for ax in carte.figure.axes
        if any(
            isinstance(item, LineCollection) and np.allclose(item.get_linewidths(), 2.0)
            and len(item.get_segments()[0]) > 2
            for item in ax.collections
        )
    )  # fmt: skip


@pytest.mark.parametrize("page", ["a4", "half-page"])
def test_the_profile_lies_where_its_numbers_say(page: str) -> None:
    ax = chart_of(drawn(page=page))
    lines = [item for item in ax.collections if isinstance(item, LineCollection)]
    (own,) = [item for item in lines if np.allclose(item.get_linewidths(), 2.0)]
    (places,) = own.get_segments()
    wide, high = size_of(ax)
    profile = pg.profiles(pg.load_report()).loc["Midi-Pyrénées"].dropna()
    # Ten pôles in Aquitaine, the nearest: ranks go to 10; the least share, 4.7 %, is over 2 %.
    across = LEFT + np.log(np.arange(1, 9)) / np.log(10) * (wide - LEFT - RIGHT)
    up = FOOT + (1 - np.log(profile) / np.log(0.02)) * (high - FOOT - TOP)
    np.testing.assert_allclose(places, np.column_stack([across, up]), atol=1e-9)
    straight = [item.get_segments()[0] for item in lines if len(item.get_segments()) == 1]
    ends = [line for line in straight if len(line) == 2]
    slope = -0.9185172551013341
    fall = FOOT + (1 - np.log(10**slope) / np.log(0.02)) * (high - FOOT - TOP)
    assert any(np.allclose(line[1], (wide - RIGHT, fall)) for line in ends)


def test_the_table_has_the_numbers_of_the_analysis() -> None:
    written = [simple(text) for text in printed(drawn())]
    for cell in ("8,2", "10,2", "63 %", "4,5", "1,84", "0,56", "−1,24", "macrocéphale (100 %)"):
        assert cell in written
    assert "0,50" in written  # how far the profile of Aquitaine is
    assert {"153", "−0,92", "7,0"} <= set(written)  # the country
    sentence = " ".join(written)
    assert "Toulouse, 24 067 professionnels, pèse 8,2 fois Albi" in sentence
    assert "Macrocéphale : Crunch 1,84 ≥ 1." in sentence
    assert "macrocéphale : Crunch de 1 ou plus" in sentence


def test_the_neighbours_of_bretagne_make_a_circle(report: gpd.GeoDataFrame) -> None:
    ax = drawn("Bretagne").axes
    (links,) = [
        item
        for item in ax.collections
        if isinstance(item, LineCollection) and item.get_gid() == "lien"
    ]
    bretagne = report[report["region_2014"] == "Bretagne"]
    ends = pd.Series([tuple(point) for line in links.get_segments() for point in line])
    places = [(point.x, point.y) for point in bretagne.geometry]
    counts = sorted(ends.value_counts().reindex(places).tolist())
    assert counts == [1, *[2] * 8, 3]  # Saint-Malo hangs on Dinan


def test_a_low_page_has_the_map_of_the_region_alone() -> None:
    carte = drawn(page="half-page")
    assert len(frames(carte)) == 1
    assert carte.figure.get_size_inches() * 25.4 == pytest.approx((210, 148.5))
    assert {"Aquitaine", "Basse-Normandie"} <= set(printed(carte))


def test_regions_of_today_have_no_type(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.attrs = {**report.attrs, "date": "2024", "publication": ""}
    carte = pg.map_configuration(poles, pg.read_communes(), "Occitanie")
    written = [simple(text) for text in printed(carte)]
    assert "Occitanie" in written
    assert not any("multipolaire" in text for text in written)
    assert pg.lint(carte) == []
    given = pg.map_configuration(
        poles, pg.read_communes(), "Occitanie", thresholds=pg.THRESHOLDS_2014, title="Occitanie"
    )
    assert any("multipolaire (69 %)" in simple(text) for text in printed(given))


def test_a_table_of_one_s_own_rules_and_credits(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_configuration(
        *(report, pg.read_communes(), "Corse"),
        title="Deux pôles", subtitle="Sous-titre", source="RPPS", date="2014", author="ORS",
    )  # fmt: skip
    written = simple(" ".join(printed(carte)))
    assert "Deux pôles" in written
    assert "Sous-titre" in written
    assert "Sources : RPPS (2014)" in written
    assert "Réalisation : ORS, avec poles_geo" in written


def test_what_cannot_be_compared_is_refused(report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    with raises(ChoiceError, "region = 'Nord'"):
        pg.map_configuration(report, communes, "59")
    with raises(ChoiceError, "zone « Flandre » inconnue"):
        pg.map_configuration(report, communes, "Flandre")
    alone = gpd.GeoDataFrame(report[report["region_2014"] == "Corse"])
    with raises(TableError, "deux régions comptées en entier sont attendues"):
        pg.map_configuration(alone, communes, "Corse")
    with raises(ChoiceError, "une page de 200 mm sur 140 au moins"):
        pg.map_configuration(report, communes, "Corse", style=replace(STYLE_REPORT, page="150x150"))
    with raises(TableError, "aucun habitant"):
        pg.map_configuration(report, pd.Series([1e6], ["Corse"]), "Corse")


PARTS = {
    "Bretagne": "Ouest", "Pays de la Loire": "Ouest", "Basse-Normandie": "Ouest",
    "Picardie": "Nord", NORTH: "Nord", "Haute-Normandie": "Nord",
}  # fmt: skip
"""Three parts of the country that nobody has named: the rest is « Sud et Est »."""


def parted(report: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series, gpd.GeoDataFrame]:
    """Pôles with a column of their own, the inhabitants of its groups, their outlines."""
    communes = pg.read_communes()
    part = communes["region_2014"].map(PARTS).fillna("Sud et Est")
    people = communes["population"].groupby(part).sum()
    regions = pg.load_regions()
    name = pd.Series(regions.index.map(PARTS), regions.index).fillna("Sud et Est")
    outlines = regions.set_index(pd.Index(name, name="secteur"))
    poles = report.assign(secteur=report["region_2014"].map(PARTS).fillna("Sud et Est"))
    poles.attrs = dict(report.attrs)
    return poles, people, outlines


@pytest.mark.parametrize("style", STYLES, ids=["colour", "grey", "half", "slide"])
def test_departements_side_by_side(style: Style, report: gpd.GeoDataFrame) -> None:
    carte = pg.map_configuration(report, pg.read_communes(), "Nord", by="departement", style=style)
    assert pg.lint(carte) == []
    assert simple(carte.title) == "Nord : nous et les autres"
    written = [simple(text) for text in printed(carte)]
    # 25 131, 8 170: 3.1 times; 51 % of the mass of the seven pôles, counted by hand in the table.
    assert {"Nord", "Moselle", "Charente-Maritime", "Seine-Maritime", "51 %"} <= set(written)
    assert "Ensemble des départements" in written
    assert "ceux d’un autre département ne sont pas vus" in " ".join(written)
    assert not any("région de la carte" in text.lower() for text in written)
    code = pg.map_configuration(report, pg.read_communes(), "59", by="departement")
    assert code.title == carte.title


def test_territories_of_one_s_own(report: gpd.GeoDataFrame) -> None:
    poles, people, outlines = parted(report)
    carte = pg.map_configuration(poles, people, "Ouest", by="secteur", areas=outlines.to_crs(4326))
    assert pg.lint(carte) == []
    written = [simple(text) for text in printed(carte)]
    assert {"Ouest", "Nord", "Sud et Est", "Ensemble des territoires"} <= set(written)
    assert any(text.startswith("Ouest : Nantes, 14 876 professionnels") for text in written)
    assert "Type" not in written
    (_, west), *_ = zip(written, frames(carte), strict=False)
    own = poles[poles["secteur"] == "Ouest"]
    assert own.within(Frame.of(west).polygon).all()


@pytest.mark.parametrize("other", [str.upper, "{}s".format, "{}-".format])
def test_an_outline_of_nearly_the_same_name_is_told_and_not_taken(
    report: gpd.GeoDataFrame, other: Callable[[str], str]
) -> None:
    poles, people, outlines = parted(report)
    renamed = outlines.set_axis([other(name) for name in outlines.index])
    asked = {other(name): name for name in ("Ouest", "Nord", "Sud et Est")}
    with pytest.raises(ChoiceError) as raised:
        pg.map_configuration(poles, people, "Ouest", by="secteur", areas=renamed)
    told = simple(str(raised.value))
    for name in ("Ouest", "Nord", "Sud et Est"):
        assert f"aucun contour de « {name} » ; le plus proche est « {other(name)} »" in told
    assert "écrivez le même dans la colonne secteur et pour le contour" in told
    assert all(f"{found!r}: {name!r}" in told for found, name in asked.items())
    again = renamed.rename(index=asked)
    carte = pg.map_configuration(poles, people, "Ouest", by="secteur", areas=again)
    assert carte.title.startswith("Ouest")


def test_outlines_that_cannot_frame_a_group_are_refused(report: gpd.GeoDataFrame) -> None:
    poles, people, outlines = parted(report)

    def draw(areas: gpd.GeoDataFrame | None = outlines, by: str = "secteur", **more: int) -> None:
        pg.map_configuration(poles, people, "Ouest", by=by, areas=areas, **more)

    with raises(ChoiceError, "by = 'secteur' : les contours de ces territoires ne sont pas connus"):
        draw(None)
    with raises(ChoiceError, "aucun contour de « Ouest » ; leur index a Sud et Est, Nord"):
        draw(outlines.drop("Ouest"))
    with raises(ChoiceError, "by = 'secteurs' : une colonne de la table des pôles est attendue"):
        draw(by="secteurs")
    with raises(TableError, "le contour de « Ouest » laisse dehors des pôles de ce territoire"):
        draw(outlines.set_geometry(outlines.geometry.scale(0.5, 0.5)))
    with raises(LayoutError, r"n'a pas de polygone \(trouvé : Point\)"):
        draw(outlines.set_geometry(outlines.geometry.centroid))
    with raises(LayoutError, "ne dit pas sa projection"):
        draw(outlines.set_crs(None, allow_override=True))
    with raises(ChoiceError, "by = 'region_2016' et regions_year = 2014 ne vont pas ensemble"):
        draw(by="region_2016", regions_year=2014)
    with raises(ChoiceError, "region = 'Est'"):
        pg.map_configuration(poles, people, "Est", by="secteur", areas=outlines)


@compared
@pytest.mark.parametrize(
    ("region", "page"),
    [
        pytest.param(NORTH, "a4", id="nord"),
        pytest.param("Bretagne", "a4", id="bretagne"),
        pytest.param("Midi-Pyrénées", "half-page", id="midi-pyrenees"),
    ],
)
def test_configuration_page(region: str, page: str, wordless: Hide) -> Figure:
    style = STYLE_HALF_PAGE if page == "half-page" else STYLE_REPORT
    carte = pg.map_configuration(pg.load_report(), pg.read_communes(), region, style=style)
    return wordless(carte.figure)


@pytest.mark.parametrize("others", [["Corse"], ["Corse", "Bretagne"]])
def test_fewer_regions_than_maps(others: list[str], report: gpd.GeoDataFrame) -> None:
    some = gpd.GeoDataFrame(report[report["region_2014"].isin(["Picardie", *others])])
    carte = pg.map_configuration(some, pg.read_communes(), "Picardie")
    assert pg.lint(carte) == []
