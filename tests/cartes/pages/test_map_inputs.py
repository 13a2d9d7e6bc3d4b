"""Tables given to maps: what is wrong is told at once, what is unusual is drawn."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import discs, printed
from effectif_tables import simple, table

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame, box_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.errors import TableError

BREST, QUIMPER, RENNES = "29019", "29232", "35238"
Change = Callable[[gpd.GeoDataFrame], pd.DataFrame]


def with_value(column: str, value: object) -> Change:
    """Change one value, at Rennes."""

    def change(poles: gpd.GeoDataFrame) -> pd.DataFrame:
        poles[column] = poles[column].astype(object)
        poles.loc[RENNES, column] = value
        return poles

    return change


def without(*columns: str) -> Change:
    return lambda poles: poles.drop(columns=list(columns))


def plain(poles: gpd.GeoDataFrame) -> pd.DataFrame:
    table = pd.DataFrame(poles.drop(columns="geometry"))
    table.attrs = poles.attrs
    return table


def refused(poles: pd.DataFrame) -> str:
    with pytest.raises(TableError) as caught:
        pg.map_region(poles, "Bretagne")
    return simple(str(caught.value))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("rang"), "absentes : rang (pg.classify(effectifs) les donne)"),
        (without("rang", "effectif"), "absentes : rang, effectif"),
        (with_value("rang", 7), "rang attendu : un nombre entier de 1 à 6 (1 ligne : 35238)"),
        (with_value("rang", "2"), "rang attendu"),
        (with_value("effectif", 0), "effectif nul, négatif ou absent pour un pôle (1 ligne : 352"),
        (with_value("effectif", -5), "effectif nul, négatif ou absent"),
        (with_value("effectif", np.nan), "effectif nul, négatif ou absent"),
        (with_value("effectif", None), "effectif nul, négatif ou absent"),
        (
            lambda poles: poles.to_crs(4326),
            "attendue : EPSG:2154 (Lambert 93) ; trouvée : EPSG:4326",
        ),
        (lambda poles: poles.set_crs(None, allow_override=True), "trouvée : None"),
        (
            lambda poles: plain(poles).rename(index={RENNES: "35999"}),
            "par bassins= (1 ligne : 35999)",
        ),
        (
            lambda poles: plain(poles).reset_index(),
            'trouvé le rang des lignes : table.set_index("code_bassin")',
        ),
    ],
)
def test_a_wrong_table_is_refused(change: Change, words: str, report: gpd.GeoDataFrame) -> None:
    assert words in refused(change(report.copy()))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda poles: pd.concat([poles, poles.loc[[RENNES]]]), id="code en double"),
        pytest.param(
            lambda poles: plain(pd.concat([poles, poles.loc[[RENNES]]])),
            id="code en double, sans point",
        ),
        pytest.param(
            lambda poles: poles.assign(effectif=poles["effectif"].astype(str)), id="texte"
        ),
        pytest.param(with_value("effectif", np.inf), id="effectif infini"),
        pytest.param(without("nom"), id="sans nom, avec point"),
        pytest.param(without("region_2014"), id="sans région, avec point"),
        pytest.param(with_value("nom", None), id="nom absent"),
        pytest.param(with_value("nom", " "), id="nom vide"),
        pytest.param(with_value("region_2014", None), id="région absente"),
        pytest.param(with_value("region_2014", "Armorique"), id="région inconnue"),
        pytest.param(with_value("geometry", None), id="point absent"),
        pytest.param(with_value("geometry", shapely.Point()), id="point vide"),
    ],
)
def test_a_doubtful_table_is_refused(change: Change, report: gpd.GeoDataFrame) -> None:
    assert "défaut" in refused(change(report.copy()))


def test_poles_overseas_are_left_out_and_named(report: gpd.GeoDataFrame) -> None:
    """Insee's compositions hold them, and Fort-de-France is large enough for a rank."""
    poles = pd.concat([plain(report), plain(report).loc[[RENNES]].rename({RENNES: "97209"})])
    poles.attrs = report.attrs
    with pytest.warns(UserWarning, match=r"1.pôle d'outre-mer.*\(97209\)") as caught:
        carte = pg.map_region(poles, "Bretagne")
    assert len(caught) == 1
    assert len(discs(carte.axes)) == len(discs(pg.map_region(plain(report), "Bretagne").axes))


def test_an_unknown_date_is_said_to_be_so(report: gpd.GeoDataFrame) -> None:
    """Counts of a file whose name has no date carry None."""
    poles = plain(report)
    rules = report.attrs["regles"]
    poles.attrs = {"source": "Annuaire Santé", "date": None, "regles": rules}
    texts = " ".join(printed(pg.map_region(poles, "Corse")))
    assert "Annuaire Santé (non datées)" in simple(texts)
    assert "None" not in texts


def test_every_fault_is_told_at_once(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.loc[RENNES, "rang"] = 7
    poles.loc[[BREST, QUIMPER], "effectif"] = 0
    message = refused(poles.to_crs(4326))
    assert "table des pôles : 3 défauts" in message
    assert "(1 ligne : 35238)" in message
    assert "(2 lignes : 29019, 29232)" in message
    assert "EPSG:4326" in message


def test_the_table_given_is_left_as_it_was(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    pg.map_region(poles, "Corse")
    pd.testing.assert_frame_equal(poles, report)
    assert poles.attrs == report.attrs


@pytest.mark.parametrize(
    "make", [lambda poles: poles.iloc[:0], lambda poles: plain(poles).iloc[:0]]
)
def test_an_empty_table_gives_a_map_that_says_so(make: Change, report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(make(report), "Corse")
    assert "Aucun pôle dans le cadre" in printed(carte)
    assert len(discs(carte.axes)) == 0


def test_a_table_without_any_pole_gives_a_map_that_says_so(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(report.assign(rang=pd.NA), "Corse")
    assert "Aucun pôle dans le cadre" in printed(carte)


def test_bassins_that_are_no_pole_are_not_drawn(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.loc["2A004", ["rang", "effectif"]] = [pd.NA, 0]
    carte = pg.map_region(poles, "Corse")
    assert len(discs(carte.axes)) == 1
    assert "Ajaccio" not in printed(carte)


def test_what_classify_gives_is_drawn_at_town_halls(report: gpd.GeoDataFrame) -> None:
    # Ajaccio: rank 2 by its number; Bastia: 1 200 outside psychiatry, rank 4; Corte: no pôle.
    effectifs = table(
        (3500, 1500, 100), (1300, 300, 100), (200, 20, 0), codes=["2A004", "2B033", "2B096"]
    )
    carte = pg.map_region(pg.classify(effectifs), "Corse")
    written = printed(carte)
    assert {"Ajaccio", "Bastia", "2 – Grand pôle (1)", "4 – Pôle secondaire (1)"} <= set(written)
    assert "Corte" not in written
    np.testing.assert_allclose(places(carte), places(pg.map_region(report, "Corse")), atol=1.0)


def places(carte: Carte) -> np.ndarray:
    """Centres of the circles of a map, in metres, the southernmost first."""
    found = discs(carte.axes)[["x", "y"]].to_numpy() - box_of(carte.axes)[:2]
    metres = Frame.of(carte.axes).to_metres(found)
    return metres[metres[:, 1].argsort()]


def test_a_table_without_origin_says_so_on_the_page(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.attrs = {"regles": report.attrs["regles"]}
    page = "\n".join(printed(pg.map_region(poles, "Corse")))
    assert "Sources\u00a0: non précisées" in page


def test_polygons_give_way_to_town_halls(report: gpd.GeoDataFrame) -> None:
    poles = report.set_geometry(report.buffer(5000))
    drawn = discs(pg.map_region(poles, "Corse").axes)
    reference = discs(pg.map_region(report, "Corse").axes)
    np.testing.assert_allclose(drawn[["x", "y"]], reference[["x", "y"]], atol=0.01)


def test_order_of_the_rows_does_not_count(report: gpd.GeoDataFrame) -> None:
    shuffled = report.sample(frac=1, random_state=2014)
    one, other = pg.map_region(report, "Corse"), pg.map_region(shuffled, "Corse")
    pd.testing.assert_frame_equal(discs(one.axes), discs(other.axes))
    assert printed(one) == printed(other)


def test_an_odd_name_is_printed_as_it_is(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.loc["2A004", "nom"] = "Ajaccio_2 & <Porto-Vecchio> $1 ^2$"
    assert "Ajaccio_2 & <Porto-Vecchio> $1 ^2$" in printed(pg.map_region(poles, "Corse"))


def test_a_table_whose_column_is_region_is_drawn_as_if_it_were_dated(
    report: gpd.GeoDataFrame,
) -> None:
    older = report.rename(columns={"region_2014": "region"}).drop(columns="region_2016")
    assert pg.map_region(older, "Corse").title == pg.map_region(report, "Corse").title
    assert pg.report_2014.figure1(older).equals(pg.report_2014.figure1(report))
