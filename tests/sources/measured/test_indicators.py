"""Indicators by commune: the ministry's workbook, tables of one's own, what is refused."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises
from openpyxl import Workbook

import poles_geo as pg
from poles_geo.errors import ChoiceError, LayoutError

APL, YOUNG = "APL aux médecins généralistes", "APL aux médecins généralistes de 65 ans et moins"


def apl(value: float = 2.4) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Code commune INSEE": ["01001", "01002", "2A004"],
            "Commune": ["A", "B", "C"],
            APL: [value, 1.87, None],
            YOUNG: [2.1, 1.5, 3.0],
            "Population standardisée 2021 pour la médecine générale": [761.5, 213.4, 71_000.2],
            "Population totale 2021": [779, 256, 73_822],
        }
    )


def workbook(path: Path, *years: int) -> Path:
    """Write the ministry's workbook: a sheet of words, then one a year, under a title."""
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"Paramètres": ["Seuils de distance"]}).to_excel(book, sheet_name="Paramètres")
        for year in years:
            sheet = f"APL {year}"
            apl(year / 1000).to_excel(book, sheet_name=sheet, startrow=5, index=False)
            book.sheets[sheet]["A1"] = "Indicateur d’accessibilité potentielle localisée (APL)"
    return path


def test_the_ministry_s_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "Indicateur APL.xlsx", 2023)
    read = pg.read_indicator(path)
    assert read.columns.tolist() == ["population", "population_standardisee", APL, YOUNG]
    assert read.index.tolist() == ["01001", "01002", "2A004"]
    assert read.index.name == "code_commune"
    assert read[APL].tolist()[:2] == [2.023, 1.87]
    assert pd.isna(read[APL].iloc[2])
    assert read["population"].tolist() == [779, 256, 73_822]
    assert read.attrs == {"source": path.name, "date": "2023"}


def test_of_several_years_one_is_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "apl.xlsx", 2022, 2023)
    with raises(LayoutError, r"plusieurs feuilles .*\(APL 2022, APL 2023\).*sheet="):
        pg.read_indicator(path)
    assert pg.read_indicator(path, sheet="APL 2022")[APL].iloc[0] == 2.022
    with raises(ChoiceError, "sheet = 'APL 2020' : feuilles de apl.xlsx : APL 2022, APL 2023"):
        pg.read_indicator(path, sheet="APL 2020")


UNITS = "Nombre de consultations/visites accessibles par an par habitant standardisé"
PEOPLE = ("Population standardisée 2021 pour la médecine générale", "Population totale 2021")
ROWS = [
    ("01001", "L'Abergement-Clémenciat", 2.4, 2.1, 761.5, 779),
    ("01002", "L'Abergement-de-Varey", None, None, 100, "256"),
    ("2A004", "Ajaccio", 2, 1.9, 71_000, "73\u202f822"),
    ("75101", "Paris 1er Arrondissement", 6, 5, 1_000, 900),
    ("75102", "Paris 2e Arrondissement", 5, 4, 3_000, 3_100.000000004),
    ("97101", "Les Abymes", 3, 3, 800, 790),
]


def published(path: Path, *years: int) -> Path:
    """Write a workbook of the shape published: eight lines of words, names, units, rows, notes."""
    book = Workbook()
    notes = book.worksheets[0]
    notes.title = "Lisez-moi"
    for line in (("Code commune INSEE", "Code de la commune"), (APL, "Indicateur"), ("Note", "…")):
        notes.append(line)
    for year in years:
        sheet = book.create_sheet(f"APL {year}")
        words = f"Indicateur d’accessibilité potentielle localisée (APL) {year}"
        for line in (words, None, f"Millésime : {year}", "Sources : SNDS", "Champ : France hors "
                     "Mayotte.", "Lecture : …", "Note : …", None):  # fmt: skip
            sheet.append([line])
        sheet.append(["Code commune INSEE", "Commune", APL, f"{YOUNG} ", *PEOPLE])
        sheet.append([None, None, UNITS, UNITS, "En nombre d'habitants standardisés", "En nombre"])
        for row in ROWS:
            sheet.append([value + year / 1e6 if rank == 2 and value else value
                          for rank, value in enumerate(row)])  # fmt: skip
        sheet.append(["Total", None, 4, 4, 1, 1])
        sheet.append([None])
        sheet.append(["Source : Drees, APL."])
    book.save(path)
    return path


def test_the_shape_published_is_read_year_by_year(tmp_path: Path) -> None:
    path = published(tmp_path / "apl.xlsx", 2022, 2023)
    with raises(LayoutError, r"plusieurs feuilles .*\(APL 2022, APL 2023\)"):
        pg.read_indicator(path)
    for year in (2022, 2023):
        read = pg.read_indicator(path, sheet=f"APL {year}")
        assert read.columns.tolist() == ["population", "population_standardisee", APL, YOUNG]
        assert read.index.tolist() == [row[0] for row in ROWS]
        assert read[APL].dropna().tolist() == [
            pytest.approx(row[2] + year / 1e6) for row in ROWS if row[2]
        ]
        assert read["population"].round().tolist() == [779, 256, 73_822, 900, 3_100, 790]
        assert read.attrs["date"] == str(year)
        assert read.attrs["remarques"] == {"lignes de total, non lues": 1}


@pytest.mark.parametrize(
    ("code", "label"),
    [("", "Total Bretagne"), ("", "Ensemble"), ("Total général", ""), ("France entière", "")],
)
def test_a_row_of_totals_is_known_by_its_code_or_without_one_by_its_label(
    code: str, label: str
) -> None:
    cells = {"CODGEO": ["01001", code], "LIBGEO": ["Total-le-Haut", label], "APL": ["2,4", "3"]}
    read = pg.read_indicator(pd.DataFrame(cells))
    assert read.index.tolist() == ["01001"]
    assert read.attrs["remarques"] == {"lignes de total, non lues": 1}


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_the_apl_is_averaged_by_its_own_population_never_added(tmp_path: Path) -> None:
    read = pg.read_indicator(published(tmp_path / "apl.xlsx", 2023), YOUNG)
    found = pg.mean_by(read, pg.read_communes()["departement"])
    assert found.loc["75", YOUNG] == pytest.approx((5 * 1_000 + 4 * 3_000) / 4_000)
    assert found.loc["75", ["population", "population_standardisee"]].tolist() == [
        pytest.approx(4_000), 4_000,
    ]  # fmt: skip
    assert found.loc["01", YOUNG] == 2.1
    assert found.loc["01", "couverture"] == pytest.approx(761.5 / 861.5)
    other = pg.mean_by(read, weight=read["population"])
    assert other[YOUNG].iloc[0] != pytest.approx(pg.mean_by(read)[YOUNG].iloc[0])


@pytest.mark.filterwarnings("ignore:75056 .*des arrondissements manquent:UserWarning")
def test_the_apl_is_carried_by_its_own_population(tmp_path: Path) -> None:
    read = pg.read_indicator(published(tmp_path / "apl.xlsx", 2023), YOUNG)
    moves = pd.DataFrame(
        {"code_avant": ["01001", "01002"], "code_apres": ["01001", "01001"], "mod": "32",
         "date": pd.Timestamp(2024, 1, 1), "type_avant": "COM", "type_apres": "COM"},
    )  # fmt: skip
    moves.attrs = {"annee_cog": 2024}
    both = read.fillna({YOUNG: 4.0})
    done = pg.carry_indicator(both, moves, 2024, from_year=2023).table
    assert "01002" not in done.index
    assert done.loc["01001", "population_standardisee"] == 861.5
    assert done.loc["01001", "population"] == 779 + 256
    assert done.loc["01001", YOUNG] == pytest.approx((2.1 * 761.5 + 4 * 100) / 861.5)
    assert done.loc["2A004", YOUNG] == 1.9
    alone = pg.carry_indicator(read, moves, 2024, from_year=2023).table
    assert alone.loc["01001", YOUNG] == pytest.approx(2.1)


def test_of_midwives_the_populations_are_no_indicators() -> None:
    table = pd.DataFrame(
        {
            "Code commune INSEE": ["01001", "2A004"], "Commune": ["A", "B"],
            "APL aux sages-femmes": [20, 40.5],
            "Population féminine standardisée 2022 pour les sages-femmes": [400, 100],
            "Population totale 2022": [900, 790], "Population féminine 2022": [450, 400],
        }
    )  # fmt: skip
    read = pg.read_indicator(table)
    assert read.columns.tolist() == [
        "population",
        "population_standardisee",
        "APL aux sages-femmes",
    ]
    assert pg.mean_by(read)["APL aux sages-femmes"].iloc[0] == pytest.approx(12_050 / 500)


def test_a_row_without_code_that_has_numbers_is_refused() -> None:
    table = pd.DataFrame({"CODGEO": ["01001", ""], "taux": ["2", "3"]})
    with raises(ValueError, "code de commune refusé, vide"):
        pg.read_indicator(table)


def test_a_csv_and_one_column(tmp_path: Path) -> None:
    path = tmp_path / "taux_2021.csv"
    path.write_text("CODGEO;LIBGEO;DEP;taux;PMUN\n1001;A;01;12,5;10\n59350;B;59;3;\n", "utf-8")
    read = pg.read_indicator(path)
    assert read.columns.tolist() == ["population", "taux"]
    assert read["taux"].tolist() == [12.5, 3]
    assert read.index.tolist() == ["01001", "59350"]
    assert pg.read_indicator(apl(), YOUNG).columns.tolist()[2:] == [YOUNG]


def test_an_indicator_is_averaged_by_territory() -> None:
    read = pg.read_indicator(apl().drop(2))
    found = pg.mean_by(read[["population", APL]])
    assert found[APL].iloc[0] == pytest.approx((2.4 * 779 + 1.87 * 256) / 1_035)


def test_what_is_no_indicator_is_refused() -> None:
    with raises(ChoiceError, r"column = 'APL 65' : colonnes de table"):
        pg.read_indicator(apl(), "APL 65")
    with raises(LayoutError, "indicateur introuvable"):
        pg.read_indicator(pd.DataFrame({"nom": ["a"], "taux": [1]}))
    with raises(LayoutError, "aucun indicateur"):
        pg.read_indicator(apl()[["Code commune INSEE", "Commune"]])
    with raises(ValueError, "communes en double .*01001"):
        pg.read_indicator(pd.concat([apl(), apl().head(1)]))
    with raises(LayoutError, "1 valeur illisible"):
        pg.read_indicator(apl().assign(**{YOUNG: ["2", "3", "secret"]}))


def test_percentages_are_refused_with_what_to_do() -> None:
    table = pd.DataFrame({"code_commune": ["31555", "31395"], "Part des 75 ans": ["8,4 %", "9 %"]})
    with raises(LayoutError, "colonne Part des 75 ans : 2 valeurs illisibles.*ôtez le signe %"):
        pg.read_indicator(table)
