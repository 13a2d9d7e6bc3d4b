"""All the tables of the report, by the name of their file."""

import pandas as pd

import poles_geo as pg
from poles_geo.report_2014.claims import claims
from poles_geo.report_2014.figures import (
    annexe2,
    check_comparable,
    figure1,
    figure1_differences,
    figure3,
    is_published,
    published_figure1,
    structures_2013,
)


def report_tables(
    poles: pd.DataFrame, *, by: str = "region_2014", compared: bool = False
) -> dict[str, pd.DataFrame]:
    """All the tables of the report, by file name without suffix.

    The published pôles, all of them by region of 2014, come with the published Figure 1, its
    differences, the structures of 2013, and what its text claims.

    Parameters
    ----------
    poles : DataFrame
        As for :func:`figure3` and :func:`annexe2`.
    by : {"region_2014", "region_2016"}
        Regions of 2014, or of today.
    compared : bool
        Compare other pôles with the published Figure 1 too.

    Raises
    ------
    ChoiceError
        Compared, when they are of another rule, of regions of today, of a part of the country or
        of the professions.
    """
    tables = {"figure1": figure1(poles, by=by)}
    published = is_published(poles) and pg.field_of(poles.attrs).national and by == "region_2014"
    if compared:
        check_comparable(poles, by)
    if published or compared:
        tables["figure1_publiee"] = published_figure1()
        tables["figure1_ecarts"] = figure1_differences(poles)
    return {
        **tables,
        "figure3": figure3(poles, by=by),
        "annexe2": annexe2(poles, by=by),
        **({"structures2013": structures_2013(), "constats": claims()} if published else {}),
    }
