"""Compositions of zonings: INSEE's editions, and tables of the same shape in any dress."""

import io
import zipfile
from importlib.resources import files

import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.errors import LayoutError, SourceError, TableError
from poles_geo.sources.zonings.compositions import read_composition

EDITIONS = {
    "BV2012_au_01-01-2014": (2014, "2012", 36_681, 1_644),
    "BV2012_au_01-01-2022": (2022, "2012", 34_955, 1_641),
    "BV2022_au_01-01-2024": (2024, "2022", 34_935, 1_681),
}
ROWS = [
    ["01001", "L'Abergement-Clémenciat", "01093", "Châtillon-sur-Chalaronne"],
    ["01004", "Ambérieu-en-Bugey", "01004", "Ambérieu-en-Bugey"],
    ["97601", "Acoua", "ZZZZZ", "Hors bassin"],
]
HEADER = ["CODGEO", "LIBGEO", "BV2012", "LIBBV2012"]


@pytest.fixture(scope="module")
def editions(real_data):
    return {name: read_composition(real_data / "insee" / f"{name}.zip") for name in EDITIONS}


def metropolitan(composition):
    return composition[~composition.index.str.startswith("97")]["code_bassin"]


def written(folder, text, name="composition.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def csv(rows, separator=";"):
    return "\n".join(separator.join(row) for row in rows) + "\n"


def expected():
    return {"01001": "01093", "01004": "01004", "97601": None}


def codes(composition):
    units = composition["code_bassin"].astype(object)
    return units.where(units.notna(), None).to_dict()


@pytest.mark.parametrize("name", EDITIONS)
def test_bassins_of_each_edition(editions, name):
    year, millesime, communes, bassins = EDITIONS[name]
    composition = editions[name]
    assert len(composition) == communes
    assert metropolitan(composition).nunique() == bassins
    attrs = composition.attrs
    assert (attrs["annee_cog"], attrs["millesime"]) == (year, millesime)
    assert attrs["zonage"] == f"BV{millesime}"
    assert attrs["source"] == f"{name}.zip"


def test_bassins_of_2022_with_those_overseas(editions):
    assert editions["BV2022_au_01-01-2024"]["code_bassin"].nunique() == 1_707


def test_communes_outside_every_bassin_are_listed(editions):
    mayotte = [f"976{rank:02}" for rank in range(1, 18)]
    composition = editions["BV2012_au_01-01-2014"]
    assert composition.attrs["sans_bassin"] == mayotte
    assert composition.loc[mayotte].drop(columns="nom_commune").isna().all(axis=None)
    assert editions["BV2022_au_01-01-2024"].attrs["sans_bassin"] == []


def test_57_bassins_have_their_centre_in_nord_pas_de_calais(editions):
    """The report counts 46 in its text; its list stops at Frévent."""
    bassins = metropolitan(editions["BV2012_au_01-01-2014"]).unique()
    assert sum(code[:2] in ("59", "62") for code in bassins) == 57


def test_each_pole_of_the_report_finds_its_bassin_by_code(editions):
    poles = pd.read_csv(files("poles_geo") / "data" / "poles_2014.csv", dtype=str)
    bassins = set(editions["BV2012_au_01-01-2014"]["code_bassin"])
    assert len(poles) == 153
    assert set(poles["code_bassin"]) <= bassins


def test_two_bassins_are_called_valence(editions):
    composition = editions["BV2012_au_01-01-2014"]
    valence = composition[composition["nom_bassin"] == "Valence"]
    assert set(valence["code_bassin"]) == {"26362", "82186"}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_csv_exports(tmp_path, separator, encoding):
    path = written(tmp_path, csv([HEADER, *ROWS], separator), encoding=encoding)
    composition = read_composition(path)
    assert codes(composition) == expected()
    assert composition["nom_bassin"].iloc[0] == "Châtillon-sur-Chalaronne"


@pytest.mark.parametrize("titles", [0, 1, 5, 12])
def test_any_number_of_title_rows(tmp_path, titles):
    above = [["Zonage en bassins de vie 2012", "", "", ""]] * titles
    above += [["Géographie au 01/01/2016", "", "", ""]] if titles else []
    composition = read_composition(written(tmp_path, csv([*above, HEADER, *ROWS])))
    assert codes(composition) == expected()
    assert composition.attrs["annee_cog"] == (2016 if titles else None)


def test_year_of_the_communes_in_the_name_of_the_file(tmp_path):
    path = written(tmp_path, csv([HEADER, *ROWS]), "BV2012_au_01-01-2020_v1.csv")
    assert read_composition(path).attrs["annee_cog"] == 2020


@pytest.mark.parametrize("swap", [False, True])
def test_workbook_with_sheets_in_either_order_and_a_type_column(tmp_path, swap):
    rows = [[*row, "rural"] for row in ROWS]
    sheets = {
        "Composition_communale": pd.DataFrame(rows, columns=[*HEADER, "TYPE"]),
        "BV2012": pd.DataFrame(
            [["01093", "Châtillon", 1], ["01004", "Ambérieu", 1], ["ZZZZZ", "", 1]],
            columns=["BV2012", "LIBBV2012", "NB_COM"],
        ),
    }
    path = tmp_path / "BV2012.xlsx"
    with pd.ExcelWriter(path) as book:
        for name in reversed(sheets) if swap else sheets:
            sheets[name].to_excel(book, sheet_name=name, index=False, startrow=5)
    assert codes(read_composition(path)) == expected()


def test_codes_that_a_spreadsheet_made_numbers(tmp_path):
    frame = pd.DataFrame({"CODGEO": [1001, 1004], "BV2012": [1093.0, 1004.0]})
    path = tmp_path / "export.xlsx"
    frame.to_excel(path, index=False)
    assert codes(read_composition(path)) == {"01001": "01093", "01004": "01004"}


def test_codes_of_units_lose_the_decimals_of_a_spreadsheet():
    table = pd.DataFrame({"code_commune": ["59350", "59512"], "territoire": ["1,0", "2.0"]})
    assert read_composition(table)["code_bassin"].tolist() == ["1", "2"]


def test_notes_under_the_table_are_not_communes(tmp_path):
    notes = [["Source : Insee, code officiel géographique", "", "", ""], ["", "", "", ""]]
    composition = read_composition(written(tmp_path, csv([HEADER, *ROWS, *notes])))
    assert codes(composition) == expected()


@pytest.mark.parametrize(
    ("header", "zonage", "millesime"),
    [
        (["CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG"], "EPCI", None),
        (["CODGEO", "LIBGEO", "ZE2020", "LIBZE2020", "ZE2020_PARTIE_REG", "DEP"], "ZE2020", "2020"),
        (["CODGEO", "LIBGEO", "CANTON", "LIBCANTON", "TYPE", "REG"], "CANTON", None),
        (["code_commune", "nom_commune", "code_cpts", "nom_cpts", "dep", "pop"], "code_cpts", None),
        (["DEPCOM", "commune_nom", "TERRITOIRE_SANTE", "LIBTERRITOIRE_SANTE", "DEP", "REG"],
         "TERRITOIRE_SANTE", None),
        (["INSEE_COM", "NOM_COM", "territoire", "DEP", "REG", "POPULATION"], "territoire", None),
    ],
)  # fmt: skip
def test_any_zoning_of_the_same_shape(tmp_path, header, zonage, millesime):
    rank = header.index(zonage)
    row = ["59350", "Lille", *["x"] * (len(header) - 2)]
    row[rank] = "200093201"
    composition = read_composition(written(tmp_path, csv([header, row])))
    assert codes(composition) == {"59350": "200093201"}
    assert composition.attrs["zonage"] == zonage
    assert composition.attrs["millesime"] == millesime


def test_a_file_with_several_zonings_asks_which(tmp_path):
    header = ["CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "BV2012", "LIBBV2012"]
    path = written(
        tmp_path, csv([header, ["59350", "Lille", "200093201", "MEL", "59350", "Lille"]])
    )
    with pytest.raises(LayoutError, match=r"plusieurs zonages possibles \(BV2012, EPCI\).*zonage="):
        read_composition(path)
    assert codes(read_composition(path, zonage="EPCI")) == {"59350": "200093201"}


def test_the_edition_wanted_is_checked(real_data, tmp_path):
    path = real_data / "insee" / "BV2022_au_01-01-2024.zip"
    with pytest.raises(LayoutError, match=r"millésime 2012 demandé.*BV2022"):
        read_composition(path, millesime=2012)
    own = written(tmp_path, csv([["CODGEO", "code_bassin"], ["59350", "59350"]]))
    assert read_composition(own, millesime=2012).attrs["millesime"] == "2012"


def test_a_table_in_memory_and_a_composition_already_read(editions):
    given = pd.DataFrame(ROWS, columns=HEADER)
    assert codes(read_composition(given)) == expected()
    first = editions["BV2012_au_01-01-2014"]
    again = read_composition(first)
    pd.testing.assert_frame_equal(again, first)
    assert again.attrs == first.attrs
    with pytest.raises(LayoutError, match="millésime 2022 demandé, 2012 trouvé"):
        read_composition(first, millesime=2022)


def test_arrondissements_are_their_city(tmp_path):
    rows = [["75101", "Paris 1er", "75056", "Paris"], ["75102", "Paris 2e", "75056", "Paris"]]
    assert codes(read_composition(written(tmp_path, csv([HEADER, *rows])))) == {"75056": "75056"}


def test_a_commune_without_code_is_said(tmp_path):
    rows = [*ROWS[:2], ["59350", "Lille", "", ""]]
    with pytest.warns(UserWarning, match=r"1.commune sans code dans la colonne BV2012"):
        composition = read_composition(written(tmp_path, csv([HEADER, *rows])))
    assert composition.attrs["sans_bassin"] == ["59350"]


def test_numbers_of_communes_announced_are_compared(real_data, tmp_path):
    """A truncated composition does not go unseen."""
    source = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with zipfile.ZipFile(source) as archive:
        content = io.BytesIO(archive.read(archive.namelist()[0]))
    book = pd.read_excel(content, sheet_name=None, header=None, engine="calamine")
    path = tmp_path / "tronque.xlsx"
    with pd.ExcelWriter(path) as cut:
        book["BV2012"].to_excel(cut, sheet_name="BV2012", header=False, index=False)
        book["Composition_communale"].head(30_000).to_excel(
            cut, sheet_name="Composition_communale", header=False, index=False
        )
    with pytest.warns(UserWarning, match=r"unités de BV2012 sans le nombre de communes annoncé"):
        read_composition(path)


def test_errors_say_what_was_expected_and_found(tmp_path):
    other = written(tmp_path, csv([["id", "valeur"], ["1", "2"]]), "autre.csv")
    with pytest.raises(LayoutError, match=r"(?s)autre\.csv.*CODGEO.*trouvées.*id, valeur"):
        read_composition(other)
    with pytest.raises(LayoutError, match=r"(?s)attendues.*CODGEO.*trouvées.*a, b"):
        read_composition(pd.DataFrame({"a": [1], "b": [2]}))
    with pytest.raises(LayoutError, match=r"(?s)ZE2020.*trouvées.*BV2012"):
        read_composition(written(tmp_path, csv([HEADER, *ROWS])), zonage="ZE2020")
    with pytest.raises(SourceError, match="fichier absent"):
        read_composition(tmp_path / "absent.zip")
    with pytest.raises(SourceError, match=r"BV2013.* ni un zonage embarqué .* dire BV2012"):
        read_composition("BV2013")


def test_a_commune_in_two_units_or_a_refused_code_is_an_error(tmp_path):
    torn = [["59350", "Lille", "59350", "Lille"], ["59350", "Lille", "59017", "Armentières"]]
    with pytest.raises(TableError, match=r"plusieurs unités .*59350"):
        read_composition(written(tmp_path, csv([HEADER, *torn])))
    wrong = [*ROWS, ["Autres", "36 000 communes", "1 644", ""]]
    with pytest.raises(TableError, match=r"code de commune refusé"):
        read_composition(written(tmp_path, csv([HEADER, *wrong])))


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        (["", "", ""], False),
        (["Lille", "", "lille"], False),
        (["Lille", "Arras", "Arras"], True),
        (["Lens", "", "Arras"], True),
    ],
)
def test_a_code_has_one_name_or_none(names, refused):
    table = pd.DataFrame({"CODGEO": ["59350", "59017", "59009"], "TVS": "59350", "LIBTVS": names})
    if refused:
        with pytest.raises(TableError, match="le code '59350' a plusieurs noms"):
            read_composition(table)
    else:
        assert len(read_composition(table)) == 3


@pytest.mark.parametrize("before", [[], ["rang"], ["x"]])
def test_a_composition_of_no_commune_is_refused(tmp_path, before):
    header = [*before, "CODGEO", "LIBGEO", "TVS", "LIBTVS"]
    with pytest.raises(LayoutError, match="aucune ligne sous l'en-tête"):
        read_composition(written(tmp_path, csv([header])))
    empty = pd.DataFrame({"CODGEO": [], "TVS": [], "LIBTVS": []}, dtype="str")
    with pytest.raises(LayoutError, match="aucune ligne sous l'en-tête"):
        read_composition(empty)


def test_a_layer_of_polygons_is_refused_with_a_remedy_that_works(tmp_path):
    communes = pg.read_communes()
    communes = communes[communes["region_2014"] == "Corse"]
    territoires = communes.dissolve("departement")[["geometry"]].reset_index(names="code")
    territoires.to_file(tmp_path / "cts.gpkg")
    with pytest.raises(LayoutError, match=r"cts\.gpkg.*sjoin"):
        read_composition(tmp_path / "cts.gpkg")
    points = communes.set_geometry(communes.representative_point())
    composition = read_composition(points.sjoin(territoires), zonage="code")
    assert composition["code_bassin"].eq(communes["departement"].reindex(composition.index)).all()
    assert len(composition) == len(communes)
