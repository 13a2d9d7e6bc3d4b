"""Damaged files at every door: a refusal of ours or an answer, and nothing else."""

import contextlib
import gzip
import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from binary_workbooks import cells_of, xls, xlsb
from doors import OTHER_DOORS, TABLE_DOORS, TableDoor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poles_geo.errors import PolesGeoError
from poles_geo.tabular.metadata import read_metadata

EXAMPLES = 12
"""Of each door: some twenty seconds in all."""
CELLS = st.sampled_from(
    [
        *("", " ", "s", "<5", "-1", "1e30", "inf", "nan", "1 234", "1,234", "12,5", "9" * 40, "٣"),
        *("9223372036854775808", "59350", "2A004", "1004", "1004.0", "75101", "75056", "99138"),
        *("Lille", '"', 'a"b', '"a;b"', "\u2028", "\x0b", "#REF!", "=1+1", "2024-13-45", "CODGEO"),
        *("code", "COM", "ZZZZZ", "dép", "\ufeff", "𝟝", "²", "x" * 300),
    ]
)
TOKENS = st.sampled_from(
    [
        *("null", "1e999", "-1", '"x"', "[]", "{}", "NaN", "true", '""', "1e30", "[[[0,0]]]"),
        *("9" * 5_000, "[" * 3_000, "0x" + "f" * 5_000, "2024-01-01", "inf", '"\\u0000"', "'''"),
    ]
)
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def answered(read: Callable[[Path], Any], name: str, content: bytes) -> None:
    """Read a file: any error that is not of the library is a fault."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(action="ignore"):
        path = Path(folder) / name
        path.write_bytes(content)
        with contextlib.suppress(PolesGeoError):
            read(path)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Change some bytes, or cut the end."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(changed) - 1))
        changed[place] = draw(st.integers(0, 255))
    stop = draw(st.one_of(st.just(len(changed)), st.integers(1, len(changed))))
    return bytes(changed[:stop])


@st.composite
def tables(draw: st.DrawFn, door: TableDoor) -> bytes:
    """Put odd cells in a table, or lose, repeat, lengthen a row; in any separator and encoding."""
    rows = [list(row) for row in (door.header, *door.rows)]
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(rows))
        place = draw(st.integers(0, len(row)))
        row[place : place + draw(st.integers(0, 1))] = [draw(CELLS)]
    rows = [rows[0], *draw(st.lists(st.sampled_from(rows), max_size=6))]
    text = "".join(draw(st.sampled_from(";,\t|")).join(row) + "\n" for row in rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
    return draw(damaged(text.encode(encoding)))


@st.composite
def edited(draw: st.DrawFn, text: str) -> bytes:
    """Put odd tokens in a text of JSON or TOML, or damage its bytes."""
    for _ in range(draw(st.integers(0, 2))):
        begin = draw(st.integers(0, len(text)))
        text = text[:begin] + draw(TOKENS) + text[begin + draw(st.integers(0, 12)) :]
    return draw(damaged(text.encode()))


def _zip(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


@cache
def _xlsx(door: TableDoor) -> bytes:
    """Write a workbook, without the hour that its properties hold."""
    file, dated = io.BytesIO(), io.BytesIO()
    pd.DataFrame(list(door.rows), columns=list(door.header)).to_excel(file, index=False)
    with zipfile.ZipFile(file) as members, zipfile.ZipFile(dated, "w") as archive:
        for name in members.namelist():
            if not name.startswith("docProps"):
                archive.writestr(zipfile.ZipInfo(name), members.read(name), zipfile.ZIP_DEFLATED)
    return dated.getvalue()


WRITERS: dict[str, Callable[[TableDoor], bytes]] = {
    "t.xlsx": _xlsx,
    "t.xlsb": lambda door: xlsb(cells_of([list(door.header), *map(list, door.rows)])),
    "t.xls": lambda door: xls(cells_of([list(door.header), *map(list, door.rows)])),
    "t.zip": lambda door: _zip("t.csv", door.text().encode()),
    "t.csv.gz": lambda door: gzip.compress(door.text().encode(), mtime=0),
}


@pytest.mark.parametrize("name", TABLE_DOORS)
@fuzz
@given(data=st.data())
def test_tables(name: str, data: st.DataObject) -> None:
    door = TABLE_DOORS[name]
    answered(door.read, "t.csv", data.draw(tables(door)))


@pytest.mark.parametrize("file", WRITERS)
@pytest.mark.parametrize("name", ["table par commune", "tableau par bassin", "registre"])
@fuzz
@given(data=st.data())
def test_workbooks_and_archives(name: str, file: str, data: st.DataObject) -> None:
    door = TABLE_DOORS[name]
    answered(door.read, file, data.draw(damaged(WRITERS[file](door))))


@pytest.mark.parametrize("name", OTHER_DOORS)
@fuzz
@given(data=st.data())
def test_outlines_rules_and_columns(name: str, data: st.DataObject) -> None:
    read, file, content = OTHER_DOORS[name]
    answered(read, file, data.draw(edited(content)))


@fuzz
@given(data=st.data())
def test_metadata(data: st.DataObject) -> None:
    text = '{"titre": "t", "champ": {"a": [1, {"b": null}]}, "regles": {}, "avertissements": ["x"]}'
    content = data.draw(edited(text))

    def read(path: Path) -> Any:
        return read_metadata(path.with_name("t.csv"))

    answered(read, "t.csv-metadata.json", content)
