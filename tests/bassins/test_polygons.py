"""The bassins de vie of 2012 and 2022 on the embedded communes."""

import re

import geopandas as gpd
import pytest
import shapely

from poles_geo.bassins.attached import composition_of
from poles_geo.bassins.bridge import bridge
from poles_geo.bassins.polygons import read_bassins
from poles_geo.communes.carry import carry_composition
from poles_geo.communes.read_communes import read_communes
from poles_geo.edition.embedded import load_former_communes
from poles_geo.errors import ChoiceError
from poles_geo.ranking.load_report import load_report
from poles_geo.sources.cog import read_populations
from poles_geo.sources.zonings.compositions import read_composition

LLIVIA = 1_297.9
"""Hectares: the Spanish enclave, only hole of the country."""
WITHOUT_COMMUNE = ["44029", "49042", "50041"]
"""Bassins of 2012 whose communes, or centre, have entered those of other bassins."""


@pytest.fixture(scope="module")
def of_2012(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")


@pytest.fixture(scope="module")
def populations(real_data):
    return real_data / "cog" / "population_cog2014.csv"


@pytest.fixture(scope="module")
def communes():
    return read_communes()


@pytest.fixture(scope="module")
def bassins(of_2012, populations):
    with pytest.warns(UserWarning, match="63.communes dans l'unité de la commune rejointe"):
        return read_bassins(2012, composition=of_2012, populations=populations)


@pytest.fixture(scope="module")
def of_2022(real_data):
    return read_bassins(2022, composition=real_data / "insee" / "BV2022_au_01-01-2024.zip")


def holes(areas):
    rings = [ring for part in shapely.get_parts(areas) for ring in part.interiors]
    return [shapely.Polygon(ring).area / 1e4 for ring in rings]


def test_each_of_the_1644_bassins_of_2012_is_drawn(bassins):
    assert len(bassins) == 1_644
    assert bassins.geometry.notna().all()
    assert bassins.index.name == "code_bassin"
    assert bassins.index.is_monotonic_increasing
    assert bassins.crs.to_epsg() == 2154
    assert bassins.columns.tolist() == [
        "nom", "departement", "region_2014", "region_2016", "population", "n_communes",
        "communes", "geometry",
    ]  # fmt: skip
    for key in ("bassins_sans_contour", "bassins_incomplets", "communes_sans_contour", "vides"):
        assert bassins.attrs[key] == []


def test_names_places_and_communes(bassins, of_2012):
    lille = bassins.loc["59350"]
    assert lille[["nom", "departement"]].tolist() == ["Lille", "59"]
    assert lille["region_2014"] == "Nord - Pas-de-Calais"
    assert lille["region_2016"] == "Hauts-de-France"
    assert bassins.loc[["26362", "82186"], "nom"].tolist() == ["Valence", "Valence"]
    assert bassins["n_communes"].sum() == (~of_2012.index.str.startswith("97")).sum() == 36_552
    assert (bassins["region_2014"] == "Nord - Pas-de-Calais").sum() == 57


def test_population_is_conserved(bassins, populations, of_2012, communes):
    known = read_populations(populations)
    inside = known.index.isin(of_2012.index) & ~known.index.str.startswith("97")
    assert bassins["population"].sum() == known[inside].sum()
    # La Hague's 15 communes of the bassin of Beaumont-Hague, without the 4 of Cherbourg's.
    assert bassins.loc["50041", "population"] == 7_585
    assert bassins.attrs["populations_entieres"] == []
    with pytest.warns(UserWarning, match="communes_deplacees"):
        today = read_bassins(2012, composition=of_2012)
    assert today["population"].sum() == communes["population"].sum()
    assert len(today.attrs["populations_entieres"]) == 222
    assert {"50041", "59350"} & set(today.attrs["populations_entieres"]) == {"50041"}


def test_no_gap_no_overlap_area_conserved(bassins, communes):
    polygons = bassins.geometry.to_numpy()
    assert shapely.coverage_is_valid(polygons)
    assert bassins.is_valid.all()
    assert bassins.area.sum() == pytest.approx(communes.area.sum(), rel=1e-9)
    whole = shapely.coverage_union_all(polygons)
    country = shapely.coverage_union_all(communes.geometry.to_numpy())
    assert shapely.symmetric_difference(whole, country).area == 0
    assert holes(whole) == pytest.approx([LLIVIA], abs=0.1)


def test_each_pole_of_the_report_is_in_its_bassin(bassins):
    poles = load_report()
    assert len(poles) == 153
    theirs = gpd.GeoSeries(bassins.geometry.loc[poles.index])
    assert theirs.covers(poles.geometry, align=False).all()
    assert bassins.loc["56121", "nom"] == "Lorient"


def test_former_communes_draw_the_bassins_that_mergers_have_undone(bassins, of_2012):
    former = load_former_communes().geometry
    beaumont = of_2012.index[of_2012["code_bassin"] == "50041"]
    assert len(beaumont) == 15
    expected = shapely.union_all(former[former.index.isin(beaumont)].to_numpy())
    drawn = bassins.geometry["50041"]
    assert former.index.isin(beaumont).sum() == 15
    assert shapely.equals(drawn, expected)
    assert (bassins.area[WITHOUT_COMMUNE] / 1e6).round().tolist() == [91, 125, 118]


def test_communes_drawn_elsewhere_are_those_without_a_former_contour(bassins, of_2012, communes):
    moved = bassins.attrs["communes_deplacees"]
    assert len(moved) == 63
    assert not set(moved) & set(load_former_communes().index)
    assert not set(moved) & set(communes.index)
    assert set(moved) <= set(of_2012.index)


def test_the_warning_says_what_is_drawn_elsewhere(of_2012):
    with pytest.warns(UserWarning, match="BV2012") as caught:
        read_bassins(2012, composition=of_2012)
    (warning,) = caught
    assert warning.filename == __file__
    text = str(warning.message)
    assert re.search(
        r"BV2012\xa0: .*\n  – 63.communes .*12005, .*, … \(communes_deplacees\)\n", text
    )
    assert re.search(r"\n  – 2.communes .*\xa0: 55138, 76601 \(communes_retablies\)$", text)


def test_the_1681_bassins_of_2022(of_2022, communes):
    assert len(of_2022) == 1_681
    assert of_2022.geometry.notna().all()
    assert shapely.coverage_is_valid(of_2022.geometry.to_numpy())
    assert of_2022.area.sum() == pytest.approx(communes.area.sum(), rel=1e-9)
    assert of_2022["population"].sum() == communes["population"].sum()
    assert of_2022["n_communes"].sum() == len(communes)
    lists = {key: value for key, value in of_2022.attrs.items() if isinstance(value, list)}
    assert not any(lists.values())
    assert (of_2022.attrs["zonage"], of_2022.attrs["annee_cog"]) == ("BV2022", 2024)


def test_bassins_of_2012_on_the_communes_of_2022(real_data):
    path = real_data / "insee" / "BV2012_au_01-01-2022.zip"
    with pytest.warns(UserWarning, match="3.communes .* 60694, 85165, 85212"):
        later = read_bassins(2012, composition=path)
    assert len(later) == 1_641
    assert not set(WITHOUT_COMMUNE) & set(later.index)
    assert later.attrs["communes_deplacees"] == later.attrs["communes_hors_zonage"] == []


def test_a_carried_composition_is_drawn(of_2012, real_data, bassins):
    moves = real_data / "cog" / "v_mvt_commune_2024.csv"
    key = read_populations(real_data / "cog" / "population_cog2014.csv")
    carried = carry_composition(of_2012, moves, 2024, populations=key)
    with pytest.warns(UserWarning, match=r"55138 \(communes_retablies\)"):
        drawn = read_bassins(2012, composition=carried.composition)
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert drawn.attrs["annee_cog"] == 2024
    assert drawn.index.equals(bassins.index)
    alone = bassins.index.difference(carried.conflicts["code_bassin"])
    assert len(alone) == 1_307
    change = (drawn.area - bassins.area).abs()
    assert (change[alone] == 0).all()
    assert change["50129"] > 0


@pytest.mark.parametrize("tolerance", [-1, 0, float("nan"), float("inf")])
def test_a_tolerance_is_a_number_of_metres(tolerance):
    with pytest.raises(ChoiceError, match="au-dessus de 0"):
        read_bassins("BV2022", tolerance=tolerance)


def test_simplified_edges_stay_shared(of_2022):
    simple = read_bassins(2022, composition=composition_of(of_2022), tolerance=500)
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())
    assert simple.is_valid.all()
    assert not simple.is_empty.any()
    points = [shapely.get_num_coordinates(areas.geometry).sum() for areas in (simple, of_2022)]
    assert points[0] < points[1] / 2
    assert simple.area.sum() == pytest.approx(of_2022.area.sum(), rel=1e-3)
    assert holes(shapely.coverage_union_all(simple.geometry.to_numpy())) == pytest.approx(
        [LLIVIA], rel=0.1
    )


def test_what_the_bassin_of_beaumont_hague_became(bassins, of_2022, real_data):
    # Its 15 communes have entered La Hague, of Cherbourg's bassin in 2022.
    keys = [
        read_populations(real_data / "cog" / f"population_cog{year}.csv") for year in (2014, 2024)
    ]
    weights = keys[0][keys[0].index.isin(composition_of(bassins).index)].to_frame()
    weights.attrs = {"annee_cog": 2014}
    moves = real_data / "cog" / "v_mvt_commune_2024.csv"
    crossed = bridge(
        composition_of(bassins),
        composition_of(of_2022),
        weights,
        movements=moves,
        populations=keys,
    )
    became = crossed.loc["50041"]
    assert became.index.tolist() == ["50129"]
    assert became["n_communes"].tolist() == [15]
    assert became["population"].tolist() == [7_585]
    assert became["part_avant_population"].tolist() == [1]
    sums = crossed["population"].groupby(level="bassin_avant").sum()
    assert sums.tolist() == pytest.approx(bassins["population"].tolist(), rel=1e-12)
