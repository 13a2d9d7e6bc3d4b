"""Where a row is: by code, by postal code and label, or nowhere; never by a name alone."""

from pathlib import Path

import pandas as pd
import pytest

from poles_geo.counting.located.places import COLUMNS, locate
from poles_geo.errors import LayoutError, TableError
from poles_geo.sources.postal_codes import delivery_label, read_postal_codes


@pytest.fixture(scope="module")
def postal_codes(real_data: Path) -> pd.DataFrame:
    return read_postal_codes(real_data / "cog" / "laposte_hexasmal.csv")


def located(table: pd.DataFrame | None, **options: str) -> tuple[str, dict[str, float]]:
    postal = options.pop("postal", "unique")
    weights = options.pop("weights", None)
    place = pd.DataFrame([{name: options.get(name, "") for name in COLUMNS}], dtype="str")
    places = locate(place, postal_codes=table, postal=postal, weights=weights)
    return str(places.table["ligne"].iloc[0]), places.communes.set_index("code_commune")[
        "part"
    ].to_dict()


@pytest.mark.parametrize(
    ("said", "line", "communes"),
    [
        ({"code_commune": "59350"}, "code", ["59350"]),
        ({"code_commune": "75112"}, "arrondissement", ["75056"]),
        ({"code_commune": "1004.0"}, "reparation", ["01004"]),
        ({"code_commune": "2a004"}, "reparation", ["2A004"]),
        ({"code_commune": "97127"}, "collectivite", []),
        ({"code_commune": "97801"}, "collectivite", []),
        ({"code_commune": "97411"}, "outre_mer", ["97411"]),
        ({"code_commune": "99109"}, "etranger", []),
        ({"pays": "99127"}, "etranger", []),
        ({"code_commune": "99999"}, "code_refuse", []),  # a table's « unknown »
        ({"pays": "99999", "code_commune": "59350"}, "code", ["59350"]),
        ({"pays": "99990"}, "sans_lieu", []),
        ({"code_postal": "98000"}, "etranger", []),  # Monaco
        ({"code_postal": "98800"}, "collectivite", []),
        ({"code_postal": "97150"}, "collectivite", []),  # Saint-Martin
        ({"code_postal": "97400"}, "outre_mer", ["97411"]),
        ({"code_postal": "59000"}, "postal", ["59350"]),
        ({"code_postal": "1000", "bureau": "BOURG EN BRESSE"}, "libelle", ["01053"]),
        ({"bureau": "59000 LILLE"}, "postal", ["59350"]),
        ({"code_postal": "13005"}, "postal", ["13055"]),
        ({"code_commune": "XX", "code_postal": "59000"}, "postal", ["59350"]),
        ({"code_postal": "25300", "bureau": "25300 DOUBS"}, "libelle", ["25204"]),
        ({"code_postal": "02600", "bureau": "Villers-Cotterêts"}, "libelle", ["02810"]),
        ({"code_postal": "01012", "bureau": "01012 BOURG EN BRESSE CEDEX"}, "cedex", ["01053"]),
        ({"code_postal": "59037", "bureau": "59037 LILLE CEDEX"}, "cedex", ["59350"]),
        ({"code_postal": "20303", "bureau": "20303 AJACCIO CEDEX 1"}, "cedex", ["2A004"]),
        ({"code_postal": "93203", "bureau": "93203 SAINT-DENIS CEDEX"}, "cedex", ["93066"]),
        ({"code_postal": "75651", "bureau": "75651 PARIS CEDEX 13"}, "cedex", ["75056"]),
        # A label of another département, or of no commune, places nobody.
        ({"code_postal": "59037", "bureau": "BOURG EN BRESSE CEDEX"}, "postal_inconnu", []),
        ({"code_postal": "59037"}, "postal_inconnu", []),
        ({"bureau": "LILLE"}, "sans_lieu", []),
        ({"code_commune": "59XXX"}, "code_refuse", []),
        ({"code_postal": "00100", "bureau": "00100 ARMEES"}, "postal_inconnu", []),
        ({"pays": "99000"}, "sans_lieu", []),
        ({}, "sans_lieu", []),
    ],
)
def test_each_place_has_its_line_and_its_communes(
    postal_codes: pd.DataFrame, said: dict[str, str], line: str, communes: list[str]
) -> None:
    found, parts = located(postal_codes, **said)
    assert (found, list(parts)) == (line, communes)
    assert all(part == 1 for part in parts.values())


def test_a_cedex_whose_label_names_two_communes_has_no_place() -> None:
    table = pd.DataFrame(
        {
            "code_postal": ["62700", "62800", "59200"],
            "code_commune": ["62001", "62002", "59001"],
            "acheminement": ["ST MARTIN", "ST MARTIN", "ST MARTIN"],
        }
    )
    assert located(table, code_postal="62999", bureau="SAINT MARTIN CEDEX")[0] == "postal_inconnu"
    assert located(table, code_postal="59999", bureau="SAINT MARTIN CEDEX")[1] == {"59001": 1}


def test_a_postal_code_of_several_communes(postal_codes: pd.DataFrame) -> None:
    line, parts = located(postal_codes, code_postal="25300")
    assert (line, len(parts)) == ("postal_multiple", 13)
    line, parts = located(postal_codes, code_postal="25300", postal="share")
    assert line == "partage"
    assert list(parts.values()) == pytest.approx([1 / 13] * 13)
    assert located(postal_codes, code_postal="25300", postal="none") == ("postal_non_utilise", {})


def test_a_postal_code_is_shared_by_population(postal_codes: pd.DataFrame) -> None:
    weights = pd.Series({"25462": 17000.0, "25204": 3000.0})
    _, parts = located(postal_codes, code_postal="25300", postal="share", weights=weights)
    assert parts["25462"] == pytest.approx(0.85)
    assert parts["25204"] == pytest.approx(0.15)
    assert parts["25012"] == 0
    _, equal = located(
        postal_codes, code_postal="25300", postal="share", weights=pd.Series({"01001": 1.0})
    )
    assert set(equal.values()) == {1 / 13}


def test_delivery_labels_are_written_one_way() -> None:
    labels = pd.Series(
        ["01012 Bourg-en-Bresse Cedex 9", "L'ÉTANG-SALÉ", "SAINTE-FOY", "ŒUILLY", "PARIS 12", ""]
    )
    assert delivery_label(labels).tolist() == [
        "BOURG EN BRESSE", "L ETANG SALE", "STE FOY", "OEUILLY", "PARIS 12", "",
    ]  # fmt: skip


def test_the_table_of_la_poste(postal_codes: pd.DataFrame, tmp_path: Path, real_data: Path) -> None:
    # Rows 39156 and after have a sixth, empty field: none is lost.
    assert set(postal_codes.query("code_postal == '69003'")["code_commune"]) == {"69123"}
    assert set(postal_codes.query("code_postal == '13016'")["code_commune"]) == {"13055"}
    assert postal_codes["code_postal"].nunique() == 6326
    assert read_postal_codes(postal_codes).equals(postal_codes)
    path = tmp_path / "poste.csv"
    text = (real_data / "cog" / "laposte_hexasmal.csv").read_bytes()
    latin = text.replace("\ufffd".encode(), b"\xe9")
    path.write_bytes(latin)
    assert read_postal_codes(path).equals(postal_codes)
    path.write_text("code;nom\n01001;x\n")
    with pytest.raises(LayoutError, match=r"codes postaux introuvable.*Code_postal"):
        read_postal_codes(path)
    path.write_text("code_commune;code_postal;libelle_acheminement\nXYZ;01000;A\n01001;A1;A\n")
    with pytest.raises(
        TableError, match=r"(?s)commune refusés.*2 \(3 lettres\).*illisibles.*3 \('A1'\)"
    ):
        read_postal_codes(path)
