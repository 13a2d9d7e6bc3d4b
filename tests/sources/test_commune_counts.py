"""Tables by commune enter by the same door, marked as what they are."""

import zipfile
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from effectif_tables import raises

from poles_geo.counting.aggregate import aggregate
from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.professions import PROFESSIONS_2014, ProfessionSet
from poles_geo.errors import ChoiceError, DataWarning, LayoutError, TableError
from poles_geo.sources.zonings.compositions import read_composition

SIRENE = ProfessionSet(
    "établissements de santé",
    "SIRENE 2019",
    proximite={"generaliste", "dentiste", "infirmiers", "reeducateur_podologue"},
    pole={"autre_specialiste", "chirurgien", "radiologiste", "hopital"},
    infirmiers_psychiatrie=(),
)


def counted(folder: Path, text: str, name: str = "table.csv", **options: object) -> Decompte:
    path = folder / name
    path.write_text(text, "utf-8")
    return count_professionals(path, **options)


@pytest.fixture(scope="module")
def sirene(real_data: Path) -> list[Decompte]:
    folder = real_data / "professionnels"
    names = ("sirene2019_par_commune.csv", "sirene2019_par_commune_codes_flottants.csv")
    clean, dirty = (folder / name for name in names)
    with pytest.warns(UserWarning, match=r"1\s433\slignes d'une commune déjà rencontrée"):
        return [count_professionals(clean), count_professionals(dirty)]


def test_both_sirene_files_say_the_same(sirene: list[Decompte], real_data: Path) -> None:
    raw = pd.read_csv(
        real_data / "professionnels" / "sirene2019_par_commune.csv", sep=";", dtype=str
    )
    clean, dirty = sirene
    assert clean.counts.equals(dirty.counts)
    overseas = raw["codecommuneetablissement"].str.match(r"97[578]|98|97123|97127")
    field = raw.loc[~overseas, "generaliste"].astype(float)
    assert clean.counts["generaliste"].sum() == field.sum()
    assert clean.bilan.table.loc["collectivite", "lignes"] == overseas.sum()
    composition = read_composition(real_data / "insee" / "BV2012_au_01-01-2022.zip")
    moves = real_data / "cog" / "v_mvt_commune_2024.csv"
    with pytest.warns(UserWarning, match=r"4\scolonnes ou valeurs hors de"):
        tables = [aggregate(d, composition, professions=SIRENE, movements=moves) for d in sirene]
    pd.testing.assert_frame_equal(*tables)
    assert tables[0]["effectif"].sum() > 400_000
    assert tables[0].attrs["bilan"] != tables[1].attrs["bilan"]


def test_the_bilan_says_what_is_repaired_and_repeated(sirene: list[Decompte]) -> None:
    clean, dirty = sirene
    assert clean.bilan.n_rows == 20_478
    assert "reparation" not in clean.bilan.table.index
    assert dirty.bilan.n_rows == 21_911
    assert dirty.bilan.remarks == {
        "codes réparés, décimales": 1010,
        "codes réparés, zéro initial": 134,
        "lignes d'une commune déjà rencontrée, additionnées": 1433,
    }
    codes = dirty.bilan.codes.query("ligne == 'reparation'")
    assert "1004.0" in set(codes["code"])
    assert dirty.bilan.table.loc["arrondissement", "lignes"] == 89


def test_a_table_is_marked_as_what_it_is(sirene: list[Decompte]) -> None:
    d = sirene[0]
    assert (d.nature, d.unit, d.date) == ("table par commune", "table par commune", "2019")
    assert "non des personnes" in d.counts.attrs["avertissements"][0]
    assert d.bilan.n_persons is None


def test_wide_and_long_tables_say_the_same(tmp_path: Path) -> None:
    wide = counted(
        tmp_path, "CODGEO;LIBGEO;10G;60\n59350;Lille;3;40\n62041;Arras;1;12\n", "w_2020.csv"
    )
    long = counted(
        tmp_path, "code_commune,profession,effectif\n59350,10G,3\n59350,60,40\n62041,10G,1\n"
        "62041,60,12\n", "l_2020.csv",
    )  # fmt: skip
    assert wide.counts.equals(long.counts)
    assert wide.counts.to_dict() == {
        "10G": {"59350": 3, "62041": 1},
        "60": {"59350": 40, "62041": 12},
    }
    assert wide.bilan.remarks == {"colonnes non comptées (LIBGEO)": 1}
    assert (wide.bilan.n_rows, long.bilan.n_rows) == (2, 4)


def test_a_profession_that_the_choice_of_columns_leaves_out_is_in_the_ledger(
    tmp_path: Path,
) -> None:
    text = "CODGEO;Infirmiers libéraux;Nombre de kinés;Divers\n59350;3;40;5\n"
    d = counted(tmp_path, text, columns={"Infirmiers libéraux": "60"})
    assert d.counts.to_dict() == {"60": {"59350": 3}}
    assert d.bilan.remarks == {"colonnes non comptées (Nombre de kinés, Divers)": 2}


def test_rows_of_one_commune_that_fill_other_columns_repeat_nothing(tmp_path: Path) -> None:
    d = counted(tmp_path, "CODGEO;10G;60\n59350;3;\n59350;;40\n")
    assert d.counts.to_dict() == {"10G": {"59350": 3}, "60": {"59350": 40}}
    assert "additionnées" not in " ".join(d.bilan.remarks)


def test_bpe_by_commune(tmp_path: Path) -> None:
    rows = "32;59350;D201;12\n32;59350;D232;30\n11;75112;D201;5\n11;75101;D201;2\n"
    d = counted(tmp_path, f"REG;DEPCOM;TYPEQU;NB_EQUIP\n{rows}", "bpe21_ensemble.csv")
    assert d.nature == "BPE"
    assert d.counts.to_dict() == {
        "D201": {"59350": 12, "75056": 7},
        "D232": {"59350": 30, "75056": 0},
    }
    assert d.counts.attrs["source"] == "Base permanente des équipements (Insee)"
    assert any("libéral" in text for text in d.counts.attrs["avertissements"])


MELODI = (
    '"GEO";"GEO_OBJECT";"FACILITY_DOM";"FACILITY_SDOM";"FACILITY_TYPE";"BPE_MEASURE";'
    '"TIME_PERIOD";"OBS_VALUE"\n'
    '"59350";"COM";"D";"D2";"D265";"FACILITIES";"2024";"12"\n'
    '"59350";"COM";"D";"D2";"_T";"FACILITIES";"2024";"99"\n'
    '"59";"DEP";"D";"D2";"D265";"FACILITIES";"2024";"500"\n'
    '"59350";"COM";"D";"D2";"D281";"FACILITIES";"2024";""\n'
    '"59350";"COM";"D";"D2";"D265";"FACILITIES";"2023";"11"\n'
)


def test_bpe_from_melodi(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match=r"plusieurs valeurs \(2023, 2024\).*date="):
        counted(tmp_path, MELODI)
    d = counted(tmp_path, MELODI, date="2024")
    assert d.counts.to_dict() == {"D265": {"59350": 12}}
    assert d.date == "2024"
    assert d.bilan.table["lignes"].to_dict() == {
        "code": 1, "cellule_vide": 1, "total": 1, "autre_maille": 1, "autre_annee": 1,
    }  # fmt: skip


def test_a_zip_of_insee_with_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "DS_BPE_2024_CSV_FR.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("DS_BPE_2024_data.csv", MELODI)
        archive.writestr("DS_BPE_2024_metadata.csv", "COD_VAR;LIB_VAR\nGEO;Géographie\n")
    assert count_professionals(path, date="2023").counts.to_dict() == {"D265": {"59350": 11}}


def test_a_workbook_and_a_dataframe_count_as_a_csv_does(tmp_path: Path) -> None:
    table = pd.DataFrame({"CODGEO": ["59350", "01004"], "60": [3, 4], "10G": [1, None]})
    csv, xlsx = tmp_path / "table.csv", tmp_path / "table.xlsx"
    table.to_csv(csv, index=False)
    table.to_excel(xlsx, index=False)
    expected = count_professionals(csv).counts
    assert expected.fillna(-1).to_dict() == {
        "60": {"01004": 4, "59350": 3},
        "10G": {"01004": -1, "59350": 1},
    }
    frames = (table, table.set_index("CODGEO"), pl.from_pandas(table), pa.table(table))
    for source in (xlsx, *frames):
        assert count_professionals(source).counts.equals(expected)


def test_a_register_in_a_workbook_counts_persons(tmp_path: Path) -> None:
    rows = {"Identification nationale PP": ["810001", "810001", "810002"],
            "Code profession": ["60", "60", "10"], "Code savoir-faire": ["", "", "SM26"],
            "Code postal (coord. structure)": ["59000"] * 3,
            "Code commune (coord. structure)": ["59350"] * 3}  # fmt: skip
    path = tmp_path / "extrait_202610.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False)
    d = count_professionals(path)
    assert d.bilan.n_persons == 2
    assert d.counts.to_dict() == {"10G": {"59350": 1}, "60": {"59350": 1}}
    assert (d.bilan.source, d.date) == ("extrait_202610.xlsx", "2026-10")


def test_a_city_and_its_arrondissements_count_once(tmp_path: Path) -> None:
    text = "CODGEO;n\n69123;30\n69381;10\n69382;20\n75101;7\n"
    with pytest.warns(UserWarning, match=r"69123 \(30\) et ses arrondissements \(30\)"):
        d = counted(tmp_path, text)
    assert d.counts["n"].to_dict() == {"69123": 30, "75056": 7}
    assert d.bilan.table["lignes"].to_dict() == {"code": 1, "arrondissement": 1, "detail": 2}


def test_an_empty_cell_is_not_a_zero(tmp_path: Path) -> None:
    d = counted(tmp_path, "CODGEO;10G;60\n59350;;4\n62041;0;\n")
    assert d.bilan.remarks == {"cellules vides, ni comptées ni remplacées par zéro": 2}
    assert d.counts["60"].sum() == 4


def test_numbers_as_the_french_write_them(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"1\scellule à décimales"):
        d = counted(tmp_path, "CODGEO;60\n59350;1 204,5\n")
    assert d.counts.loc["59350", "60"] == 1204.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CODGEO;60\n59350;beaucoup 1\n", "illisible"),
        ("CODGEO;60\n59350;-3\n", r"1\snombre négatif"),
        ("CODGEO;LIBGEO\n59350;Lille\n", "aucune colonne de nombres"),
        ("nom;60\nLille;3\n", "ni fichier d'activités.*ni table par commune"),
        ("CODGEO;60;60\n59350;3;4\n", "même nom"),
        ("CODGEO;60\n59350\n62041\n", "aucune ligne lisible sur 2"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LayoutError, match=message):
        counted(tmp_path, text)


def test_rejected_rows_and_refused_codes(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"2\slignes non comptées"):
        d = counted(tmp_path, "CODGEO;60\n59350;3\n\n62041;4;5\nXX;8\n75901;1\n")
    assert d.bilan.table["lignes"].to_dict() == {
        "code": 2, "code_refuse": 1, "rejet_colonnes": 1,
    }  # fmt: skip
    assert d.counts["60"].sum() == 4


def test_what_a_table_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="les personnes n'y sont pas connues"):
        counted(tmp_path, "CODGEO;60\n59350;3\n", by="fraction")
    composition = pd.DataFrame({"code_bassin": {"59350": "59350"}}).rename_axis("code_commune")
    unknown = counted(tmp_path, "CODGEO;ambulance\n59350;3\n")
    with pytest.raises(TableError, match=r"aucune profession commune.*ambulance.*10G"):
        aggregate(unknown, composition, professions=PROFESSIONS_2014)


@pytest.mark.parametrize(
    "content",
    [
        'CODGEO,nom,60\n59350,"Lille, ville",12\n62041,Arras,3\n',
        'CODGEO;nom;60\n59350;"Lille; ""la grande""";12\n62041;Arras;3\n',
        'CODGEO,nom,60\n59350,Lille,"12"\n"62041",Arras,3\n',
        'CODGEO,"nom, de la commune",60\n59350,Lille,12\n62041,Arras,3\n',
        'CODGEO\tnom\t60\n59350\t"Lille\tville"\t12\n62041\tArras\t3\n',
    ],
)
def test_quotes_around_some_fields_hide_their_separators(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, "utf-8")
    d = count_professionals(path)
    assert d.counts["60"].to_dict() == {"59350": 12, "62041": 3}
    assert d.bilan.n_rows == 2


def test_thousands_between_quotes_are_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('CODGEO,60\n59350,"1,234"\n62041,"2,345"\n', "utf-8")
    with pytest.raises(LayoutError, match="milliers ou décimales"):
        count_professionals(path)
    path.write_text('CODGEO,60\n59350,"1,234.0"\n62041,"2,345"\n', "utf-8")
    assert count_professionals(path).counts["60"].to_dict() == {"59350": 1_234, "62041": 2_345}


def test_a_quote_that_is_not_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('CODGEO;nom;60\n59350;Lille "la grande";12\n62041;"Arras;3\n', "utf-8")
    with pytest.raises(LayoutError, match=r"au-delà de la ligne 3\s; un guillemet"):
        count_professionals(path)


def test_the_value_proposed_is_the_whole_where_there_is_one(tmp_path: Path) -> None:
    rows = "".join(f"59350;60;{sexe};3\n" for sexe in ("H", "F", "Ensemble"))
    with pytest.raises(ChoiceError, match=r'rows=\{"sexe": "Ensemble"\}'):
        counted(tmp_path, f"code_commune;profession;sexe;effectif\n{rows}")


def test_a_header_written_again_on_each_page_is_not_a_row(tmp_path: Path) -> None:
    decompte = counted(tmp_path, "CODGEO;60\n37261;4\nCODGEO;60\n45234;3\n")
    assert decompte.counts["60"].tolist() == [4, 3]
    assert decompte.bilan.n_rows == 2
    assert decompte.bilan.remarks["en-têtes répétés dans le tableau, non lus"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CODGEO;60\n37261;1 234 (a)\n", r"'1 234 \(a\)'.* ôtez l'appel de note"),
        ("CODGEO;60\n37261;12*\n45234;3\n", r"'12\*'.* ôtez l'appel de note"),
        ("CODGEO;60\n37261;4²\n45234;3\n", r"'4²'.* ôtez l'appel de note"),
        ("CODGEO;60\n37261;//\n45234;3\n", r"'//'.*une valeur secrète ou inconnue"),
        ("CODGEO;60\n37261;#N/A\n45234;3\n", r"'#N/A'.*l'erreur d'un tableur"),
    ],
)
def test_a_number_that_is_not_alone_in_its_cell_is_refused_with_what_to_do(
    tmp_path: Path, text: str, told: str
) -> None:
    with raises(LayoutError, told):
        counted(tmp_path, text, columns={"60": "60"})


def test_two_names_of_one_code_are_refused_with_the_code(tmp_path: Path) -> None:
    text = "CODGEO;LIBGEO;60\n37261;Tours;4\n45234;Orléans;3\n37261;Tourcoing;2\n"
    with raises(ChoiceError, r"« CODGEO » : 1 code répété.*« LIBGEO ».*'37261' \(lignes 2, 4\)"):
        counted(tmp_path, text)


def test_columns_of_two_years_are_not_added(tmp_path: Path) -> None:
    text = "CODGEO;IDE 2022;IDE 2023;IDE libéral 2023\n37261;4;5;3\n"
    with raises(ChoiceError, "« IDE 2022 » et « IDE 2023 » comptées ensemble"):
        counted(tmp_path, text, columns={"IDE 2022": "60", "IDE 2023": "60"})
    both = {"IDE 2023": "60", "IDE libéral 2023": "60"}
    assert counted(tmp_path, text, columns=both).counts.sum(axis=1).tolist() == [8]


@pytest.mark.parametrize(
    ("code", "told"),
    [("Tours", "Des noms, non des codes"), ("37261 - Tours", "Le code y est avec le nom")],
)
def test_names_in_place_of_codes_are_told(tmp_path: Path, code: str, told: str) -> None:
    with pytest.warns(DataWarning, match=told):
        counted(tmp_path, f"Commune;60\n{code};4\n")


@pytest.mark.parametrize("header", ["CODGEO;LIBGEO;60;", "CODGEO;LIBGEO;Effectifs;\n;;60;70"])
def test_a_header_shorter_than_its_rows_is_refused_as_such(tmp_path: Path, header: str) -> None:
    with raises(LayoutError, "2 lignes de plus de 3 cases|3 lignes .*nommez chaque colonne"):
        counted(tmp_path, f"{header}\n37261;Tours;4;5\n45234;Orléans;3;2\n")


def test_codes_of_merged_cells_are_those_of_the_column_of_codes(tmp_path: Path) -> None:
    text = "Code;Commune;Profession;Effectif\n"
    for code, name in (("37261", "Tours"), ("45234", "Orléans")):
        text += f"{code};{name};60;4\n;;70;5\n;;50;5\n"
    with pytest.warns(DataWarning, match="4.lignes non comptées, sans code de commune"):
        decompte = counted(tmp_path, text)
    assert decompte.counts["60"].to_dict() == {"37261": 4, "45234": 4}
