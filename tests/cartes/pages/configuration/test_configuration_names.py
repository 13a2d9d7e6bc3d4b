"""Groups of one's own as people name them: long, with blanks, by number, in another case."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.cartes import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.errors import ChoiceError

LONG = (
    "Territoire « Armor & Loire » à 3 $ l’acte_[x], établissements et professionnels de premier "
    "recours du Grand Ouest"
)
WEST = {"Bretagne", "Pays de la Loire", "Basse-Normandie"}
SOUTH = {"Midi-Pyrénées", "Languedoc-Roussillon", "Aquitaine"}


def tables(
    report: gpd.GeoDataFrame, west: object, south: object, rest: object
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give pôles, communes and outlines, in three groups of regions."""
    groups = {**dict.fromkeys(WEST, west), **dict.fromkeys(SOUTH, south)}
    communes, outlines = pg.read_communes(), pg.load_regions()
    poles = report.assign(secteur=[groups.get(name, rest) for name in report["region_2014"]])
    poles.attrs = dict(report.attrs)
    communes["secteur"] = [groups.get(name, rest) for name in communes["region_2014"]]
    outlines.index = pd.Index([groups.get(name, rest) for name in outlines.index])
    return poles, communes, outlines


@pytest.mark.parametrize(
    "style",
    [
        STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE,
        replace(STYLE_REPORT, page="210x297"), replace(STYLE_REPORT, page="230x230"),
    ],
    ids=["report", "grey", "half", "slide", "standing", "square"],
)  # fmt: skip
def test_a_long_name_stays_in_its_place(style: Style, report: gpd.GeoDataFrame) -> None:
    poles, communes, outlines = tables(report, LONG, "Sud", "Le reste")
    carte = pg.map_configuration(poles, communes, LONG, by="secteur", areas=outlines, style=style)
    assert [defect for defect in pg.lint(carte) if defect.rule in ("page", "recouvrement")] == []
    cut = [text for text in printed(carte) if text.endswith("…")]
    assert len(cut) == 2
    assert all(LONG.startswith(simple(text)[:-1].replace("\u202f", " ")) for text in cut)
    assert simple(LONG) in simple(carte.description)


@pytest.mark.parametrize("style", ["210x297", "200x190", "297x420"])
def test_a_page_of_any_shape_holds_its_table(style: str, report: gpd.GeoDataFrame) -> None:
    page = replace(STYLE_REPORT, page=style)
    carte = pg.map_configuration(report, pg.read_communes(), "Bretagne", style=page)
    assert pg.lint(carte) == []
    assert any(simple(text).startswith("Écart de profil : somme") for text in printed(carte))


def test_blanks_and_case_do_not_part_a_name(report: gpd.GeoDataFrame) -> None:
    poles, communes, outlines = tables(report, "Grand Ouest", "Sud", "Le reste")
    plain = pg.configurations(poles, communes, by="secteur")
    poles["secteur"] = poles["secteur"].str.replace(" ", "\u00a0 ") + " "
    communes["secteur"] = " " + communes["secteur"]
    outlines.index = outlines.index + "\t"
    carte = pg.map_configuration(poles, communes, " grand ouest", by="secteur", areas=outlines)
    assert simple(carte.title) == "Grand Ouest : nous et les autres"
    pd.testing.assert_frame_equal(pg.configurations(poles, communes, by="secteur"), plain)


def test_groups_known_by_their_numbers(report: gpd.GeoDataFrame) -> None:
    poles, communes, outlines = tables(report, 1.0, 2.0, 3.0)
    communes["secteur"] = communes["secteur"].astype(int)
    for asked in (2, "2"):
        carte = pg.map_configuration(poles, communes, asked, by="secteur", areas=outlines)
        assert simple(carte.title) == "2 : nous et les autres"
    table = pg.configurations(poles, communes, by="secteur")
    assert table.index.tolist() == ["1", "2", "3"]
    assert table["population"].sum() == communes["population"].sum()


@pytest.mark.parametrize(("group", "by"), [("Lozère", "departement"), ("48", "departement")])
def test_a_group_without_pôles_is_said_to_have_none(
    group: str, by: str, report: gpd.GeoDataFrame
) -> None:
    with raises(ChoiceError, match="n'a aucun pôle, ou n'est pas compté en entier"):
        pg.map_configuration(report, pg.read_communes(), group, by=by)


@pytest.mark.parametrize(("group", "by"), [("Guadeloupe", ""), ("971", "departement")])
def test_a_group_overseas_is_said_to_be_there(
    group: str, by: str, report: gpd.GeoDataFrame
) -> None:
    with raises(ChoiceError, match="Guadeloupe est outre-mer"):
        pg.map_configuration(report, pg.read_communes(), group, by=by)
