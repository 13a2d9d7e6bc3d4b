"""Commune codes: repair, and arrondissements of Paris, Lyon and Marseille.

A code is repaired when the repair is certain, and counted; otherwise it is refused and listed.
Whether a commune of that code exists, and in which year, is for
:mod:`poles_geo.communes.movements`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.errors import Faults, TableError, warn
from poles_geo.typography import ANY_SPACE

CODE = (
    r"(?:0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5])(?:[1-9][0-9]{2}|0[1-9][0-9]|00[1-9])"
    r"|97[1-8][0-9]{2}|98[4-9][0-9]{2}"
)
ABROAD = r"99(?:10[1-9]|1[1-9][0-9]|[2-5][0-9]{2})"
"""A country or a territory abroad, in Insee's codes: from Europe (99101…) to Oceania (995…).
99000 and 99100 are France; 99999 and the like say nothing."""
SCIENTIFIC = r"\d([.,]\d+)?E\+?\d+"
"""A code that a spreadsheet has written as a number, losing digits of it."""
OVERSEAS_PREFIXES = ("97", "98")
"""First signs of the codes of overseas, départements and collectivities."""
COLLECTIVITIES_2007 = {"97123": "97701", "97127": "97801"}
REPAIRS: dict[str, tuple[str, str | Callable[[re.Match[str]], str]]] = {
    "espaces": (ANY_SPACE, ""),
    "guillemets": (r"^=?[\"']+|[\"']+$", ""),
    "décimales": (r"(?<=\d)[.,]0*$", ""),
    "minuscule": (r"[a-z]", lambda letter: letter[0].upper()),
    "zéro initial": (r"^([1-9]\d{3})$", r"0\1"),
    "collectivité de 2007": ("^971(?:23|27)$", lambda code: COLLECTIVITIES_2007[code[0]]),
}
ROUNDING = 0.01
"""Share by which the total of a city may be under the sum of its arrondissements."""
ARRONDISSEMENTS = {
    **{str(code): "75056" for code in range(75101, 75121)},
    **{str(code): "69123" for code in range(69381, 69390)},
    **{str(code): "13055" for code in range(13201, 13217)},
}


@dataclass(frozen=True)
class RepairedCodes:
    """Commune codes after repair.

    Attributes
    ----------
    codes : Series of str
        Same index as the codes given; missing where refused.
    repairs : dict of str to int
        Number of rows by kind of repair; a row repaired in two ways counts in both, and one
        refused all the same in none.
    refused : DataFrame
        One row per refused code, same index: ``valeur`` as given, ``motif``.
    """

    codes: pd.Series
    repairs: dict[str, int]
    refused: pd.DataFrame


def repair_codes(codes: pd.Series | pd.Index | Iterable[object]) -> RepairedCodes:
    """Give commune codes back their five characters, when it is certain.

    Spaces, quotes left by a spreadsheet, decimals (``1004.0``), lower case (``2a004``) and one
    lost leading zero (``1004``) are repaired. Saint-Barthélemy and Saint-Martin take the codes
    that they have had since 15 July 2007. Anything else that is not a code is refused:
    empty, a foreign country (``99109``), ``20…`` (Corse has been ``2A`` and ``2B`` since 1976).

    Parameters
    ----------
    codes : Series, Index or iterable
        Text or numbers.

    Returns
    -------
    RepairedCodes
    """
    given = codes if isinstance(codes, pd.Series) else pd.Series(list(codes), dtype=object)
    rank, values = pd.factorize(given, use_na_sentinel=False)
    text = pd.Series(values, dtype="str").fillna("")
    doubtful = ~text.str.fullmatch(CODE) | text.isin(COLLECTIVITIES_2007)
    if not doubtful.any():
        refused = pd.DataFrame({"valeur": given[:0], "motif": given[:0]})
        return RepairedCodes(given.astype("str"), repairs={}, refused=refused)
    counts = pd.Series(np.bincount(rank, minlength=len(values)))[doubtful]
    after, kinds = _repair(text[doubtful])
    good = after.str.fullmatch(CODE)
    text[doubtful] = after.where(good)
    back = pd.Series(text.array.take(rank), index=given.index, name=given.name)
    bad = back.isna()
    why = _refusals(after).reindex(rank[bad.to_numpy()]).to_numpy()
    return RepairedCodes(
        codes=back,
        repairs={kind: n for kind, on in kinds.items() if (n := int(counts[on & good].sum()))},
        refused=pd.DataFrame({"valeur": given[bad], "motif": why}),
    )


def repair_where_sure(codes: pd.Series) -> pd.Series:
    """Repair the codes that are those of communes, and leave any other text as it is.

    Examples
    --------
    >>> repair_where_sure(pd.Series(["1004", "59350.0", "20001", ""])).tolist()
    ['01004', '59350', '20001', '']
    """
    repaired: pd.Series = repair_codes(codes).codes.fillna(codes)
    return repaired


def _repair(text: pd.Series) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Apply every repair in turn; tell which texts each has changed, where any."""
    kinds = {}
    for kind, (pattern, replacement) in REPAIRS.items():
        before, text = text, text.str.replace(pattern, replacement, regex=True)
        if (changed := before != text).any():
            kinds[kind] = changed
    return text, kinds


def _refusals(text: pd.Series) -> pd.Series:
    """Say why texts are no commune codes."""
    motifs = pd.Series("ne ressemble pas à un code de commune", index=text.index)
    return motifs.mask(text.str.fullmatch(ABROAD), "pays étranger").mask(text == "", "vide")


def is_code(text: str) -> bool:
    """Tell a text that has the form of a commune code, with nothing to repair."""
    return re.fullmatch(CODE, text) is not None


def fold_codes(codes: pd.Series) -> pd.Series:
    """Replace the code of an arrondissement with that of Paris, Lyon or Marseille."""
    inside = codes.isin(ARRONDISSEMENTS)
    folded = codes.copy()
    folded[inside] = codes[inside].map(ARRONDISSEMENTS).to_numpy()
    return folded


def fold_arrondissements(table: pd.DataFrame) -> pd.DataFrame:
    """Sum the arrondissements of Paris, Lyon and Marseille into their commune.

    Rows of one commune are added up, but for a city given both whole and by arrondissement: it
    is counted once, whole, with a warning.

    Parameters
    ----------
    table : DataFrame
        Indexed by commune code; columns of numbers that may be added.

    Returns
    -------
    DataFrame
        One row per commune, sorted by code; totals unchanged, but for totals given twice.

    Raises
    ------
    TableError
        When a column is not made of numbers; when the row of a city is less than the sum of its
        arrondissements: nothing tells whether it is their total.
    """
    require_numbers(table)
    city = pd.Series(table.index, index=table.index).map(ARRONDISSEMENTS)
    detail = table[city.notna().to_numpy()]
    if detail.empty:
        return table
    by_city = detail.groupby(city.dropna().to_numpy()).sum()
    both = by_city.index.intersection(table.index)
    whole = table[table.index.isin(both)].groupby(level=0).sum()
    if len(both):
        over = exceeds(by_city.loc[both].to_numpy(float), whole.loc[both].to_numpy(float))
        faults = Faults("table par commune")
        if wrong := both[np.flatnonzero(over.any(axis=1))].tolist():
            faults.add(
                "la ligne de la ville n'est pas le total de ses arrondissements ; gardez l'une ou "
                "les autres",
                wrong,
            )
        faults.raise_if_any(TableError)
        warn(
            f"{', '.join(both)} : ville et arrondissements donnés ensemble ; la ville est comptée "
            "une fois, entière."
        )
    kept = table[~beside_their_city(table.index)]
    folded = add_up(kept, fold_codes(kept.index.to_series()))
    return folded.set_axis(folded.index.astype(table.index.dtype))


def beside_their_city(codes: pd.Index) -> NDArray[np.bool_]:
    """Tell the arrondissements whose city, Paris, Lyon or Marseille, is there too, whole.

    Examples
    --------
    >>> beside_their_city(pd.Index(["75056", "75101", "69381"])).tolist()
    [False, True, False]
    """
    return np.asarray(pd.Series(codes, dtype="object").map(ARRONDISSEMENTS).isin(codes))


def exceeds(parts: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the sum of parts is more than their total, roundings apart."""
    return parts > total * (1 + ROUNDING) + 1


def add_up(table: pd.DataFrame, codes: Sequence[str] | pd.Series | pd.Index) -> pd.DataFrame:
    """Sum the rows of each code; a sum with a missing term is missing.

    Parameters
    ----------
    table : DataFrame of numbers
    codes : sequence of str
        One code per row, in the order of `table`.

    Returns
    -------
    DataFrame
        One row per code, sorted; ``attrs`` of `table`.
    """
    groups = pd.Index(codes, dtype=object, name=table.index.name)
    result = table.groupby(groups, sort=True).sum()
    missing = table.isna()
    if missing.to_numpy().any():
        result = result.mask(missing.groupby(groups, sort=True).any())
    result.attrs = dict(table.attrs)
    return result


def require_numbers(table: pd.DataFrame, name: str = "table par commune") -> None:
    """Refuse a table with a column that cannot be added up; `name`: of it, for the message.

    Raises
    ------
    TableError
        The message names the columns.
    """
    faults = Faults(name)
    for heading, column in table.items():
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            faults.add(f"colonne {heading} ({column.dtype}) : des nombres sont attendus")
        elif np.isinf(column.to_numpy(float, na_value=np.nan)).any():
            faults.add(f"colonne {heading} : nombre infini")
    faults.raise_if_any(TableError)


def departement_of(code: str) -> str:
    """Return the département of a commune code: two characters, three overseas."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departements_of(codes: pd.Series) -> pd.Series:
    """Return the départements of commune codes, as :func:`departement_of` does of one."""
    return codes.str[:2].where(~codes.str.startswith(("97", "98")), codes.str[:3])


def are_in(codes: pd.Series | pd.Index, index: pd.Index) -> NDArray[np.bool_]:
    """Tell which codes are in an index without repeats; a missing one is not.

    As ``codes.isin(index)``, which converts every text of the index one by one: 0.5 s for all the
    communes (pandas 3.1), half a thousandth here.

    Examples
    --------
    >>> are_in(pd.Series(["59350", "1004", None]), pd.Index(["01004", "59350"])).tolist()
    [True, False, False]
    """
    return np.asarray(index.get_indexer(pd.Index(codes)) >= 0)
