"""Who is a person, and what a row says of them: from a file and from a table alike."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import narwhals as nw
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from register_generator import generate

from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.sources.registers.activity_rows import (
    ActivityRows,
    rows_of_file,
    rows_of_frame,
    told_apart,
)
from poles_geo.sources.registers.rpps import OF_FILTERS, ROLES, open_rpps, register_frame
from poles_geo.tabular.texts.streams import list_texts

COLUMNS = {
    "personne": "Identification nationale PP",
    "profession": "Code profession",
    "categorie": "Code catégorie professionnelle",
    "libelle_categorie": "Libellé catégorie professionnelle",
    "savoir_faire": "Code savoir-faire",
    "mode": "Code mode exercice",
    "genre": "Code genre activité",
    "bureau": "Bureau cedex (coord. structure)",
    "code_postal": "Code postal (coord. structure)",
    "code_commune": "Code commune (coord. structure)",
    "pays": "Code pays (coord. structure)",
}
BLANKS = " \x0b\x0c\x85\u00a0\u2003\u3000"


def table_of(rows: list[dict[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: [row.get(role, "") for row in rows] for role, name in COLUMNS.items()},
        schema_overrides=dict.fromkeys(COLUMNS.values(), pl.String),
    )


def rows_in_table(rows: list[dict[str, str]]) -> ActivityRows:
    return rows_of_frame(register_frame(nw.from_native(table_of(rows).lazy())), OF_FILTERS)


def rows_in_file(folder: str | Path, rows: list[dict[str, str]]) -> ActivityRows:
    path = Path(folder) / "PS_LibreAcces_Personne_activite.txt"
    lines = ["|".join(COLUMNS.values())]
    lines += ["|".join(row.get(role, "") for role in COLUMNS) for row in rows]
    path.write_bytes("\n".join([*lines, ""]).encode())
    return rows_of_file(open_rpps(list_texts(path)), OF_FILTERS, progress=False)


def persons(rows: ActivityRows) -> list[str]:
    return rows.frame.select("personne").collect().to_native()["personne"].to_list()


def counted(rows: list[dict[str, str]], **options: object) -> Decompte:
    return count_professionals(
        table_of([{"profession": "60", "code_commune": "59350", **row} for row in rows]),
        postal="none", **options,
    )  # fmt: skip


SPREADSHEET = r"^[='\"]|['\"]$|[.,]0+$|^(nan|NaN|[Nn]ull|NULL|None|[Xx]{2,})$|^\d([.,]\d+)?[Ee]"
"""What a spreadsheet makes of an identifier: for the tests of the cases."""


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"\A[0-9]{1,17}\Z"),
            st.from_regex(r"\A02[AB][0-9]{3}\Z"),
            st.from_regex(r"\A[a-zA-Z0-9+/=-]{1,30}\Z"),
            st.text("1aZ?/é" + BLANKS + "\0\x01\x1f\x7f", max_size=4),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_a_person_is_printed_signs_with_a_letter_or_a_digit(identifiers: list[str]) -> None:
    identifiers = [*identifiers, "810000000001"]
    known = [text.strip(BLANKS) for text in identifiers]
    known = [text for text in known if re.fullmatch("[!-~]*[0-9A-Za-z][!-~]*", text)]
    assume(not any(re.search(SPREADSHEET, text) for text in known))
    rows = [{"personne": text, "profession": "60"} for text in identifiers]
    with TemporaryDirectory() as folder:
        for read in (rows_in_file(folder, rows), rows_in_table(rows)):
            assert persons(read) == known
            assert read.n_rows == len(rows)
            rejected = len(rows) - len(known)
            assert sum(count for _, _, count in read.rejected) == rejected
            assert {reason for reason, *_ in read.rejected} <= {"rejet_identifiant"}


@pytest.mark.parametrize(
    ("identifiers", "n_persons"),
    [
        (["810000000001", " 810000000001", "810000000001\u00a0", "\x0c810000000001 "], 1),
        (["1", "01", "001"], 3),
        (["02A901234", "02B901234", "02a901234", "020901234"], 4),
        (["PSEUDO0A", "pseudo0a", "PSEUDO-0A", "x+/="], 4),
        (["8" * 17, "8" * 18, "8" * 17 + "9"], 3),
        (["1e3", "1000", "1000.0", "0x3e8"], 3),
    ],
)
def test_persons_are_told_by_every_sign_but_the_blanks_around(
    identifiers: list[str], n_persons: int
) -> None:
    d = counted([{"personne": text} for text in identifiers])
    assert d.bilan.n_persons == n_persons
    assert d.counts.loc["59350", "60"] == n_persons
    assert "rejet_identifiant" not in d.bilan.table.index


@pytest.mark.parametrize("identifier", ["", " ", "?", "-", "8\0001", "8\x1f1", "8 1", "é", "８１"])
def test_nobody_is_known_by_what_is_no_identifier(identifier: str) -> None:
    with pytest.warns(UserWarning, match=r"1\sligne rejetée"):
        d = counted([{"personne": "1"}, {"personne": identifier}])
    assert d.bilan.n_persons == 1
    assert d.bilan.table.loc["rejet_identifiant", ["lignes", "personnes"]].tolist() == [1, 0]
    assert d.bilan.n_rows == 2


def test_a_missing_identifier_is_rejected() -> None:
    table = table_of([{"personne": name, "profession": "60"} for name in "123"])
    table = table.with_columns(
        pl.when(pl.int_range(pl.len()) != 1).then(pl.col(COLUMNS["personne"]))
    )
    with pytest.warns(UserWarning, match=r"1\sligne rejetée"):
        d = count_professionals(table, postal="none")
    assert d.bilan.n_persons == 2


SAYINGS = st.text('aÉ0"; \0\x0c\\,€', max_size=5)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.fixed_dictionaries({role: SAYINGS for role in ROLES if role != "personne"}),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_what_a_row_says_is_told_apart_again(said: list[dict[str, str]]) -> None:
    rows = [{"personne": str(number), **row} for number, row in enumerate(said)]
    with TemporaryDirectory() as folder:
        for read in (rows_in_file(folder, rows), rows_in_table(rows)):
            assert set(read.roles) == set(ROLES) - {"personne"}
            fiches = read.frame.collect("polars")
            assert fiches.columns == ["personne", "fiche"]
            told = (
                told_apart(fiches.rename({"fiche": "dite"}), read.roles)
                .select(*read.roles)
                .to_native()
            )
            assert told.equals(pl.DataFrame(said).select(read.roles))


def test_only_the_columns_of_the_filters_asked_for_are_said(tmp_path: Path) -> None:
    rows = rows_in_file(tmp_path, [{"personne": "1", "mode": "L", "genre": "GENR02"}])
    file = open_rpps(list_texts(tmp_path / "PS_LibreAcces_Personne_activite.txt"))
    fewer = rows_of_file(file, {"mode"}, progress=False)
    assert set(rows.roles) - set(fewer.roles) == {"genre", "categorie", "libelle_categorie"}
    assert fewer.frame.collect().to_native()["fiche"].to_list() == ["||L||||"]


def test_the_sign_between_what_is_said_shifts_nothing() -> None:
    saying = {"profession": "6|0", "bureau": "|59000 LILLE||", "code_commune": "59350", "pays": "|"}
    read = rows_in_table([{"personne": "1", **saying}])
    fiches = read.frame.collect("polars").rename({"fiche": "dite"})
    (told,) = told_apart(fiches, read.roles).to_native().to_dicts()
    assert {role: told[role] for role in saying} == {
        "profession": "6 0", "bureau": " 59000 LILLE  ", "code_commune": "59350", "pays": " ",
    }  # fmt: skip


def test_the_sign_between_quotes_counts_as_a_blank(tmp_path: Path) -> None:
    file = generate(11, 60, edition="cat18", traps=0)
    path = tmp_path / "ExtractionMonoTable_CAT18_ToutePopulation_201701.csv"
    found = []
    for sign in (" ", "|"):
        for row in file.lines:
            label = row.cells.get("Bureau cedex (coord. structure)", "").split("|")[0].rstrip()
            row.cells["Bureau cedex (coord. structure)"] = f"{label}{sign}"
            row.cells["Libellé catégorie professionnelle"] = f"{sign}Civil{sign}E{sign}"
            row.cells["Raison sociale site"] = f"10{sign}SM26{sign}"
        path.write_bytes(file.to_bytes())
        found.append(count_professionals(path, postal="none"))
    plain, with_signs = found
    assert b"|" in path.read_bytes()
    assert plain.counts.equals(with_signs.counts)
    assert plain.bilan.table.equals(with_signs.bilan.table)
    assert plain.bilan.codes.equals(with_signs.bilan.codes)
    assert plain.counts.to_numpy().sum() > 30


@pytest.mark.parametrize(("by", "value"), [("person", 1), ("fraction", 1), ("activity", 70_000)])
def test_many_rows_of_one_person_at_one_place(tmp_path: Path, by: str, value: int) -> None:
    row = "810000000001|60|||59350\n"
    others = "810000000002|60|||59009\n810000000003|21|||59350\n"
    header = "|".join(
        COLUMNS[role]
        for role in ("personne", "profession", "savoir_faire", "code_postal", "code_commune")
    )
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_text(f"{header}\n{row * 35_000}{others}{row * 35_000}")
    d = count_professionals(path, by=by, postal="none")
    assert d.counts.loc["59350"].to_dict() == {"21": 1, "60": value}
    assert d.counts.loc["59009"].to_dict() == {"21": 0, "60": 1}
    assert d.bilan.n_persons == 3
    assert d.bilan.table.loc["code", ["lignes", "personnes"]].tolist() == [70_002, 3]
