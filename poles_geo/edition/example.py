"""The embedded example of counts, to try a count on.

The file is one of those of :mod:`poles_geo.edition.embedded`.
"""

import pandas as pd

from poles_geo.coded import WARNINGS
from poles_geo.edition.commune_table import DATA

EXAMPLE_WARNINGS = (
    "SIRENE compte des établissements, non des professionnels : un cabinet de groupe peut en être "
    "un seul, et qui exerce à deux adresses peut en avoir deux.",
    "Ces comptes ne se classent jamais par la règle de l'ORS, qui est faite pour des "
    "professionnels.",
)


def load_example() -> pd.DataFrame:
    """Read an example of counts: the health establishments of each commune, SIRENE 2019.

    To try :func:`poles_geo.count_professionals` on. They are establishments, not professionals:
    the rule of the ORS never ranks them.

    Returns
    -------
    DataFrame
        20 478 communes (those of the file, each of which has an establishment; Paris, Lyon and
        Marseille by arrondissement, overseas included), index `code_commune`; a column of int64
        a type of establishment, as the file names it: ambulance, analyse_medicale, autre,
        autre_specialiste, chirurgien, dentiste, generaliste, hopital, infirmiers, organe,
        radiologiste, reeducateur_podologue. `attrs`: source, date, unite, avertissements, which
        :func:`poles_geo.count_professionals` keeps.

    Examples
    --------
    >>> example = load_example()
    >>> int(example.loc["59512", "infirmiers"])
    139
    >>> example.attrs["unite"]
    'établissements'
    """
    table = pd.read_parquet(DATA / "exemple.parquet").astype({"code_commune": "str"})
    table = table.set_index("code_commune").astype("int64")
    table.attrs = {
        "source": "SIRENE (Insee), 2019",
        "date": "2019",
        "unite": "établissements",
        WARNINGS: list(EXAMPLE_WARNINGS),
    }
    return table
