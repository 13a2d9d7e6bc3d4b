"""No name, telephone number, address nor identifier outlives the reading."""

import logging
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from doors import OTHER_DOORS, TABLE_DOORS
from register_generator import HEADER_2026, Register, generate

from poles_geo.counting.count import count_professionals
from poles_geo.errors import LayoutError, PolesGeoError
from poles_geo.sources.registers.rpps import open_rpps
from poles_geo.tabular.engine import numbered
from poles_geo.tabular.texts.streams import list_texts

PRIVATE_CELLS = {
    "Nom d'exercice": "CANARINOM",
    "Prénom d'exercice": "CANARIPRENOM",
    "Numéro Voie (coord. structure)": "CANARI12",
    "Libellé Voie (coord. structure)": "CANARIVOIE",
    "Téléphone (coord. structure)": "0611CANARI",
    "Adresse e-mail (coord. structure)": "canari@exemple.fr",
    "Raison sociale site": "CANARISITE",
}


@pytest.fixture
def written() -> Register:
    file = generate(3, 40, traps=0.3)
    for row in file.lines:
        row.cells.update(PRIVATE_CELLS)
    return file


def leaks(text: str | bytes) -> bool:
    known = text.decode("latin-1") if isinstance(text, bytes) else text
    return "canari" in known.lower() or "8100000" in known


def test_nothing_in_the_result_nor_in_what_is_written(
    written: Register, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_bytes(written.to_bytes())
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        d = count_professionals(path)
    assert not leaks(pickle.dumps(d))
    assert not leaks(str(d.bilan))
    assert not leaks(repr(d))
    assert not any(leaks(str(warning.message)) for warning in said)
    assert not leaks(caplog.text)
    assert not any(leaks(text) for text in capsys.readouterr())
    d.bilan.export(tmp_path / "bilan")
    assert not any(leaks(file.read_bytes()) for file in (tmp_path / "bilan").iterdir())


def test_a_shifted_row_lets_nothing_be_seen(written: Register, tmp_path: Path) -> None:
    """A name pushed into the column of commune codes is refused, and not exported."""
    for row in written.lines:
        row.cells["Code commune (coord. structure)"] = "CANARINOM"
        row.cells["Code postal (coord. structure)"] = ""
        row.cells["Bureau cedex (coord. structure)"] = "12 RUE CANARI"
        row.cells["Code profession"] = "CANARI"
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_bytes(written.to_bytes())
    with pytest.warns(UserWarning, match="rejetée"):
        d = count_professionals(path)
    assert not leaks(pickle.dumps(d))


def test_nothing_in_the_errors(written: Register, tmp_path: Path) -> None:
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    content = written.to_bytes()
    header, *rows = content.splitlines(keepends=True)
    for broken in (content[:-40], header + b"CANARI|x\n" * 3, b"".join(rows)):
        path.write_bytes(broken)
        with pytest.raises(LayoutError) as caught:
            count_professionals(path)
        chain = [caught.value, caught.value.__cause__, caught.value.__context__]
        assert not any(leaks(str(error)) for error in chain)


def test_only_the_needed_columns_are_asked(written: Register, tmp_path: Path) -> None:
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_bytes(written.to_bytes())
    file = open_rpps(list_texts(path))
    read = {HEADER_2026[rank] for rank in file.roles.values()}
    assert read == {
        "Identification nationale PP", "Code profession", "Code catégorie professionnelle",
        "Libellé catégorie professionnelle", "Code savoir-faire", "Code mode exercice",
        "Code genre activité", "Bureau cedex (coord. structure)",
        "Code postal (coord. structure)", "Code commune (coord. structure)",
        "Code pays (coord. structure)",
    }  # fmt: skip


CANARIES = ("CANARI Jeanne", "12 rue des CANARIS", "06 99 88 77 66", "0699887766")


def tells(text: str) -> bool:
    return any(sign in text.lower() for sign in ("canari", "99 88 77", "99887766"))


def told_by(read: Callable[[Path], Any], path: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Gather all that a reader says of a file: messages and their causes, warnings, log, ledger."""
    caplog.clear()
    said: list[str] = []
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            result = read(path)
        except PolesGeoError as error:
            cause: BaseException | None = error
            while cause is not None:
                said.append(f"{type(cause).__name__}: {cause}")
                cause = cause.__cause__ or cause.__context__
        else:
            bilan = getattr(result, "bilan", None)
            said += (
                [repr(result.attrs)] if bilan is None else [str(bilan), repr(pickle.dumps(result))]
            )
    return [*said, *(str(one.message) for one in warned), caplog.text]


@pytest.mark.parametrize("name", TABLE_DOORS)
def test_no_door_tells_a_cell(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In each column: with the header, with a fault beside, without the header, and above all."""
    door = TABLE_DOORS[name]
    path = tmp_path / "t.csv"
    for column in range(len(door.header)):
        first, second, *others = [list(row) for row in door.rows]
        canary = CANARIES[column % len(CANARIES)]
        second[column] = canary
        rows = [first, second, *others]
        above = [canary] * len(door.header)
        for lines in (
            [door.header, *rows],
            [door.header, *rows, ["999", "x", "y"]],
            [second, first, *others],
            [above, *door.rows],
            [above, door.header, *door.rows],
        ):
            path.write_text("".join(";".join(line) + "\n" for line in lines), "utf-8")
            said = told_by(door.read, path, caplog)
            assert not [text for text in said if tells(text)], (door.header[column], lines)


@pytest.mark.parametrize("file", ["contacts.csv", "contacts_sans_entete.csv"])
@pytest.mark.parametrize("name", [*TABLE_DOORS, *OTHER_DOORS])
def test_no_door_tells_a_contact(
    name: str, file: str, real_data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = real_data / "cas" / file
    read = TABLE_DOORS[name].read if name in TABLE_DOORS else OTHER_DOORS[name][0]
    said = " ".join(told_by(read, path, caplog))
    assert said
    assert not [text for text in ("EXEMPLE", "Jeanne", "Essais", "03 20", "@") if text in said]


def test_numbers_of_persons_tell_nothing() -> None:
    """They are not those of the identifiers in any order, nor twice the same."""
    identifiers = [f"810{number:09d}" for number in range(500)]
    rows = nw.from_native(
        pl.LazyFrame({"personne": identifiers * 2, "fiche": [*identifiers, *("b" * 500)]})
    )

    def numbers() -> list[int]:
        found = numbered(rows)
        assert found.n_persons == 500
        table = found.rows.collect("polars").join(found.fiches, on="fiche")
        known = dict(table.select("dite", "personne").rows())
        return [known[identifier] for identifier in identifiers]

    first, second = numbers(), numbers()
    assert sorted(first) == sorted(second) == list(range(1, 501))
    assert first != second
    assert first not in (sorted(first), sorted(first, reverse=True))
