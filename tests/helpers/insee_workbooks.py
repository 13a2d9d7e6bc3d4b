"""Reading Insee's workbooks in tests, without the library."""

import io
import zipfile
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

HEADER = 6
"""Row of the header, counted from 1."""


def read_sheet(path: Path, sheet: str) -> pd.DataFrame:
    """Read a sheet of the only workbook of a zip, as text."""
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name)))
    rows = workbook.get_sheet_by_name(sheet).to_python()
    return pd.DataFrame(rows[HEADER:], columns=rows[HEADER - 1]).astype(str)
