"""La Poste's table of postal codes (« Base officielle des codes postaux », hexasmal).

One postal code serves one commune or several; CEDEX codes are not in it.
"""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from poles_geo.codes import ABROAD, fold_codes, repair_codes
from poles_geo.download.cache import at_hand
from poles_geo.edition import embedded as edition
from poles_geo.errors import Faults, TableError, warn
from poles_geo.sources.by_commune import Source, read_tables
from poles_geo.tabular.books.sheet_tables import layout_error, only_table
from poles_geo.tabular.headings import plain
from poles_geo.typography import french_count

COMMUNE = ("codecommuneinsee", "codecommune", "codeinsee", "codgeo")
POSTAL = ("codepostal",)
COLUMNS = ("code_postal", "code_commune", "acheminement")
REWRITTEN = (
    ("Œ", "OE"),
    ("Æ", "AE"),
    (r"\pM", ""),
    (r"[^A-Z0-9]+", " "),
    (r"^ | $", ""),
    (r"^[0-9]{5}( |$)", ""),
    (r"\bCEDEX\b.*", ""),
    (r"\bSAINTE\b", "STE"),
    (r"\bSAINT\b", "ST"),
    (r" +$", ""),
)
"""How a label in capitals, its accents apart, is rewritten: patterns in order."""


def read_postal_codes(source: Source) -> pd.DataFrame:
    """Read which communes a postal code serves.

    Parameters
    ----------
    source : path or DataFrame
        ``laposte_hexasmal.csv`` in any of its editions, or a table already read.

    Returns
    -------
    DataFrame
        One row per postal code and commune: ``code_postal``, ``code_commune`` (arrondissements
        folded into their city), ``acheminement`` (label of delivery, see
        :func:`delivery_label`).

    Raises
    ------
    LayoutError
        When the file has another layout.
    TableError
        When a code is unreadable.

    Warns
    -----
    UserWarning
        When rows are of a foreign country.

    Notes
    -----
    Source: La Poste, *Base officielle des codes postaux* (data.gouv.fr), Licence Ouverte.
    """
    if isinstance(source, pd.DataFrame) and set(COLUMNS) <= set(source.columns):
        return source[list(COLUMNS)]
    sheets, tables, name = read_tables(
        source, lambda names: bool(names & set(POSTAL)) and _has_label(names)
    )
    table = only_table(tables, name) if tables else None
    columns = table.columns if table is not None else {}
    commune = next((columns[key] for key in COMMUNE if key in columns), None)
    label = next((name for key, name in columns.items() if _is_label(key)), None)
    if table is None or commune is None or label is None or POSTAL[0] not in columns:
        raise layout_error(
            f"{name} : table des codes postaux introuvable",
            "Code_commune_INSEE, Code_postal, Libellé_d_acheminement",
            sheets,
        )
    data = table.data
    abroad = data[commune].str.fullmatch(ABROAD)
    if abroad.any():
        count = french_count(int(abroad.sum()), "code postal", "codes postaux")
        warn(f"{name} : {count} hors de France ({', '.join(data.loc[abroad, commune])}), laissés.")
        data = data[~abroad]
    given = data[columns[POSTAL[0]]]
    postal = given.str.replace(r"\.0$", "", regex=True).str.zfill(5)
    repaired = repair_codes(data[commune])
    faults = Faults(name)
    if len(repaired.refused):
        faults.add("codes de commune refusés", table.places(repaired.refused["valeur"]))
    if len(wrong := given[~postal.str.fullmatch(r"[0-9]{5}")]):
        faults.add("codes postaux illisibles", table.places(wrong))
    faults.raise_if_any(TableError)
    return pd.DataFrame(
        {
            "code_postal": postal,
            "code_commune": fold_codes(repaired.codes),
            "acheminement": delivery_label(data[label]),
        }
    ).drop_duplicates(ignore_index=True)


def newest_postal_codes() -> pd.DataFrame:
    """Read La Poste's table when it has been fetched, else the embedded one."""
    fetched = at_hand("codes-postaux")
    return read_postal_codes(fetched) if fetched else edition.load_postal_codes()


def delivery_label(labels: pd.Series) -> pd.Series:
    """Write delivery labels as La Poste does: « 01012 Bourg-en-Bresse Cedex » → BOURG EN BRESSE.

    Capital letters without accent nor hyphen, SAINT and SAINTE as ST and STE; without the postal
    code before nor « CEDEX » after.
    """
    coded = pa.array(labels, pa.string()).dictionary_encode()
    written = pc.utf8_upper(pc.utf8_normalize(coded.dictionary, "NFKD"))
    for pattern, replacement in REWRITTEN:
        written = pc.replace_substring_regex(written, pattern, replacement)
    return pd.Series(written.take(coded.indices).to_pandas(), index=labels.index, dtype="str")


def _is_label(key: str) -> bool:
    return key.startswith("libell") and key.endswith("acheminement")


def _has_label(names: set[str]) -> bool:
    return any(_is_label(plain(name)) for name in names)
