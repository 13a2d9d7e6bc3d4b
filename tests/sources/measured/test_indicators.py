"""Indicators by commune: the ministry's workbook, tables of one's own, what is refused."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises

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
