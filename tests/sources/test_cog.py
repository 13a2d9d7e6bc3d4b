"""The code officiel géographique: communes, movements, populations, table de passage."""

import zipfile

import pandas as pd
import pytest

from poles_geo.communes.carry import carry_over
from poles_geo.communes.movements import filiation
from poles_geo.errors import LayoutError, TableError
from poles_geo.sources.cog import (
    read_cog,
    read_movements,
    read_populations,
    read_yearly_passage,
)


def written(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_communes_of_2024(real_data):
    cog = read_cog(real_data / "cog" / "v_commune_2024.csv")
    assert len(cog) == 34_935
    assert cog.index.is_unique
    assert cog.attrs["annee_cog"] == 2024
    assert cog.loc["59350", ["nom", "departement"]].tolist() == ["Lille", "59"]
    assert cog["commune_parente"].isna().all()


def test_communes_deleguees_share_codes_with_communes(real_data):
    path = real_data / "cog" / "v_commune_2024.csv"
    former = read_cog(path, types=("COMD", "COMA"))
    assert len(former) == 2_564
    assert set(former["type"]) == {"COMD", "COMA"}
    assert former["commune_parente"].notna().all()
    assert set(former.index) & set(read_cog(path).index)
    assert len(read_cog(path, types=["ARM"])) == 45


def test_movements_since_1943(real_data):
    moves = read_movements(real_data / "cog" / "v_mvt_commune_2024.csv")
    assert len(moves) == 13_284
    assert moves["date"].min().year == 1943
    assert moves.attrs["annee_cog"] == 2024
    assert read_movements(moves) is moves


def test_year_of_movements_without_a_name_is_the_next_1_january(tmp_path):
    header = "mod;date_eff;typecom_av;com_av;typecom_ap;com_ap\n"
    during = written(tmp_path, header + "32;2019-03-01;COM;45287;COM;45307\n", "mvt.csv")
    assert read_movements(during).attrs["annee_cog"] == 2020
    first = written(tmp_path, header + "32;2019-01-01;COM;45287;COM;45307\n", "mvt.csv")
    assert read_movements(first).attrs["annee_cog"] == 2019


def test_codes_of_movements_that_a_workbook_took_for_numbers(tmp_path):
    header = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    rows = [
        (32, "2019-01-01", "COM", 1091, "COM", 1033),
        (32.0, "2019-01-01", "COM", 1033.0, "COM", 1033.0),
        ("32", "2019-01-01", "COM", "20001", "COM", "2a001"),
    ]
    path = tmp_path / "mvt.xlsx"
    pd.DataFrame(rows, columns=header, dtype=object).to_excel(path, index=False)
    moves = read_movements(path)
    assert moves["mod"].tolist() == ["32", "32", "32"]
    assert moves["code_avant"].tolist() == ["01091", "01033", "20001"]
    assert moves["code_apres"].tolist() == ["01033", "01033", "2A001"]


@pytest.mark.parametrize("mod", ["", "Total", "true", "2019-01-01", "3"])
def test_a_movement_without_nature_is_refused(tmp_path, mod):
    text = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n"
    text += f"32,2019-01-01,COM,01033,COM,01033\n{mod},2019-01-01,COM,01091,COM,01033\n"
    with pytest.raises(LayoutError, match=r"MOD.: une nature d'événement.*3"):
        read_movements(written(tmp_path, text))


@pytest.mark.parametrize("kind", ["", "true", "TYPECOM", "com"])
def test_a_row_of_unknown_type_is_not_left_out_in_silence(tmp_path, kind):
    text = f"TYPECOM,COM,DEP,LIBELLE\nCOM,1004,1,Ambérieu\n{kind},62041,62,Arras\n"
    with pytest.raises(LayoutError, match=r"TYPECOM qui n'est ni COM, ni ARM.*3"):
        read_cog(written(tmp_path, text))
    one = read_cog(written(tmp_path, "\n".join(text.split("\n")[:2]) + "\n"))
    assert one["departement"].to_dict() == {"01004": "01"}


def test_a_wrong_date_says_which(tmp_path):
    text = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n32,01/03/2019,COM,45287,COM,45307\n"
    with pytest.raises(LayoutError, match=r"1.date illisible.*'01/03/2019'.*2024-01-01"):
        read_movements(written(tmp_path, text))


@pytest.mark.parametrize("reader", [read_cog, read_movements, read_populations])
def test_another_table_is_refused_with_its_columns(tmp_path, reader):
    with pytest.raises(LayoutError, match=r"(?s)attendues.*trouvées.*nom, prix"):
        reader(written(tmp_path, "nom;prix\nx;1\n"))


@pytest.mark.parametrize(
    ("year", "total", "missing"),
    [(2012, 64_612_939, 17), (2014, 65_241_241, 17), (2024, 67_408_052, 17)],
)
def test_populations(real_data, year, total, missing):
    population = read_populations(real_data / "cog" / f"population_cog{year}.csv")
    assert population.sum() == total
    assert population.isna().sum() == missing
    assert population.dtype == "Int64"
    assert population.attrs["annee_cog"] == year


@pytest.mark.parametrize(
    "header",
    ["CODGEO;POP", "COM;PMUN", "codgeo;PMUN2021", "DEPCOM;P20_POP", "code_insee;population"],
)
def test_spellings_of_populations(tmp_path, header):
    population = read_populations(written(tmp_path, f"{header}\n1004;14 035\n2a004;73 822\n"))
    assert population.to_dict() == {"01004": 14_035, "2A004": 73_822}


def test_legal_populations_name_communes_in_com(tmp_path):
    """In « donnees_communes.csv », COM is the name and DEPCOM the code; PMUN comes before PTOT."""
    text = "DEPCOM;COM;PMUN;PCAP;PTOT\n01001;L'Abergement-Clémenciat;832;15;847\n"
    assert read_populations(written(tmp_path, text)).to_dict() == {"01001": 832}
    text = "COM;CODGEO;PTOT\nL'Abergement-Clémenciat;01001;847\n"
    assert read_populations(written(tmp_path, text)).to_dict() == {"01001": 847}


def test_codes_are_in_the_first_column_where_they_are_more_than_half(tmp_path):
    """Half of the cells is not enough: the next column that may hold codes is then looked at."""

    def table(n_codes, other="01"):
        first = ["Ain"] * (200 - n_codes) + [f"01{rank:03}" for rank in range(1, n_codes + 1)]
        rows = [f"{cell};{other}{rank:03};{rank}\n" for rank, cell in enumerate(first, start=500)]
        return written(tmp_path, "CODGEO;COM;PMUN\n" + "".join(rows))

    assert read_populations(table(100)).to_dict() == {f"01{n}": n for n in range(500, 700)}
    with pytest.raises(TableError, match=r"(?s)colonne CODGEO.*99.lignes.*\(3 lettres\)"):
        read_populations(table(101))
    # No column of codes: what is wrong is said of the first.
    with pytest.raises(TableError, match=r"(?s)colonne CODGEO.*100.lignes.*\(3 lettres\)"):
        read_populations(table(100, other="commune "))


def test_several_populations_ask_which(tmp_path):
    path = written(tmp_path, "CODGEO;P09_POP;P14_POP\n01001;1;2\n")
    with pytest.raises(LayoutError, match=r"P09_POP, P14_POP.*column="):
        read_populations(path)
    assert read_populations(path, column="P14_POP").tolist() == [2]


def test_a_commune_twice_is_refused(tmp_path):
    with pytest.raises(TableError, match=r"communes en double .*01001"):
        read_populations(written(tmp_path, "CODGEO;POP\n01001;1\n01001;2\n"))


def test_a_passage_table_stands_for_the_movements(real_data, tmp_path):
    """Written in INSEE's layout from the filiation of the movements, and carried with."""
    fragments = filiation(real_data / "cog" / "v_mvt_commune_2024.csv")
    sheet = fragments.rename(columns=lambda year: f"CODGEO_{year}")
    sheet.insert(0, "NIVGEO", "COM")
    path = tmp_path / "table_passage_annuelle_2024.xlsx"
    sheet.to_excel(path, sheet_name="COM", startrow=5, index=False)
    zipped = tmp_path / "table_passage_annuelle_2024.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(path, path.name)
    table = read_yearly_passage(zipped)
    pd.testing.assert_frame_equal(table.astype(object), fragments, check_column_type=False)
    population = read_populations(real_data / "cog" / "population_cog2014.csv")
    keys = [population, read_populations(real_data / "cog" / "population_cog2024.csv")]
    by_table = carry_over(population.to_frame(), table, 2024, populations=keys)
    by_moves = carry_over(population.to_frame(), fragments, 2024, populations=keys)
    pd.testing.assert_frame_equal(by_table.table, by_moves.table)
