"""A workbook of an agency's own: the communes of the Hauts-de-France, columns of its own names."""

from pathlib import Path

import pandas as pd

import poles_geo as pg

DEPARTEMENTS = ("02", "59", "60", "62", "80")


def write_regional(path: Path, **columns: str) -> None:
    """Write the professionals of the example, four times as many; column of the example → title."""
    example = pg.load_example()
    region = example.loc[example.index.str[:2].isin(DEPARTEMENTS), list(columns)]
    table = pd.DataFrame(4 * region).rename(columns=columns)
    table.rename_axis("Code INSEE").reset_index().to_excel(path, index=False)
