"""Any zoning drawn as polygons; contours of two départements; partial and dirty files."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from effectif_tables import raises, simple
from shapely import affinity, box

from poles_geo.bassins.polygons import read_bassins
from poles_geo.communes.read_communes import read_communes
from poles_geo.edition.embedded import load_departements
from poles_geo.errors import ChoiceError, LayoutError, TableError
from poles_geo.sources.zonings.compositions import read_composition


@pytest.fixture(scope="module")
def communes():
    return read_communes()


@pytest.fixture(scope="module")
def files(real_data):
    folder = real_data / "communes"
    return [folder / "communes-59-nord.geojson", folder / "communes-62-pas-de-calais.geojson"]


@pytest.fixture(scope="module")
def of_2018(files):
    return read_communes(files)


@pytest.fixture(scope="module")
def of_2012(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")


def holes(area):
    return [shapely.Polygon(ring) for part in shapely.get_parts(area) for ring in part.interiors]


def test_departements_have_the_enclaves_of_one_another(communes):
    zoning = read_composition(communes, zonage="departement")
    departements = read_bassins(None, composition=zoning)
    assert len(departements) == 96
    assert departements["population"].sum() == communes["population"].sum()
    expected = load_departements().geometry
    assert departements.geometry.geom_equals(expected, align=True).all()
    # Valréas, Grillon, Richerenches and Visan: the Enclave des papes, of Vaucluse in Drôme.
    enclave = shapely.union_all(communes.geometry[["84138", "84053", "84097", "84150"]].to_numpy())
    (hole,) = holes(departements.geometry["26"])
    assert hole.equals(enclave)
    assert departements.geometry["84"].covers(enclave)
    assert len(holes(departements.geometry["64"])) == 2  # of Hautes-Pyrénées
    assert departements["nom"].equals(
        load_departements()["nom"].rename_axis(None).reindex(departements.index)
    )
    assert (departements["departement"] == departements.index).all()
    assert departements.attrs["millesime"] is None


def test_epci_by_siren(communes):
    with pytest.warns(UserWarning, match=r"4.communes sans code"):
        zoning = read_composition(communes, zonage="epci")
    with pytest.warns(UserWarning, match=r"4.communes hors de toute unité.*22016, 29083"):
        epci = read_bassins(None, composition=zoning)
    assert len(epci) == communes["epci"].nunique() == 1_232
    lille = epci.loc["200093201"]
    assert (lille["departement"], lille["region_2014"]) == ("59", "Nord - Pas-de-Calais")
    islands = communes.loc[["22016", "29083", "29155", "85113"]]
    assert epci.area.sum() == pytest.approx(communes.area.sum() - islands.area.sum(), rel=1e-9)
    assert epci["population"].sum() + islands["population"].sum() == communes["population"].sum()


def test_a_small_territory_named_by_hand(communes):
    table = pd.DataFrame(
        {"code_commune": ["59350", "59299", "62498"], "territoire": ["Lille", "Lille", "Lens"]}
    )
    drawn = read_bassins(
        None, composition=table, communes=communes.loc[["59350", "59299", "62498"]]
    )
    assert drawn.index.tolist() == ["Lens", "Lille"]
    assert drawn["n_communes"].tolist() == [1, 2]
    expected = communes.area[["62498", "59350"]] + [0, communes.area["59299"]]
    assert drawn.area.to_numpy() == pytest.approx(expected.to_numpy())


def test_a_unit_of_two_departements_is_of_that_of_most_communes(communes):
    codes = ["59350", "62041", "62498", "59299", "62427"]
    table = pd.DataFrame({"CODGEO": codes, "territoire": ["A", "A", "A", "B", "B"]})
    drawn = read_bassins(None, composition=table, communes=communes.loc[codes])
    assert drawn["departement"].tolist() == ["62", "59"]  # as many in B: the lowest code


def test_rows_given_twice_count_once(communes):
    some = communes.loc[["59350", "59299"]]
    table = pd.DataFrame({"CODGEO": ["59350", "59299", "59350"], "EPCI": ["1", "1", "1"]})
    drawn = read_bassins(None, composition=table, communes=some)
    assert drawn["n_communes"].tolist() == [2]
    twice = pd.concat([some, some.iloc[:1]])
    with pytest.warns(UserWarning, match="1.commune en plusieurs lignes"):
        again = read_bassins(None, composition=table, communes=twice)
    assert again.area.tolist() == pytest.approx(drawn.area.tolist())


def test_57_bassins_in_nord_pas_de_calais_whatever_the_year_of_the_contours(of_2012, files):
    with pytest.warns(UserWarning, match="13.unités dont une commune au moins"):
        drawn = read_bassins(2012, composition=of_2012, communes=files)
    assert len(drawn) == 63  # six have their centre in Picardie
    inside = drawn[drawn["region_2014"] == "Nord - Pas-de-Calais"]
    assert len(inside) == 57
    assert len(drawn.attrs["bassins_incomplets"]) == 13
    assert drawn["population"].isna().all()
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert drawn.area.sum() == pytest.approx(read_communes(files).area.sum(), rel=1e-9)
    with pytest.warns(UserWarning, match="communes_deplacees"):
        whole = read_bassins(2012, composition=of_2012)
    assert drawn.attrs["communes_deplacees"] == ["59154", "59404"]  # Bergues's and Hondschoote's
    known = ["59067", "59309", "59183", *drawn.attrs["bassins_incomplets"]]
    complete = inside.index.difference(known)
    apart = drawn.geometry[complete].symmetric_difference(whole.geometry[complete], align=False)
    assert (apart.area / drawn.area[complete]).max() < 0.04


def test_bassins_of_2022_on_contours_of_2018(real_data, files):
    """Communes merged since 2018 are drawn in the bassin of their commune of 2024."""
    path = real_data / "insee" / "BV2022_au_01-01-2024.zip"
    with pytest.warns(UserWarning, match="bassins_incomplets"):
        drawn = read_bassins(2022, composition=path, communes=files)
    assert drawn.area.sum() == pytest.approx(read_communes(files).area.sum(), rel=1e-9)
    assert drawn.attrs["communes_hors_zonage"] == []


def test_a_region_of_the_embedded_communes_is_cut_along_former_ones(of_2012, communes):
    manche = communes[communes["departement"] == "50"]
    with pytest.warns(UserWarning, match="bassins_incomplets"):
        drawn = read_bassins(2012, composition=of_2012, communes=manche)
    assert drawn.loc["50041"].geometry.area / 1e6 == pytest.approx(117.7, abs=0.1)
    assert drawn.attrs["contours_repares"] == []
    incomplete = drawn.attrs["bassins_incomplets"]
    assert drawn.loc[incomplete, "population"].isna().all()
    assert drawn.drop(index=incomplete)["population"].notna().all()


def test_a_commune_without_contour_is_named_with_its_bassin(of_2012, of_2018):
    with pytest.warns(UserWarning, match="communes_sans_contour") as caught:
        drawn = read_bassins(2012, composition=of_2012, communes=of_2018.drop("59350"))
    assert "59350" in drawn.attrs["communes_sans_contour"]
    assert "59350" in drawn.attrs["bassins_incomplets"]
    (gap,) = drawn.attrs["vides"]
    assert gap["hectares"] == pytest.approx(of_2018.area["59350"] / 1e4, abs=0.1)
    inside = gpd.GeoSeries.from_xy([gap["x"]], [gap["y"]], crs=2154)
    assert inside.within(of_2018.geometry["59350"]).all()
    assert "1 vide entre les contours : 3" in simple(str(caught[0].message))


def test_a_unit_without_any_contour_keeps_its_row(of_2012, of_2018):
    gone = of_2012.index[of_2012["code_bassin"] == "59239"]
    with pytest.warns(UserWarning, match=r"1.unité sans aucun contour.*59239"):
        drawn = read_bassins(
            2012, composition=of_2012, communes=of_2018.drop(gone.intersection(of_2018.index))
        )
    assert drawn.loc["59239", "n_communes"] == len(gone) == 1
    assert drawn.geometry.isna().sum() == 1
    assert drawn.attrs["bassins_sans_contour"] == ["59239"]
    assert "59239" not in drawn.attrs["bassins_incomplets"]


def test_a_commune_slightly_off_is_fitted_and_listed(of_2018, of_2012):
    shifted = of_2018.copy()
    shifted.loc["59350", "geometry"] = affinity.translate(of_2018.geometry["59350"], 0.5, 0)
    with pytest.warns(UserWarning, match=r"contours à bords ajustés.*contours_repares"):
        drawn = read_bassins(2012, composition=of_2012, communes=shifted)
    assert "59350" in drawn.attrs["contours_repares"]
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert drawn.area.sum() == pytest.approx(of_2018.area.sum(), rel=1e-9)


def test_contours_that_overlap_widely_are_refused(of_2018, of_2012):
    moved = of_2018.copy()
    moved.loc["59350", "geometry"] = affinity.translate(of_2018.geometry["59350"], 1_000, 0)
    with raises(TableError, r"sur plus de 50 m de large.*59350"):
        read_bassins(2012, composition=of_2012, communes=moved)


def test_contours_without_a_system_or_without_polygon_are_refused(of_2018, of_2012):
    with raises(LayoutError, "aucun système de coordonnées"):
        read_bassins(2012, composition=of_2012, communes=of_2018.set_crs(None, allow_override=True))
    empty = of_2018.copy()
    empty.loc["59350", "geometry"] = shapely.Polygon()
    with raises(TableError, "communes sans contour.*59350"):
        read_bassins(2012, composition=of_2012, communes=empty)


def test_degrees_are_projected(of_2018, of_2012):
    with pytest.warns(UserWarning, match="bassins_incomplets"):
        drawn = read_bassins(2012, composition=of_2012, communes=of_2018.to_crs(4326))
    assert drawn.crs.to_epsg() == 2154
    assert drawn.area.sum() == pytest.approx(of_2018.area.sum(), rel=1e-9)


def test_contours_and_composition_of_two_regions_are_refused(of_2018):
    elsewhere = pd.DataFrame({"CODGEO": ["01001"], "EPCI": ["1"]})
    with raises(TableError, "départements 59, 62 ; aucune unité"):
        read_bassins(None, composition=elsewhere, communes=of_2018)


def test_a_zoning_of_overseas_alone_is_refused():
    overseas = pd.DataFrame({"CODGEO": ["97411"], "EPCI": ["1"]})
    with raises(TableError, "aucune commune métropolitaine"):
        read_bassins(None, composition=overseas)


def test_populations_of_another_year_are_refused(of_2012, real_data):
    with raises(TableError, r"communes de 2024, composition sur celles de 2014.*carry_over"):
        read_bassins(
            2012, composition=of_2012, populations=real_data / "cog" / "population_cog2024.csv"
        )


def test_an_unknown_population_is_not_a_zero(communes):
    table = pd.DataFrame({"CODGEO": ["59350", "59299", "62498"], "EPCI": ["1", "1", "2"]})
    people = pd.DataFrame({"CODGEO": ["59350", "62498"], "PMUN": [10, 20]})
    with pytest.warns(UserWarning, match=r"1.commune sans population\xa0: 59299"):
        drawn = read_bassins(
            None, composition=table, communes=communes.loc[table["CODGEO"]], populations=people
        )
    assert drawn["population"].isna().tolist() == [True, False]
    assert drawn.loc["2", "population"] == 20


def test_populations_by_arrondissement_make_their_city(communes):
    table = pd.DataFrame({"CODGEO": ["75056", "75101", "59350"], "EPCI": ["1", "1", "2"]})
    people = pd.DataFrame({"CODGEO": ["75101", "75120", "59350"], "PMUN": [10, 30, 5]})
    drawn = read_bassins(
        None, composition=table, communes=communes.loc[["75056", "59350"]], populations=people
    )
    assert drawn["population"].tolist() == [40, 5]


def test_only_two_editions_are_known():
    with raises(ChoiceError, "millesime.*2012, 2022"):
        read_bassins(2020)


def test_another_edition_than_the_one_wanted_is_refused(real_data):
    with raises(LayoutError, "millésime 2012 demandé.*BV2022"):
        read_bassins(composition=real_data / "insee" / "BV2022_au_01-01-2024.zip")


def test_boxes_in_place_of_communes():
    squares = gpd.GeoDataFrame(
        {"code": ["59001", "59002", "59003"], "nom": ["A", "B", "C"]},
        geometry=[box(x, 7e6, x + 1e3, 7e6 + 1e3) for x in (7e5, 7.01e5, 7.02e5)],
        crs=2154,
    )
    table = pd.DataFrame({"CODGEO": squares["code"], "BV2012": ["59001", "59001", "59003"]})
    drawn = read_bassins(2012, composition=table, communes=squares)
    assert drawn["nom"].tolist() == ["A", "C"]
    assert drawn.area.tolist() == [2e6, 1e6]


NINE = [f"5900{rank}" for rank in range(1, 10)]


def nine_squares():
    """Nine squares of 100 ha, the one in the middle being 59005."""
    corners = [(7e5 + 1e3 * (rank % 3), 7e6 + 1e3 * (rank // 3)) for rank in range(9)]
    return gpd.GeoDataFrame(
        {"code": NINE}, geometry=[box(x, y, x + 1e3, y + 1e3) for x, y in corners], crs=2154
    )


def test_a_commune_of_no_unit_is_no_gap_between_the_others():
    table = pd.DataFrame({"CODGEO": NINE, "BV2012": "59001"}).drop(index=4)
    with pytest.warns(UserWarning, match=r"1.commune hors de toute unité\xa0: 59005"):
        drawn = read_bassins(2012, composition=table, communes=nine_squares())
    assert drawn.attrs["communes_hors_zonage"] == ["59005"]
    assert drawn.attrs["vides"] == []


def test_a_commune_of_no_unit_nor_contour_is_listed_and_leaves_a_gap():
    table = pd.DataFrame({"CODGEO": NINE, "BV2012": "59001"})
    table.loc[4, "BV2012"] = "ZZZZZ"
    with pytest.warns(UserWarning, match=r"1.vide entre les contours\xa0: 100,0.ha"):
        drawn = read_bassins(2012, composition=table, communes=nine_squares().drop(index=4))
    assert drawn.attrs["vides"] == [{"hectares": 100.0, "x": 701_500.0, "y": 7_001_500.0}]
    assert drawn.attrs["communes_hors_zonage"] == ["59005"]


def test_communes_of_departements_without_zoning_are_not_listed():
    squares = nine_squares()
    squares.loc[8, "code"] = "62009"
    table = pd.DataFrame({"CODGEO": NINE[:8], "BV2012": "59001"})
    drawn = read_bassins(2012, composition=table, communes=squares)
    assert drawn.attrs["communes_hors_zonage"] == []


def test_a_unit_takes_the_name_of_no_commune_of_another():
    squares = nine_squares().head(3).assign(nom=["A", "B", "C"])
    table = pd.DataFrame({"CODGEO": NINE[:3], "TVS": ["59002", "59001", "59001"]})
    drawn = read_bassins(None, composition=table, communes=squares)
    assert drawn["nom"].isna().all()


def test_a_bassin_de_vie_takes_the_name_of_the_commune_of_its_code():
    squares = nine_squares().head(3).assign(nom=["A", "B", "C"])
    table = pd.DataFrame({"CODGEO": NINE[:3], "BV2012": ["59002", "59001", "59001"]})
    drawn = read_bassins(2012, composition=table, communes=squares)
    assert drawn["nom"].to_dict() == {"59001": "A", "59002": "B"}
