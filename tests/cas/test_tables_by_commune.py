"""Tables by commune that people really have: each kind, its inputs, and the right answer.

Those of the folder of cases first, then others of the same kind.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import ChoiceError, LayoutError, PolesGeoError, TableError

pytestmark = pytest.mark.filterwarnings("ignore:.*personne dans")


@pytest.fixture
def cas(real_data: Path) -> Path:
    return real_data / "cas"


def counts(path: Path, **options: Any) -> dict[str, dict[str, float]]:
    """Count a table: by column, the numbers of the communes that have any."""
    table = pg.count_professionals(path, progress=False, **options).counts
    return {name: column[column > 0].to_dict() for name, column in table.items()}


def written(folder: Path, text: str) -> Path:
    path = folder / "table_2022.csv"
    path.write_text(text, "utf-8")
    return path


def effectifs(path: Path, zonage: str = "BV2022", **options: Any) -> pd.DataFrame:
    return pg.aggregate(
        pg.count_professionals(path, progress=False, **options), zonage, field="all"
    )


# Totals beside their parts


@pytest.mark.parametrize(
    ("name", "expected", "told"),
    [
        ("d_plm.csv", {"10G": 2_500, "60": 9_000}, "75056 (11500) et ses arrondissements (11476)"),
        ("marseille_secret.csv", {"60": 100}, "13055 (100) et ses arrondissements (90)"),
    ],
)
def test_a_city_and_its_arrondissements(
    cas: Path, name: str, expected: dict[str, int], told: str
) -> None:
    with pytest.warns(UserWarning, match="arrondissements") as warned:
        found = counts(cas / name)
    assert {column: sum(values.values()) for column, values in found.items()} == expected
    assert told in simple(str(warned[0].message))


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ("69123;30\n69381;10\n69382;20\n", 30),
        ("69123;30.4\n69381;10\n69382;20.9\n", 30.4),
        ("13055;5\n13201;\n13202;\n", 5),
        ("75101;7\n75056;9\n75120;1\n", 9),
    ],
)
@pytest.mark.filterwarnings("ignore:.*arrondissements", "ignore:.*à décimales")
def test_other_cities_and_their_arrondissements(tmp_path: Path, rows: str, total: float) -> None:
    found = counts(written(tmp_path, f"CODGEO;60\n{rows}"))
    assert sum(found["60"].values()) == total


@pytest.mark.parametrize(
    "rows", ["75056;5\n75101;7\n", "69123;0\n69381;10\n", "13055;1\n13203;9\n"]
)
def test_a_city_that_is_not_their_total_is_refused(tmp_path: Path, rows: str) -> None:
    with raises(TableError, match="n'est pas le total de ses arrondissements"):
        counts(written(tmp_path, f"CODGEO;60\n{rows}"))


# Dimensions


@pytest.mark.parametrize(
    ("name", "column", "rows", "expected"),
    [
        ("y1_long_years.csv", "annee", {"annee": "2021"}, 2_900),
        ("y5_long_age_total.csv", "classe_age", {"classe_age": "Ensemble"}, 2_500),
    ],
)
def test_rows_of_several_years_or_ages(
    cas: Path, name: str, column: str, rows: dict[str, str], expected: int
) -> None:
    with raises(ChoiceError, match=rf"la colonne « {column} » a plusieurs valeurs"):
        counts(cas / name)
    assert sum(counts(cas / name, rows=rows)["60"].values()) == expected
    if "annee" in rows:
        assert sum(counts(cas / name, date="2021")["60"].values()) == expected


@pytest.mark.parametrize(
    ("text", "column", "value", "expected"),
    [
        ("CODGEO;Sexe;60\n59350;F;3\n59350;H;4\n59350;Total;7\n", "sexe", "Total", 7),
        ("CODGEO;Année;60\n59350;2020;3\n59350;2021;4\n", "Année", "2021", 4),
        ("CODGEO;secteur;60\n59350;public;3\n59350;privé;4\n", "secteur", "privé", 4),
        ("CODGEO;trimestre;profession;n\n59350;1;60;3\n62041;2;60;4\n", "TRIMESTRE", "2", 4),
    ],
)
def test_other_dimensions(
    tmp_path: Path, text: str, column: str, value: str, expected: int
) -> None:
    path = written(tmp_path, text)
    with raises(ChoiceError, match=r"qui ne s'additionnent pas ; choisissez-en une"):
        counts(path)
    d = pg.count_professionals(path, rows={column: value})
    assert d.counts["60"].sum() == expected
    assert d.bilan.table["lignes"].sum() == len(text.splitlines()) - 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"age": "9"}, "pas de colonne « age »"),
        ({"sexe": "X"}, "n'a pas « X » ; valeurs : 2 textes de peu de lignes"),
    ],
)
def test_a_choice_that_is_not_there(tmp_path: Path, rows: dict[str, str], message: str) -> None:
    path = written(tmp_path, "CODGEO;sexe;60\n59350;F;3\n59350;H;4\n")
    with raises(ChoiceError, match=message):
        counts(path, rows=rows)


def test_a_row_given_twice_is_told(cas: Path) -> None:
    with pytest.warns(UserWarning, match=r"1\sligne d'une commune déjà rencontrée"):
        assert counts(cas / "i_dup.csv") == {"10G": {"59350": 200}}


@pytest.mark.parametrize(
    "rows",
    [
        "CODGEO;10G\n59350;100\n62041;7\n59350;100\n",
        "CODGEO;10G\n59350;100\n59350;0\n62041;7\n59350.0;100\n",
        "CODGEO;LIBGEO;10G\n1004;Ambérieu;3\n01004;Ambérieu;4\n62041;Arras;200\n",
    ],
)
def test_other_rows_given_twice(tmp_path: Path, rows: str) -> None:
    with pytest.warns(UserWarning, match=r"lignes? d'une commune déjà rencontrée, additionnée"):
        found = counts(written(tmp_path, rows))["10G"]
    assert sum(found.values()) == 207


def test_rows_given_twice_of_which_one_is_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "CODGEO;10G\n59350;100\n59350;\n62041;7\n59350.0;100\n")
    with pytest.warns(UserWarning, match=r"lignes? d'une commune déjà rencontrée, additionnée"):
        assert counts(path)["10G"] == {"62041": 7}


# Codes that are not what they seem


@pytest.mark.parametrize("name", ["a_wide10.csv", "b_long10.csv", "medecins_code10.csv"])
def test_code_10_is_medecins_who_must_be_told_apart(cas: Path, name: str) -> None:
    with raises(TableError, match=r"« 10 » compte des médecins.*columns="):
        effectifs(cas / name)


@pytest.mark.parametrize("name", ["10.0", "Médecins", "010", "10 - Médecin"])
def test_other_columns_of_medecins_together(tmp_path: Path, name: str) -> None:
    with raises(TableError, match=r"des médecins.*columns="):
        effectifs(written(tmp_path, f"CODGEO;{name};60\n59350;12;30\n"))


@pytest.mark.filterwarnings("ignore:.*hors de l'ensemble")
def test_code_10_once_it_is_said(cas: Path) -> None:
    columns = {"10": "10G", "21": "21", "40": "40", "60": "60"}
    table = effectifs(cas / "a_wide10.csv", columns=columns)
    assert table["effectif"][["59350", "62041"]].tolist() == [4_400, 660]


@pytest.mark.parametrize(
    "name",
    [
        *("60", "060", "60.0", " 60 ", "Infirmiers", "infirmière", "60 - Infirmier", "INFIRMIER"),
        "60 : infirmiers diplômés d'État",
    ],
)
def test_spellings_of_a_profession(tmp_path: Path, name: str) -> None:
    for text in (f"CODGEO;{name}\n59350;12\n", f"CODGEO;profession;n\n59350;{name};12\n"):
        table = effectifs(written(tmp_path, text))
        assert table["proximite"]["59350"] == table["effectif"].sum() == 12


@pytest.mark.parametrize(
    ("name", "group"),
    [
        *(("10g", "proximite"), ("Médecins généralistes", "proximite"), ("010S", "pole")),
        *(("10S - Médecin spécialiste", "pole"), ("Sages-femmes", "pole"), ("kinés", "proximite")),
        ("Masseurs-kinésithérapeutes", "proximite"),
    ],
)
def test_spellings_of_other_professions(tmp_path: Path, name: str, group: str) -> None:
    table = effectifs(written(tmp_path, f"CODGEO;{name}\n59350;12\n"))
    assert table[group]["59350"] == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DEP;COM;10G\n59;350;100\n62;41;10\n", {"59350": 100, "62041": 10}),
        ("CODDEP;CODCOM;10G\n01;4;100\n2A;4;10\n", {"01004": 100, "2A004": 10}),
        ("dep;com;10G\n1;4;100\n974;11;10\n", {"01004": 100, "97411": 10}),
    ],
)
def test_codes_within_a_departement(tmp_path: Path, text: str, expected: dict[str, int]) -> None:
    assert counts(written(tmp_path, text)) == {"10G": expected}


def test_codes_within_an_unknown_departement_are_refused(tmp_path: Path) -> None:
    with raises(LayoutError, match=r"trois chiffres.*DEP ou CODDEP"):
        counts(written(tmp_path, "COM;10G\n350;100\n41;10\n"))


def test_k2(cas: Path) -> None:
    assert counts(cas / "k2.csv") == {"10G": {"59350": 100, "62041": 10}}


# Columns that are no profession


@pytest.mark.parametrize(
    "text",
    [
        "CODGEO;LIBGEO;60\n75101;Paris 1er Arrondissement;10\n59350;Lille;12\n",
        "CODGEO;DEP;REG;POP;60\n75056;75;11;2133111;10\n59350;59;32;236710;12\n",
        "CODGEO;lat;lon;60\n75056;48,8;2,3;10\n59350;50,6;3,06;12\n",
        "CODGEO;BV2022;code postal;60\n75056;75056;75001;10\n59350;59350;59000;12\n",
    ],
)
def test_labels_geography_and_populations_are_not_counted(tmp_path: Path, text: str) -> None:
    assert counts(written(tmp_path, text)) == {"60": {"59350": 12, "75056": 10}}


@pytest.mark.parametrize("name", ["ID_PRO", "consultations", "Psychologues", "D265"])
def test_a_column_outside_the_set_is_told_with_its_number(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, f"CODGEO;60;{name}\n59350;12;1500\n62041;3;\n")
    with pytest.warns(UserWarning, match="columns=") as warned:
        table = effectifs(path)
    assert table["effectif"].sum() == 15
    assert any(f"« {name} » (1 500)" in simple(str(one.message)) for one in warned)
    assert table.attrs["remarques"][f"hors de l'ensemble de professions : {name}"] == 1_500


@pytest.mark.parametrize(
    "row",
    [
        "Total;15;1500;",
        "Ensemble de la région ;15;1500;7",
        "R53;15;1500;",
        "  france métropolitaine  ;150000;1500000;",
        "99100;3;12;",
    ],
)
def test_a_row_of_no_commune_changes_nothing_said_of_communes(tmp_path: Path, row: str) -> None:
    text = "CODGEO;60;Psychologues;10G\n59350;12;1500;\n62041;3;;2\n1004.0;1;0;1\n"
    said = []
    for rows in ("", f"{row}\n"):
        with pytest.warns(UserWarning, match="Psychologues|du champ|refus") as warned:
            table = effectifs(written(tmp_path, text + rows))
        said.append((table.attrs["remarques"], table["effectif"].sum()))
        assert any("« Psychologues » (1 500)" in simple(str(one.message)) for one in warned)
    assert said[0] == said[1]
    assert said[0][0]["cellules vides, ni comptées ni remplacées par zéro"] == 2
    assert said[0][0]["codes réparés, décimales"] == 1


def test_a_table_of_unknown_columns_alone_says_how_to_name_them(tmp_path: Path) -> None:
    with raises(TableError, match=r"aucune profession commune.*columns="):
        effectifs(written(tmp_path, "CODGEO;soins\n59350;12\n"))


def test_professions_that_the_table_lacks_are_named(tmp_path: Path) -> None:
    table = effectifs(written(tmp_path, "CODGEO;10G;60\n59350;12;3\n"))
    assert "21" in table.attrs["professions_absentes"]
    said = table.attrs["champ"]["professions"]
    assert simple(said) == "médecins généralistes et infirmiers seulement"


# The user's own columns


COLUMNS = {"Médecins généralistes": "10G", "Infirmiers": "60", "Kinés": "proximite"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "frame", "toml"])
def test_columns_of_one_s_own(cas: Path, tmp_path: Path, kind: str) -> None:
    source: Any = cas / "region_colonnes_a_soi.csv"
    columns: Any = COLUMNS
    if kind in ("xlsx", "frame"):
        source = pd.read_csv(source, sep=";", dtype={"CODGEO": str})
    if kind == "xlsx":
        source.to_excel(tmp_path / "region.xlsx", index=False)
        source = tmp_path / "region.xlsx"
    if kind == "toml":
        columns = tmp_path / "colonnes.toml"
        lines = "\n".join(f'"{name}" = "{code}"' for name, code in COLUMNS.items())
        columns.write_text(f"[colonnes]\n{lines}\n", "utf-8")
    d = pg.count_professionals(source, columns=columns)
    with pytest.warns(UserWarning, match=r"5\spartiels, sans rang \(.*\), 1\s702\snon comptés"):
        table = pg.aggregate(d, "BV2022")
    assert table["effectif"].sum() == table["proximite"].sum() == 7_780
    assert table["effectif"]["59350"] == 4_600
    assert table["effectif"].isna().sum() == 1_702
    poles = pg.classify(table)
    assert poles["rang"].isna().all()
    assert poles["type_pole"].isna().all()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"soins": "guérisseur"}, "« soins » compte « guérisseur »"),
        ({"soins": "10"}, "« soins » compte « 10 »"),
        ({"absente": "60"}, "n'a pas les colonnes absente ; colonnes : CODGEO, soins"),
    ],
)
def test_a_mapping_that_cannot_be(tmp_path: Path, columns: dict[str, str], message: str) -> None:
    with raises(ChoiceError, match=message):
        counts(written(tmp_path, "CODGEO;soins\n59350;12\n"), columns=columns)


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe", b"[a\n"])
def test_a_file_of_columns_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "colonnes.toml"
    path.write_bytes(content)
    with raises(LayoutError, match=r"colonnes\.toml n'est pas un fichier TOML en UTF-8"):
        counts(written(tmp_path, "CODGEO;60\n59350;12\n"), columns=path)


# Numbers


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nombre_enorme.csv", "1e30"),
        ("infini.csv", "inf"),
        ("s1.csv", "'s'.*case vide"),
        ("milliers_point.csv", "milliers ou décimales"),
        ("milliers_virgule.csv", "milliers ou décimales"),
    ],
)
def test_what_is_no_number_is_refused(cas: Path, name: str, message: str) -> None:
    with raises(LayoutError, match=message):
        counts(cas / name)


@pytest.mark.parametrize("cell", ["9223372036854775808", "1" * 40, "NaN", "1e5", "<5", "-1"])
def test_other_numbers_that_are_none(tmp_path: Path, cell: str) -> None:
    with pytest.raises(PolesGeoError):
        counts(written(tmp_path, f"CODGEO;60\n59350;{cell}\n62041;3\n"))


# A table cut by a spreadsheet, and one of another territory


@pytest.mark.filterwarnings("ignore:.*déjà rencontrée")
@pytest.mark.parametrize(("rows", "cut"), [(65_535, True), (65_534, False), (65_536, False)])
def test_a_table_of_as_many_rows_as_a_spreadsheet(tmp_path: Path, rows: int, cut: bool) -> None:
    path = written(tmp_path, "CODGEO;profession;n\n" + "59350;60;1\n" * rows)
    if cut:
        with raises(LayoutError, match=r"65 536 lignes, autant qu'un tableur"):
            counts(path)
    else:
        assert counts(path) == {"60": {"59350": rows}}


@pytest.mark.parametrize("code", ["98818", "97801", "59999"])
def test_a_table_of_which_nothing_is_placed(tmp_path: Path, code: str) -> None:
    with raises(TableError, match=r"rien n'est placé dans BV2022"):
        effectifs(written(tmp_path, f"CODGEO;60\n{code};3\n"))


def test_written_zeros_are_a_count(tmp_path: Path) -> None:
    assert effectifs(written(tmp_path, "CODGEO;60\n59350;0\n"))["effectif"].sum() == 0


# Official files with more in them, and files that are no table by commune


def test_one_row_an_equipment(cas: Path, tmp_path: Path) -> None:
    found = counts(cas / "c_bpe_xy.csv")
    assert found["D201"]["59350"] == 2
    other = (cas / "c_bpe_xy.csv").read_text("utf-8").replace("Bonne", "Mauvaise", 1)
    assert counts(written(tmp_path, other)) == found


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [("q1.csv", "60", 275), ("guillemets.csv", "60", 1_005), ("libelle_chiffre.csv", "60", 22)],
)
def test_quotes_and_labels_with_digits(cas: Path, name: str, column: str, expected: int) -> None:
    assert sum(counts(cas / name)[column].values()) == expected


@pytest.mark.parametrize("name", ["contacts.csv", "contacts_sans_entete.csv"])
def test_contacts_are_refused_without_printing_any(cas: Path, name: str) -> None:
    values = [
        cell.strip()
        for line in (cas / name).read_text("utf-8").splitlines()[name == "contacts.csv" :]
        for cell in line.replace(",", ";").split(";")
        if cell.strip()
    ]
    with pytest.raises(PolesGeoError) as raised:
        counts(cas / name)
    assert not [value for value in values if value in str(raised.value)]


@pytest.mark.parametrize(
    "text",
    [
        "Nom;Téléphone\nDUPONT-AIGRE;0612345678\nMARTIN-ZUTE;0611223344\n",
        "DUPONT-AIGRE\tdupont.aigre@exemple.fr\nMARTIN-ZUTE\tmartin@exemple.fr\n",
        'Praticien,Adresse\n"DUPONT-AIGRE, Anne","3 rue des Zutes"\n',
    ],
)
def test_other_contacts_are_refused_without_printing_any(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolesGeoError) as raised:
        counts(written(tmp_path, text))
    said = str(raised.value)
    cells = ("DUPONT", "AIGRE", "ZUTE", "Anne", "06123", "exemple", "rue")
    assert not [cell for cell in cells if cell in said]
