"""Tables of costs between places: long or wide, Insee's distancier, the answers of an OSRM server.

Counted: the pairs that have a duration or a distance. Pairs without one are left out, and told.
Where the codes lead is for :mod:`poles_geo.analyses.reach.costs`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from poles_geo._types import TEXT
from poles_geo.errors import ChoiceError, Faults, LayoutError, check_choice, warn, worded
from poles_geo.inputs import read_given
from poles_geo.sources.by_commune import Source, read_tables
from poles_geo.sources.measured.cost_matrices import (
    ABSENT,
    codes_of,
    matrices,
    read_matrix,
    sheet_of_matrix,
)
from poles_geo.tabular.books.sheet_tables import Table, layout_error, only_table
from poles_geo.tabular.books.sheets import LARGEST
from poles_geo.tabular.headings import plain
from poles_geo.tabular.metadata import read_metadata
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.texts.streams import date_in
from poles_geo.typography import french_count

NAMES: dict[str, tuple[str, ...]] = {
    "origine": (
        "origine", "idsrc", "codeorigine", "origin", "originid", "fromid", "from", "src", "source",
        "depart", "codedepart", "communedepart", "communeorigine", "codecommunedepart",
        "codecommuneorigine", "comdep", "comdepart", "inseedepart", "codeinseedepart",
    ),
    "destination": (
        "destination", "iddst", "codedestination", "destinationid", "toid", "to", "dst", "arrivee",
        "codearrivee", "communearrivee", "communedestination", "codecommunearrivee",
        "codecommunedestination", "comarr", "comarrivee", "inseearrivee", "codeinseearrivee",
    ),
    "minutes": (
        "minutes", "duree", "dureemin", "dureeminutes", "dureeenminutes", "temps", "tempsmin",
        "tempsminutes", "tempsenminutes", "tempsdetrajet", "duration", "traveltime",
        "traveltimep50",
    ),
    "secondes": (
        "secondes", "dureesecondes", "dureeensecondes", "dureesec", "tempssec", "tempsensecondes",
        "seconds", "durations",
    ),
    "km": ("km", "distance", "distancekm", "distkm", "dist", "distancekilometres", "kilometres"),
    "metres": ("metres", "distancem", "distancemetres", "distanceenmetres", "distm"),
}  # fmt: skip
"""Plain spellings of the columns: Insee's METRIC-OSRM (idSrc, idDst, duree, distance), r5r's."""
KNOWN = frozenset(name for spellings in NAMES.values() for name in spellings)
TIMES = "durees?|durations?|temps|tempsde(?:trajet|parcours)|traveltime|time"
LENGTHS = "dist|distances?|longueur"
WRITTEN_IN = {
    "minutes": rf"(?:{TIMES})(?:en)?(?:min|mn|minutes?)",
    "secondes": rf"(?:{TIMES})(?:en)?(?:s|secs?|secondes?|seconds?)",
    "km": rf"(?:{LENGTHS})(?:en)?(?:km|kilometres?)",
    "metres": rf"(?:{LENGTHS})(?:en)?(?:m|metres?)",
}
"""Plain names of columns that end by their unit: « Durée (s) », « temps_sec », « Distance (m) »."""
PLURALS = frozenset({"durees", "times"})
"""Plain names that may be a plural, or a unit: « Durées », « Durée (s) »."""
ENDS_IN_SECONDS = re.compile(r"(?:[\W_][sS]|[a-zé]S)\W*$")
MAYBE_PLURAL = re.compile(r"\w\([sS]\)$")
COST = re.compile(rf"(?:{TIMES}|{LENGTHS})[a-z]{{0,12}}")
"""Plain names of costs, whose unit may be none that is read: « duree_h », no destination."""
MEASURES = ("minutes", "secondes", "km", "metres")
CLOCK = r"\d{1,2}:\d\d(:\d\d)?|\d{1,2} ?h ?\d\d"
"""Times as a clock writes them: « 00:18:30 », « 1 h 05 »."""
UNITS = {"min": 1.0, "s": 60.0}
WIDE = {"min": ("minutes", 1.0), "s": ("minutes", 60.0), "km": ("km", 1.0), "m": ("km", 1000.0)}
"""What the cells of a matrix are, by unit: column, and by what they are divided."""
EXPECTED = (
    "origine, destination, et minutes (ou secondes, ou km) ; ou, en tableau croisé, l'origine puis "
    "le code de chaque destination"
)
OSRM = "durations"
METRES = 1000.0


def read_costs(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    unit: str = "min",
    origins: Sequence[str] | None = None,
    destinations: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Read a table of costs: how long it takes, or how far it is, from each code to each other.

    Parameters
    ----------
    source : path or DataFrame
        CSV, workbook, zip of one: one row a pair, as Insee's distancier METRIC-OSRM writes them
        (idSrc, idDst, duree, distance), as r5r does (from_id, to_id, travel_time_p50), or with
        columns origine, destination, minutes, secondes, km or metres. Or a matrix, as ``osrmTable``
        of R writes it: codes of the origins in the first column (the index of a DataFrame), those
        of the destinations as headings, one cost a cell. Or the JSON that the table service
        of an OSRM server answers (durations in seconds, distances in metres), whose rows and
        columns `origins` and `destinations` name.
    columns : mapping, optional
        Name of a column → what it is: origine, destination, minutes, secondes, km or metres.
    unit : {"min", "s", "km", "m"}
        What a column of minutes is written in (min, s), one called secondes being in seconds; what
        the cells of a matrix are, which no heading says.
    origins, destinations : sequence of str, optional
        Codes of the rows and of the columns of an OSRM answer, in the order in which they were
        asked.

    Returns
    -------
    DataFrame
        One row a pair that has a cost: origine, destination (text; codes of communes repaired
        where all are some), minutes and km, those of them that there are. `attrs`: source, date.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        None of the layouts; a cell that is no number; in a matrix, a code missing or there twice,
        a row of another length than the headings, several sheets; an OSRM answer that is an error,
        or of other numbers of rows and columns than the codes given.
    ChoiceError
        Unknown unit, or one of distances for a long table; a column said to be something else.

    Warns
    -----
    UserWarning
        When pairs without cost are left out.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> table = pd.DataFrame({"idSrc": ["01001"], "idDst": ["01002"], "duree": [12.5]})
    >>> pg.read_costs(table).to_dict("records")
    [{'origine': '01001', 'destination': '01002', 'minutes': 12.5}]
    """
    check_choice(unit, WIDE, "unit")
    said = dict(columns or {})
    for meant in said.values():
        check_choice(meant, NAMES, "columns")
    if not isinstance(source, pd.DataFrame) and _is_json(Path(source)):
        table = _answer(Path(source), origins, destinations)
    elif origins is not None or destinations is not None:
        raise ChoiceError(
            "origins, destinations : ils nomment les lignes et les colonnes de la réponse d'un "
            "serveur OSRM ; une table a ses codes."
        )
    else:
        table = _table(source, said, unit)
    table = _with_costs(table)
    if isinstance(source, pd.DataFrame):
        table.attrs = dict(source.attrs)
    else:
        path = Path(source)
        date = date_in(path.name)
        named = {"source": path.name, **({"date": date} if date else {})}
        table.attrs = named | read_metadata(path)
    return table


def costs_of_answer(
    answer: Any, origins: Sequence[str], destinations: Sequence[str], name: str
) -> pd.DataFrame:
    """Read the answer of an OSRM table service: one row a pair, missing where it has no route.

    Raises
    ------
    LayoutError
        An error in place of an answer; other numbers of rows or columns than the codes.
    """
    if not isinstance(answer, dict) or answer.get("code", "Ok") != "Ok" or OSRM not in answer:
        code = answer.get("code") if isinstance(answer, dict) else None
        said = f" ; code trouvé : {code}" if isinstance(code, str) and code != "Ok" else ""
        raise LayoutError(
            f"{name} : ce n'est pas la réponse d'un service « table » d'OSRM (durations){said}."
        )
    shape = (len(origins), len(destinations))
    found: dict[str, Any] = {
        "origine": pd.Series(np.repeat(np.asarray(origins, dtype=object), shape[1]), dtype=TEXT),
        "destination": pd.Series(
            np.tile(np.asarray(destinations, dtype=object), shape[0]), dtype=TEXT
        ),
    }
    for key, column, times in ((OSRM, "minutes", UNITS["s"]), ("distances", "km", METRES)):
        if key in answer:
            found[column] = _square(answer[key], shape, f"{name}, {key}") / times
    return pd.DataFrame(found)


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _answer(
    path: Path, origins: Sequence[str] | None, destinations: Sequence[str] | None
) -> pd.DataFrame:
    content = read_given(path, LARGEST, "la réponse d'un serveur OSRM")
    if origins is None or destinations is None:
        raise ChoiceError(
            f"{path.name} ne nomme ni ses lignes ni ses colonnes : "
            + worded(
                "donnez leurs codes, dans l'ordre demandé au serveur, par origins= et "
                "destinations=.",
                "écrivez-la en tableau, les codes des origines à gauche, ceux des destinations en "
                "tête.",
            )
        )
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{path.name} : ce n'est pas du JSON en UTF-8.") from error
    return costs_of_answer(answer, origins, destinations, path.name)


def _square(rows: Any, shape: tuple[int, int], name: str) -> np.ndarray:
    """Give the cells of a matrix of numbers, row after row; NaN for a null."""
    is_matrix = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    widths = {len(row) for row in rows} if is_matrix else set()
    if not is_matrix or len(rows) != shape[0] or widths != {shape[1]}:
        size = f"{len(rows)} × {', '.join(map(str, sorted(widths)))}" if is_matrix else "rien"
        raise LayoutError(
            f"{name} : {shape[0]} lignes de {shape[1]} nombres attendues, une par code donné ; "
            f"trouvé {size}."
        )
    cells = [cell for row in rows for cell in row]
    if any(not isinstance(cell, int | float | None) or isinstance(cell, bool) for cell in cells):
        raise LayoutError(f"{name} : des nombres, ou null, sont attendus.")
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=float)


def _table(source: Source, said: Mapping[str, str], unit: str) -> pd.DataFrame:
    """Read a long table, else a matrix."""
    meant = {plain(name): kind for name, kind in said.items()}

    def found_in(names: set[str]) -> dict[str, str]:
        found = {kind: name for name, kind in meant.items() if name in names}
        for kind, spellings in NAMES.items():
            known = [name for name in spellings if name in names and name not in meant]
            known += _written_in(kind, names - set(meant) - KNOWN)
            found |= {kind: known[0]} if kind not in found and known else {}
        bare = found.get("minutes", "")
        if "secondes" in found and bare not in meant and "min" not in bare:
            found.pop("minutes", None)
        return found

    def is_header(names: set[str]) -> bool:
        found = found_in(names)
        return {"origine", "destination"} <= set(found) and bool(set(found) & set(MEASURES))

    sheets, tables, name = read_tables(source, is_header)
    if tables:
        if unit not in UNITS:
            raise ChoiceError(
                f"unit = {unit!r} : dans une table longue, la colonne km dit les distances."
            )
        table = only_table(tables, name)
        found = found_in(set(table.columns))
        if (either := found.get("secondes")) in PLURALS - set(meant):
            heading = table.columns[either]
            if MAYBE_PLURAL.search(heading):
                raise LayoutError(
                    f"{name} : colonne {heading} : des secondes, ou un pluriel ? Nommez-la minutes "
                    "ou secondes."
                )
            if not ENDS_IN_SECONDS.search(heading):
                found["minutes"] = found.pop("secondes")
        return _long(table, {kind: table.columns[found[kind]] for kind in found}, unit)
    if set(meant.values()) <= {"origine"}:
        wide = sheets
        if isinstance(source, pd.DataFrame):
            wide = [sheet_of_matrix(source, name, meant or NAMES["origine"])]
        if crossed := matrices(wide, _is_of_long_table, frozenset(meant)):
            return read_matrix(crossed, *WIDE[unit])
    remedy = worded(
        ', ou ce que dit chaque colonne, columns={"COM_D": "origine"}', ", renommez les colonnes"
    )
    raise layout_error(f"{name} : table des coûts introuvable", EXPECTED + remedy, sheets)


def _is_of_long_table(name: str) -> bool:
    """Tell the plain name of a column of a long table, which heads no destination."""
    return name in KNOWN - set(NAMES["origine"]) or bool(COST.fullmatch(name))


def _written_in(kind: str, names: Iterable[str]) -> list[str]:
    """Columns of a kind of cost, which end by its unit."""
    return [name for name in sorted(names) if re.fullmatch(WRITTEN_IN.get(kind, ""), name)]


def _long(table: Table, columns: Mapping[str, str], unit: str) -> pd.DataFrame:
    """Read one row a pair."""
    costs = pd.DataFrame({end: _codes(table, columns[end]) for end in ("origine", "destination")})
    lines = table.lines.tolist()
    for measure in MEASURES:
        if measure in columns:
            cells = table.data[columns[measure]]
            if clock := int(cells.str.fullmatch(CLOCK).sum()):
                raise LayoutError(
                    f"{table.name} : colonne {columns[measure]} : "
                    f"{french_count(clock, 'durée écrite', 'durées écrites')} en heures et minutes "
                    f"({cells[cells.str.fullmatch(CLOCK)].iloc[0]}) ; un nombre de minutes est "
                    "attendu : donnez à la colonne un format de nombre, en minutes."
                )
            read = numbers(cells.where(~cells.isin(ABSENT), ""), lines, name=table.name)
            told = read.astype("Float64").to_numpy(float, na_value=np.nan)
            if measure in ("km", "metres"):
                costs["km"] = told / (METRES if measure == "metres" else 1)
            elif "minutes" not in costs:
                costs["minutes"] = told / (UNITS["s"] if measure == "secondes" else UNITS[unit])
    return costs


def _codes(table: Table, column: str) -> pd.Series:
    """Read a column of codes; those of communes repaired, when all are codes of communes."""
    cells = table.data[column]
    if (empty := cells == "").any():
        faults = Faults(table.name)
        faults.add(f"colonne {column} : code absent, lignes", table.lines[empty.to_numpy()])
        faults.raise_if_any(LayoutError)
    return codes_of(cells)


def _with_costs(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the pairs without cost, and tell how many there are."""
    measure = "minutes" if "minutes" in table else "km"
    empty = table[measure].isna()
    if empty.any():
        count = french_count(int(empty.sum()), "couple")
        warn(f"{count} sans durée ni distance : laissés de côté, donc inatteignables.")
    return table[~empty].reset_index(drop=True)
