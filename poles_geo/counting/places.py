"""Where a row is: commune code first, then postal code and label, else nowhere.

Overseas collectivities, foreign countries and unknown places are told apart. A name never
locates by itself: a label only chooses among the communes that a postal code allows.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from poles_geo.codes import departement_of, fold_codes, repair_codes
from poles_geo.counting.bilan import exportable
from poles_geo.sources.postal_codes import delivery_label

Postal = Literal["unique", "share", "none"]

FRANCE = frozenset({"99000", "99100"})
OVERSEAS = ("971", "972", "973", "974", "976")
COLLECTIVITIES = ("975", "977", "978", "984", "986", "987", "988", "989")
MONACO = "980"
COLUMNS = ("code_commune", "code_postal", "bureau", "pays")


class PostalCodes:
    """Communes of postal codes, and of their labels.

    Parameters
    ----------
    table : DataFrame
        As :func:`poles_geo.sources.postal_codes.read_postal_codes` gives it.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table

    @cached_property
    def communes(self) -> dict[str, list[str]]:
        """Communes of each postal code."""
        return _grouped(self._table["code_postal"], self._table["code_commune"])

    @cached_property
    def _labelled(self) -> dict[str, list[str]]:
        keys = self._table["code_postal"] + " " + self._table["acheminement"]
        return _grouped(keys, self._table["code_commune"])

    @cached_property
    def _by_departement(self) -> dict[str, list[str]]:
        departement = self._table["code_commune"].map(departement_of)
        return _grouped(
            departement + " " + self._table["acheminement"], self._table["code_commune"]
        )

    def of_label(self, postal: str, label: str) -> list[str]:
        """Communes of this postal code with this label."""
        return self._labelled.get(f"{postal} {label}", [])

    def of_cedex(self, postal: str, label: str) -> list[str]:
        """Communes with this label in the département of a CEDEX code."""
        departements = {"20": ("2A", "2B")}.get(postal[:2], (departement_of(postal),))
        keys = [f"{departement} {label}" for departement in departements]
        return [code for key in keys for code in self._by_departement.get(key, [])]


@dataclass(frozen=True)
class Places:
    """Places of a file, located.

    Attributes
    ----------
    table : DataFrame
        One row per place, in the order given: ``ligne`` (line of the ledger) and ``code`` (what
        the ledger exports: commune or postal code, never an address).
    communes : DataFrame
        ``lieu`` (position in `table`), ``code_commune``, ``part``: one row per commune that a
        place may be in. Parts of a place sum to 1; places that are nowhere have no row.
    """

    table: pd.DataFrame
    communes: pd.DataFrame


def locate(
    places: pd.DataFrame,
    *,
    postal_codes: pd.DataFrame | None = None,
    postal: Postal = "unique",
    weights: pd.Series | None = None,
) -> Places:
    """Locate the places of a file.

    Parameters
    ----------
    places : DataFrame
        Text columns ``code_commune``, ``code_postal``, ``bureau`` (postal label, with its code
        or not), ``pays`` (Insee's code of country); empty when unknown.
    postal_codes : DataFrame, optional
        Communes of postal codes. Without it, no postal code locates anything.
    postal : {"unique", "share", "none"}
        What a postal code is worth when there is no commune code: "unique" locates when it
        leaves one commune; "share" divides among its communes when it leaves several; "none"
        uses no postal code. With "unique", the communes that it leaves are kept all the same,
        with equal parts: a zoning may hold them all in one unit.
    weights : Series, optional
        Index ``code_commune``: key by which a shared place is divided (population). Default:
        equal parts.

    Returns
    -------
    Places

    Notes
    -----
    Rules, in order: a commune code that :func:`poles_geo.codes.repair_codes` accepts; a
    foreign country; a postal code of one commune; of several, one of which has exactly the label
    of the row; a CEDEX code, absent from the table, whose label is that of exactly one commune
    of its département.
    """
    table = PostalCodes(postal_codes) if postal_codes is not None else None
    repaired = repair_codes(places["code_commune"])
    folded = fold_codes(repaired.codes)
    by_code = pd.Series("code", index=places.index)
    by_code = by_code.mask(repaired.codes != places["code_commune"], "reparation")
    by_code = by_code.mask(folded != repaired.codes, "arrondissement")
    lines, codes = by_code.to_numpy(object), places["code_commune"].to_numpy(object)
    candidates: list[list[str]] = [[code] for code in folded.tolist()]
    unknown = np.flatnonzero(repaired.codes.isna())
    unclear = places.iloc[unknown][list(COLUMNS)]
    said = unclear.assign(libelle=delivery_label(unclear["bureau"])).to_numpy(object).tolist()
    for position, texts in zip(unknown.tolist(), said, strict=True):
        located = _locate_postal(texts, table, postal)
        lines[position], candidates[position], codes[position] = located
    for position, communes in enumerate(candidates):
        if communes and communes[0].startswith(("97", "98")):
            overseas = all(code.startswith(OVERSEAS) for code in communes)
            if not overseas:
                lines[position], candidates[position] = "collectivite", []
            elif len(communes) == 1:
                lines[position] = "outre_mer"
    return Places(pd.DataFrame({"ligne": lines, "code": codes}), _parts(candidates, weights))


def _locate_postal(
    said: list[str], table: PostalCodes | None, postal: Postal
) -> tuple[str, list[str], str]:
    """Locate one place without a commune code: line of the ledger, communes, code to export."""
    commune, postal_code, office, country, label = said
    if (abroad := _foreign(commune, country)) is not None:
        return "etranger", [], abroad
    code = _postal_code(postal_code) or _postal_code(office[:5])
    if code is None:
        refused = commune.strip() or postal_code.strip()
        return ("code_refuse", [], exportable(refused)) if refused else ("sans_lieu", [], "")
    if code.startswith(MONACO):
        return "etranger", [], code
    if postal == "none":
        return "postal_non_utilise", [], code
    if table is None:
        return "postal_sans_table", [], code
    communes = table.communes.get(code)
    if communes is None:
        if code.startswith(COLLECTIVITIES):
            return "collectivite", [], code
        found = table.of_cedex(code, label) if label else []
        if len(found) == 1:
            return "cedex", found, code
        return "postal_inconnu", [], code
    if len(communes) == 1:
        return "postal", communes, code
    found = table.of_label(code, label) if label else []
    if len(found) == 1:
        return "libelle", found, code
    return "partage" if postal == "share" else "postal_multiple", communes, code


def _grouped(keys: pd.Series, codes: pd.Series) -> dict[str, list[str]]:
    """Distinct codes of each key, sorted."""
    groups: dict[str, list[str]] = {}
    for key, code in sorted(set(zip(keys.tolist(), codes.tolist(), strict=True))):
        groups.setdefault(key, []).append(code)
    return groups


def _foreign(commune: str, country: str) -> str | None:
    for said in (commune.strip(), country.strip()):
        if re.fullmatch(r"99\d{3}", said) and said not in FRANCE:
            return said
    return None


def _postal_code(text: str) -> str | None:
    """Five digits of a postal code; a lost leading zero and decimals are given back."""
    match = re.fullmatch(r"\s*(\d{4,5})(?:[.,]0*)?\s*", text)
    code = match[1].zfill(5) if match else None
    return None if code == "00000" else code


def _parts(candidates: list[list[str]], weights: pd.Series | None) -> pd.DataFrame:
    """Divide each place among its communes."""
    sizes = np.array([len(communes) for communes in candidates], dtype=np.int64)
    place = np.repeat(np.arange(len(candidates)), sizes)
    communes = pd.Series([code for codes in candidates for code in codes], dtype="str")
    key = np.ones(len(place))
    if weights is not None:
        key = communes.map(weights).fillna(0).to_numpy(float)
        none = np.bincount(place, key, len(candidates))[place] == 0
        key = np.where(none, 1.0, key)
    total = np.bincount(place, key, len(candidates))[place]
    return pd.DataFrame({"lieu": place, "code_commune": communes, "part": key / total})
