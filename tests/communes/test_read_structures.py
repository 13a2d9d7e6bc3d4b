"""Lists of structures of any layout, placed on the communes: what is kept, listed and refused."""

import gzip
import warnings
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import simple
from finess_files import TELEPHONE, Place, finess_json, finess_text, invented, write_finess
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError, LayoutError, TableError
from poles_geo.sources.structures.finess import FIELDS

LILLE, ROUBAIX, LOMME, SAINT_DENIS, BEAUVAIS = "59350", "59512", "59355", "97411", "60057"
FIVE = [LILLE, ROUBAIX, "62041", SAINT_DENIS, "97302"]


def read_warned(source: Any, **options: Any) -> tuple[gpd.GeoDataFrame, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = pg.read_structures(source, **options)
    return table, [simple(str(one.message)) for one in caught]


@pytest.fixture
def finess(tmp_path: Path) -> Path:
    return write_finess(tmp_path / "etalab-cs1100507-stock-20240311-0339.csv", invented(FIVE))


# FINESS


def test_finess_as_published(finess: Path) -> None:
    structures = pg.read_structures(finess)
    assert structures["code_commune"].tolist() == FIVE
    assert structures["nature"].tolist() == [
        *("Maison de santé", "CPTS", "Centre de santé", "Maison de santé", "CPTS"),
    ]
    assert set(structures["place"]) == {"point"}
    assert structures.crs == "EPSG:4326"
    lille = structures.to_crs(2154).geometry.iloc[0]
    assert embedded.load_communes().geometry[LILLE].contains(lille)
    assert structures.attrs["date"] == "2024-03-11"
    assert structures.attrs["source"] == "FINESS, établissements"
    assert structures.attrs["bilan"] == {"lignes": 5, "structures": 5}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    place = invented([LILLE])[0]
    named = Place("590000009", 'Maison "Éole" ; annexe', "603", LILLE, place.x, place.y)
    path = write_finess(tmp_path / "f.csv", [named], end=end, encoding=encoding)
    assert pg.read_structures(path)["nom"].tolist() == ['Maison "Éole" ; annexe']


def test_archives(tmp_path: Path) -> None:
    content = finess_text(invented(FIVE)).encode("cp1252")
    (tmp_path / "f.csv.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("etalab.csv", content)
    with zipfile.ZipFile(tmp_path / "j.zip", "w") as archive:
        archive.writestr("finess.json", finess_json(invented(FIVE)))
    (tmp_path / "j.json.gz").write_bytes(gzip.compress(finess_json(invented(FIVE)).encode()))
    for name in ("f.csv.gz", "f.zip", "j.zip", "j.json.gz"):
        assert pg.read_structures(tmp_path / name)["code_commune"].tolist() == FIVE


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10_000), st.integers(1, 8))
@example(295, 8)  # at Camopi, in Guyane, axes exchanged are nearer to the town hall
def test_the_json_is_read_as_the_csv(tmp_path: Path, seed: int, count: int) -> None:
    known = [*embedded.load_communes().index[::97], *embedded.load_overseas().index]
    codes = [str(code) for code in np.random.default_rng(seed).choice(known, count)]
    places = invented(codes, seed)
    before = pg.read_structures(write_finess(tmp_path / "f.csv", places))
    (tmp_path / "f.json").write_text(finess_json(places), "utf-8")
    after = pg.read_structures(tmp_path / "f.json")
    columns = ["finess", "nom", "categorie", "nature", "code_commune", "place"]
    pd.testing.assert_frame_equal(pd.DataFrame(before[columns]), pd.DataFrame(after[columns]))
    apart = shapely.distance(before.geometry.to_numpy(), after.geometry.to_numpy())
    assert (apart < 1e-4).all()
    assert before.attrs["hors_commune"] == after.attrs["hors_commune"] == []


def test_categories_choose(finess: Path) -> None:
    assert len(pg.read_structures(finess, categories=["603"])) == 2
    named = pg.read_structures(finess, categories={"603": "MSP", "124": "CDS"})
    assert named["nature"].tolist() == ["MSP", "CDS", "MSP"]
    assert named.attrs["bilan"] == {"lignes": 5, "autres catégories": 2, "structures": 3}
    every = pg.read_structures(finess, categories="all")
    assert every["nature"].iloc[0] == "Maison de santé (L.6223-3)"
    with pytest.raises(ChoiceError, match=r"aucune structure des catégories 620.*'603' \(2\)"):
        pg.read_structures(finess, categories=["620"])
    with pytest.raises(ChoiceError, match="entre crochets"):
        pg.read_structures(finess, categories="603")
    _, said = read_warned(finess, categories=["603", "604", "999"])
    assert said == [f"{finess.name} : aucune structure de catégorie 999."]


def test_a_point_outside_its_commune_is_listed_and_put_at_the_town_hall(tmp_path: Path) -> None:
    first, second = invented([LILLE, BEAUVAIS])
    moved = Place("590000007", "Déplacée", "603", ROUBAIX, second.x, second.y)
    lost = Place("590000008", "Perdue", "603", LILLE)
    path = write_finess(tmp_path / "f.csv", [first, second, moved, lost])
    structures, said = read_warned(path)
    assert structures["place"].tolist() == ["point", "point", "mairie", "mairie"]
    (listed,) = structures.attrs["hors_commune"]
    assert {**listed, "km": 0} == {
        "ligne": 4,
        "finess": "590000007",
        "code_commune": ROUBAIX,
        "commune_du_point": BEAUVAIS,
        "km": 0,
    }
    assert 100 < listed["km"] < 200
    roubaix = embedded.load_communes().geometry[ROUBAIX]
    assert roubaix.intersects(structures.to_crs(2154).geometry.iloc[2])
    assert any("1 point hors de la commune" in one and "ligne 4 : 59512" in one for one in said)
    assert any("1 structure sans coordonnées" in one for one in said)
    assert [simple(str(one)) for one in structures.attrs["avertissements"]] == [
        one.removeprefix("f.csv : ") for one in said
    ]


def test_what_the_reader_sets_aside_is_in_the_ledger(tmp_path: Path) -> None:
    first, second = invented([LILLE, BEAUVAIS], categories=["603"])
    lines = finess_text([first, second]).splitlines()
    damaged = [*lines[:2], lines[2].replace(";603;", ";6O3;"), *lines[3:], ""]
    (tmp_path / "f.csv").write_text("\n".join(damaged), "cp1252")
    structures, said = read_warned(tmp_path / "f.csv")
    assert structures.attrs["bilan"] == {"lignes": 2, "illisibles": 1, "structures": 1}
    assert "1 ligne illisible, laissées de côté (ligne 3)" in said[0]
    assert "1 point d'un numéro que le fichier n'a pas" in said[1]
    feed = finess_json([first, second]).replace('"etatObjet": "A"', '"etatObjet": "I"', 1)
    (tmp_path / "f.json").write_text(feed, "utf-8")
    assert pg.read_structures(tmp_path / "f.json").attrs["bilan"] == {
        "lignes": 2,
        "fermées": 1,
        "structures": 1,
    }


@pytest.mark.parametrize("name", ["s.gpkg", "s.geojson", "s.parquet", "s.csv", "s.xlsx"])
def test_it_is_written_and_read_again(finess: Path, tmp_path: Path, name: str) -> None:
    once = pg.read_structures(finess)
    spreadsheet = name in ("s.csv", "s.xlsx")
    lost = pytest.warns(UserWarning, match="la géométrie n'y est pas")
    with lost if spreadsheet else nullcontext():
        pg.write_table(once, tmp_path / name)
    again = pg.read_structures(tmp_path / name)
    placed = ["place", "geometry"]
    before, after = (pd.DataFrame(table.drop(columns=placed)) for table in (once, again))
    pd.testing.assert_frame_equal(before, after)
    if spreadsheet:
        assert set(again["place"]) == {"mairie"}
        return
    assert (shapely.distance(once.geometry.to_numpy(), again.geometry.to_numpy()) < 1e-6).all()
    assert again.attrs["source"] == once.attrs["source"]
    assert again.attrs["date"] == "2024-03-11"


def test_numbers_given_twice_are_kept_once(tmp_path: Path) -> None:
    first, second = invented([LILLE, ROUBAIX])
    other = Place(first.number, "Autre nom", "603", LILLE)
    path = write_finess(tmp_path / "f.csv", [first, first, other, second])
    structures, said = read_warned(path)
    assert structures["nom"].tolist() == ["Structure 0", "Structure 1"]
    assert structures.attrs["bilan"] == {"lignes": 4, "répétées": 2, "structures": 2}
    assert "2 lignes répètent un numéro FINESS déjà lu (lignes 3, 4)" in said[0]
    assert "1 en disent autre chose" in said[0]


def test_nothing_of_a_person_is_kept_nor_told(tmp_path: Path) -> None:
    first, second = invented([LILLE, BEAUVAIS])
    secret = "CABINET DU DR DUPONTEL"
    bad = [
        Place("590000007", secret, "603", ROUBAIX, second.x, second.y),
        Place("590000007", secret, "603", ROUBAIX),
        Place("590000009", secret, "603", "59999"),
    ]
    path = write_finess(tmp_path / "f.csv", [first, *bad])
    structures, said = read_warned(path)
    everything = " ".join([*said, str(structures.attrs), *map(str, structures.columns)])
    assert TELEPHONE not in everything + structures.to_csv()
    assert secret not in everything
    own = pd.DataFrame(
        {"nom": ["MSP"], "code_commune": [LILLE], "telephone": [TELEPHONE], "adresse": ["1 rue"]}
    )
    assert set(pg.read_structures(own)) == {"nom", "code_commune", "place", "geometry"}


# Tables of one's own

OWN = pd.DataFrame(
    {
        "Nom de la structure": ["MSP du Beffroi", "CPTS du Nord", "Centre Saint-Paul"],
        "Type": ["MSP", "CPTS", "CDS"],
        "Statut": ["ouverte", "en projet", "ouverte"],
        "Code commune": [LILLE, "1004", LOMME],
    }
)


def saved(table: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False, sep=";", encoding="cp1252")
    return path


@pytest.mark.parametrize("name", ["msp_2025.csv", "msp_2025.xlsx"])
def test_a_table_by_commune(tmp_path: Path, name: str) -> None:
    structures = pg.read_structures(saved(OWN, tmp_path / name))
    assert structures["nom"].tolist() == OWN["Nom de la structure"].tolist()
    assert structures["nature"].tolist() == ["MSP", "CPTS", "CDS"]
    assert structures["statut"].tolist() == ["ouverte", "en projet", "ouverte"]
    assert structures["code_commune"].tolist() == [LILLE, "01004", LILLE]
    assert structures.attrs["communes_reportees"] == {LOMME: LILLE}
    assert set(structures["place"]) == {"mairie"}
    assert (structures.attrs["source"], structures.attrs["date"]) == (name, "2025")


def test_a_copy_of_finess_with_a_header(tmp_path: Path) -> None:
    rows = [line.split(";")[1:] for line in finess_text(invented(FIVE)).splitlines()[1:6]]
    table = pd.DataFrame(rows, columns=list(FIELDS[1:]))
    table.loc[1, "rslongue"] = ""
    table.loc[2, "categetab"] = "620"
    structures = pg.read_structures(saved(table, tmp_path / "finess.xlsx"))
    assert structures["code_commune"].tolist() == [code for code in FIVE if code != "62041"]
    assert structures["nom"].tolist()[1] == "Structure 1"
    assert structures.attrs["bilan"]["autres catégories"] == 1
    assert TELEPHONE not in structures.to_csv()


def test_a_number_column_has_lost_its_zeros() -> None:
    table = pd.DataFrame({"nom": ["A", "B"], "code_commune": [1004, 59350]})
    assert pg.read_structures(table)["code_commune"].tolist() == ["01004", LILLE]


@pytest.mark.parametrize("east", ["lon", "Longitude"])
@pytest.mark.parametrize("mark", [".", ","])
def test_longitudes_and_latitudes(tmp_path: Path, east: str, mark: str) -> None:
    table = pd.DataFrame(
        {
            "nom": ["A", "B", "C"],
            east: [text.replace(".", mark) for text in ("3.063", "55.450", "2.351")],
            "lat": [text.replace(".", mark) for text in ("50.637", "-20.882", "48.857")],
        }
    )
    structures = pg.read_structures(saved(table, tmp_path / "s.csv"))
    assert structures["code_commune"].tolist() == [LILLE, SAINT_DENIS, "75056"]
    assert structures.geometry.x.tolist() == pytest.approx([3.063, 55.45, 2.351])


def test_x_and_y_are_in_the_legal_projection_of_the_commune() -> None:
    table = pd.DataFrame(
        {
            "nom": ["A", "B"],
            "code_commune": [LILLE, SAINT_DENIS],
            "x": [704_000, 338_800],
            "y": [7_059_000, 7_691_000],
        }
    )
    assert set(pg.read_structures(table)["place"]) == {"point"}


def test_layers(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"nom": ["A", "B"], "nature": ["MSP", "CDS"]},
        geometry=gpd.points_from_xy([704_000, 712_500], [7_059_000, 7_066_000]),
        crs=2154,
    )
    points.to_file(tmp_path / "s.gpkg")
    points.to_crs(4326).to_file(tmp_path / "s.geojson")
    for source in (points, tmp_path / "s.gpkg", tmp_path / "s.geojson"):
        structures = pg.read_structures(source)
        assert structures["code_commune"].tolist() == [LILLE, ROUBAIX]
        np.testing.assert_allclose(
            structures.to_crs(2154).get_coordinates(), points.get_coordinates(), atol=0.1
        )


def test_what_it_gives_can_be_given_back(finess: Path) -> None:
    once = pg.read_structures(finess)
    twice = pg.read_structures(once)
    pd.testing.assert_frame_equal(pd.DataFrame(once), pd.DataFrame(twice))


def test_columns_can_be_told() -> None:
    table = pd.DataFrame({"Quoi": ["A"], "Lieu": [LILLE], "Étape": ["ouverte"]})
    said = {"Quoi": "nom", "Lieu": "code_commune", "Étape": "statut"}
    assert pg.read_structures(table, columns=said)["statut"].tolist() == ["ouverte"]


@pytest.mark.parametrize("system", ["EPSG:3857", "km", "swapped"])
def test_another_system_can_be_told_or_is_refused_with_the_right_one(system: str) -> None:
    points = gpd.GeoSeries.from_xy([3.06, 3.17, 1.62], [50.63, 50.69, 50.72], crs=4326)
    changed = {
        "EPSG:3857": points.to_crs(3857).get_coordinates(),
        "km": points.to_crs(2154).get_coordinates() / 1000,
        "swapped": points.get_coordinates()[["y", "x"]].to_numpy(),
    }[system]
    xy = np.asarray(changed)
    table = pd.DataFrame(
        {
            "nom": list("abc"),
            "code_commune": [LILLE, ROUBAIX, "62160"],
            "x": xy[:, 0],
            "y": xy[:, 1],
        }
    )
    with pytest.raises(LayoutError) as caught:
        pg.read_structures(table, crs="EPSG:4326" if system == "swapped" else 2154)
    words = {"EPSG:3857": "en EPSG:3857", "km": "en kilomètres", "swapped": "inversées"}[system]
    assert words in simple(str(caught.value))
    assert "x de " in simple(str(caught.value))
    if system == "EPSG:3857":
        assert set(pg.read_structures(table, crs=3857)["place"]) == {"point"}


def test_points_that_lie_without_a_commune() -> None:
    points = gpd.GeoSeries.from_xy([3.06, 3.17, 1.62], [50.63, 50.69, 50.72], crs=4326)
    lying = gpd.GeoDataFrame(
        {"nom": list("abc")}, geometry=points.set_crs(2154, allow_override=True)
    )
    with pytest.raises(LayoutError, match="en EPSG:4326"):
        pg.read_structures(lying)
    with pytest.raises(LayoutError, match="en EPSG:4326"):
        pg.map_structures(lying, zone="Hauts-de-France")


def test_a_point_at_sea_is_kept_and_told() -> None:
    table = pd.DataFrame({"nom": ["A", "B"], "lon": [3.06, 1.2], "lat": [50.63, 50.9]})
    structures, said = read_warned(table)
    assert structures["code_commune"].isna().tolist() == [False, True]
    assert any("1 point dans aucune commune" in one for one in said)


def test_what_nothing_places_is_listed() -> None:
    table = pd.DataFrame(
        {
            "nom": ["A", "B", "C", ""],
            "code_commune": [LILLE, "59999", "", LILLE],
            "lon": ["", "", "", "3.06"],
            "lat": ["", "", "", "50.63"],
        }
    )
    structures, said = read_warned(table)
    assert structures["nom"].tolist() == ["A"]
    assert structures.attrs["non_placees"] == [
        {"ligne": 2, "motif": "commune inconnue, sans point"},
        {"ligne": 3, "motif": "ni commune ni point"},
        {"ligne": 4, "motif": "sans nom"},
    ]
    assert structures.attrs["bilan"] == {"lignes": 4, "non placées": 3, "structures": 1}
    assert any("3 structures non placées" in one for one in said)


def test_a_structure_that_another_row_repeats_in_all_is_told() -> None:
    rows = [("MSP", LILLE), ("Centre", LILLE), ("MSP", LILLE), ("MSP", ROUBAIX)]
    structures, said = read_warned(pd.DataFrame(rows, columns=["nom", "code_commune"]))
    assert len(structures) == 4
    assert any("1 ligne répète en tout une structure déjà lue (ligne 3)" in one for one in said)
    assert said[0].endswith(simple(structures.attrs["avertissements"][0]))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["590000001", "590000002", "590000003", "abc", ""]),
            st.sampled_from([LILLE, ROUBAIX, LOMME, "59999", "", "97411"]),
            st.sampled_from(["", "3.06", "9", "illisible"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_ledger_adds_up(rows: list[tuple[str, str, str]]) -> None:
    table = pd.DataFrame(rows, columns=["finess", "code_commune", "lon"]).assign(lat="50.63")
    table["nom"] = "A"
    try:
        structures, _ = read_warned(table)
    except (TableError, LayoutError):
        return
    ledger = dict(structures.attrs["bilan"])
    assert ledger.pop("lignes") == len(rows) == sum(ledger.values())
    known = {*embedded.load_communes().index, *embedded.load_overseas().index}
    assert set(structures["code_commune"].dropna()) <= known
    assert not structures.geometry.is_empty.any()
