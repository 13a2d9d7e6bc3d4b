"""Columns of tables by bassin, by their names and by their printed headings."""

from poles_geo.tabular.headings import plain
from poles_geo.tabular.printed import LABELS

COUNTS = ("effectif", "proximite", "pole", "infirmiers_psychiatrie")
COLUMNS = ("code_bassin", *COUNTS)
CAUSE_COLUMNS = ("cause_codes", "cause_zonage", "cause_professions", "cause_source", "cause_reelle")
"""Parts of the difference between two counts."""
NUMBERS = (
    *COUNTS, "rang", "marge", "marge_personnes", "marge_rang", "population", "couverture",
    "seuil_variation", "seuil_rang",
    "ecart", "ecart_pct", "rang_avant", "rang_apres",
    *CAUSE_COLUMNS,
)  # fmt: skip
"""Columns read as numbers; any other stays text, so that « 01 » keeps its zero."""
DETAIL = "effectif_"
"""What begins the names of the columns of a detail, by profession or mode: numbers too."""
PROBABILITY = "probabilite_"
"""What begins the names of the columns of probabilities: numbers too."""
INDEX = ("code_bassin", "code_zone")
"""Columns of codes, one of which is the index."""

PRINTED = {label.lower(): name for name, label in LABELS.items()} | {"region": "region_2014"}
"""Columns by their heading, as it is printed, in lower case."""
SPELLED = {plain(name): name for name in (*COLUMNS, *NUMBERS, *INDEX)} | {
    plain(label): name for label, name in PRINTED.items()
}
"""Columns by the plain spelling of their name or heading."""
CODE = {name for name, column in SPELLED.items() if column in INDEX}


def is_number(name: str) -> bool:
    """Tell a column that is read as numbers, by its name alone."""
    return name in NUMBERS or name.startswith((DETAIL, PROBABILITY))


def column_named(heading: str) -> str:
    """Name of a column, from its heading as a program or a person writes it."""
    lowered = heading.lower()
    if lowered.startswith(DETAIL):
        return DETAIL + heading[len(DETAIL) :]
    if lowered in LABELS or lowered in PRINTED:
        return PRINTED.get(lowered, lowered)
    return SPELLED.get(plain(heading), lowered)
