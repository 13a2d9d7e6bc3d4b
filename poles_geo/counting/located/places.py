"""Where a row is: commune code first, then postal code and label, else nowhere.

Overseas collectivities, foreign countries and unknown places are told apart. A name never
locates by itself: a label only chooses among the communes that a postal code allows.
"""

from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from poles_geo.codes import ABROAD, OVERSEAS_PREFIXES, fold_codes, repair_codes
from poles_geo.counting.ledger.bilan import ORDER, exportable
from poles_geo.regions import OVERSEAS
from poles_geo.sources.postal_codes import delivery_label

Postal = Literal["unique", "share", "none"]

COLLECTIVITIES = ("975", "977", "978", "984", "986", "987", "988", "989")
MONACO = "980"
NO_POSTAL_CODES = pd.DataFrame(columns=["code_postal", "code_commune", "acheminement"], dtype="str")
COLUMNS = ("code_commune", "code_postal", "bureau", "pays")


@dataclass(frozen=True)
class Location:
    """How rows without commune code are placed: see :func:`locate`."""

    postal: Postal
    postal_codes: pd.DataFrame
    populations: pd.Series | None = None


@dataclass(frozen=True)
class Places:
    """Places of a file, located.

    Attributes
    ----------
    table : DataFrame
        One row per place, in the order given: ``ligne`` (line of the ledger), ``code`` (what
        the ledger exports: commune or postal code, never an address) and ``code_postal`` (empty
        when unknown).
    communes : DataFrame
        ``lieu`` (position in `table`), ``code_commune``, ``part``: one row per commune that a
        place may be in. Parts of a place sum to 1; places that are nowhere have no row.
    """

    table: pd.DataFrame
    communes: pd.DataFrame

    @property
    def ranks(self) -> NDArray[np.int64]:
        """Rank of the line of the ledger of each place."""
        return self.table["ligne"].map(ORDER).to_numpy().astype(np.int64)


def locate(
    places: pd.DataFrame,
    *,
    postal_codes: pd.DataFrame = NO_POSTAL_CODES,
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
        Communes of postal codes. None by default: no postal code locates anything.
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
    table = _table(postal_codes)
    said = _table(places[list(COLUMNS)].assign(lieu=range(len(places))))
    said = said.join(_read_communes(places["code_commune"]), on="code_commune", how="left")
    unclear = _beside_postal_codes(_read_others(said.filter(nw.col("commune").is_null())), table)
    no_postal_code = nw.col("code_postal").is_null()
    several = "partage" if postal == "share" else "postal_multiple"
    ligne = (
        nw.when(~nw.col("pays_etranger").is_null()).then(nw.lit("etranger"))
        .when(no_postal_code & (nw.col("refuse") != "")).then(nw.lit("code_refuse"))
        .when(no_postal_code).then(nw.lit("sans_lieu"))
        .when(nw.col("code_postal").str.starts_with(MONACO)).then(nw.lit("etranger"))
        .when(nw.lit(postal == "none")).then(nw.lit("postal_non_utilise"))
        .when(nw.col("communes_du_code") == 1).then(nw.lit("postal"))
        .when(nw.col("communes_du_libelle") == 1).then(nw.lit("libelle"))
        .when(nw.col("communes_du_code") > 1).then(nw.lit(several))
        .when(nw.col("code_postal").str.slice(0, 3).is_in(COLLECTIVITIES))
        .then(nw.lit("collectivite"))
        .when(nw.col("communes_du_cedex") == 1).then(nw.lit("cedex"))
        .otherwise(nw.lit("postal_inconnu"))
    )  # fmt: skip
    code = (
        nw.when(nw.col("ligne") == "code_refuse").then(exportable(nw.col("refuse")))
        .otherwise(nw.coalesce("pays_etranger", "code_postal", nw.lit("")))
    )  # fmt: skip
    unclear = unclear.with_columns(ligne=ligne).with_columns(code=code)
    known = said.filter(~nw.col("commune").is_null())
    known = known.with_columns(code_postal=_postal_code("code_postal"))
    candidates = nw.concat(
        [known.select("lieu", code_commune="commune"), _candidates(unclear, table)]
    )
    found = nw.concat(
        [known.select("lieu", "code_postal", ligne="par_code", code="code_commune"),
         unclear.select("lieu", "code_postal", "ligne", "code")]
    ).with_columns(nw.col("code_postal").fill_null(""))  # fmt: skip
    found = _told_overseas(found, candidates).sort("lieu")
    placed = found.filter(nw.col("ligne") != "collectivite")
    communes = _parts(candidates.join(placed, on="lieu", how="semi"), weights)
    return Places(found.select("ligne", "code", "code_postal").to_pandas(), communes)


def _read_communes(said: pd.Series) -> nw.DataFrame[Any]:
    """Read commune codes: ``commune``, missing when refused, and the line that it makes."""
    codes = pd.Series(said.unique(), dtype="str")
    repaired = repair_codes(codes).codes
    folded = fold_codes(repaired)
    line = pd.Series("code", index=codes.index).mask(repaired != codes, "reparation")
    line = line.mask(folded != repaired, "arrondissement")
    return _table(pd.DataFrame({"code_commune": codes, "commune": folded, "par_code": line}))


def _read_others(said: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Read what places without a commune code say: country, postal code, delivery label."""
    labels = said.select("bureau").unique().to_pandas()
    labels = labels.assign(libelle=delivery_label(labels["bureau"]))
    strip = {name: nw.col(name).str.strip_chars() for name in COLUMNS}
    abroad = [
        nw.when(strip[name].str.contains(f"^{ABROAD}$")).then(strip[name])
        for name in ("code_commune", "pays")
    ]  # fmt: skip
    refused = nw.when(strip["code_commune"] != "").then(strip["code_commune"])
    return said.join(_table(labels), on="bureau", how="left").with_columns(
        pays_etranger=nw.coalesce(*abroad),
        refuse=refused.otherwise(strip["code_postal"]),
        code_postal=nw.coalesce(_postal_code("code_postal"), _postal_code("bureau", first=5)),
    )


def _postal_code(column: str, first: int | None = None) -> nw.Expr:
    """Five digits of a postal code; a lost leading zero and decimals are given back."""
    text = nw.col(column).str.slice(0, first) if first else nw.col(column)
    digits = text.str.strip_chars().str.replace(r"[.,]0*$", "")
    code = digits.str.zfill(5)
    return nw.when(digits.str.contains("^[0-9]{4,5}$") & (code != "00000")).then(code)


def _beside_postal_codes(said: nw.DataFrame[Any], table: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Count the communes that a postal code leaves, alone, with its label, and of a CEDEX."""
    labelled = table.filter(nw.col("acheminement") != "").rename({"acheminement": "libelle"})
    said = said.with_columns(_departement("code_postal"))
    for name, rows, keys in (
        ("code", table, ["code_postal"]),
        ("libelle", labelled, ["code_postal", "libelle"]),
        ("cedex", labelled.with_columns(_departement("code_commune")), ["departement", "libelle"]),
    ):
        communes = rows.group_by(keys).agg(
            nw.col("code_commune").n_unique().alias(f"communes_du_{name}"),
            nw.col("code_commune").min().alias(f"commune_du_{name}"),
        )
        said = said.join(communes, on=keys, how="left")
    return said


def _departement(column: str) -> nw.Expr:
    """Département of a commune, or of a postal code, which does not tell those of Corse apart."""
    code = nw.col(column)
    two = code.str.slice(0, 2)
    corse = nw.when(two.is_in(["2A", "2B"])).then(nw.lit("20")).otherwise(two)
    return (
        nw.when(two.is_in(OVERSEAS_PREFIXES)).then(code.str.slice(0, 3)).otherwise(corse)
        .alias("departement")
    )  # fmt: skip


def _candidates(found: nw.DataFrame[Any], table: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """List the communes that postal codes leave to places: ``lieu``, ``code_commune``."""
    alone = found.with_columns(
        code_commune=nw.when(nw.col("ligne") == "libelle").then("commune_du_libelle")
        .when(nw.col("ligne") == "cedex").then("commune_du_cedex")
    ).drop_nulls("code_commune")  # fmt: skip
    several = found.filter(nw.col("ligne").is_in(["postal", "partage", "postal_multiple"]))
    communes = several.select("lieu", "code_postal").join(table, on="code_postal")
    return nw.concat([rows.select("lieu", "code_commune") for rows in (alone, communes)]).unique()


def _told_overseas(found: nw.DataFrame[Any], candidates: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Tell the départements d'outre-mer and the collectivities from the rest."""
    code = nw.col("code_commune")
    communes = candidates.group_by("lieu").agg(
        nw.len().alias("communes"),
        code.str.slice(0, 2).is_in(OVERSEAS_PREFIXES).all().alias("loin"),
        code.str.slice(0, 3).is_in(list(OVERSEAS)).all().alias("departement_d_outre_mer"),
    )
    ligne = (
        nw.when(nw.col("loin") & ~nw.col("departement_d_outre_mer")).then(nw.lit("collectivite"))
        .when(nw.col("loin") & (nw.col("communes") == 1)).then(nw.lit("outre_mer"))
        .otherwise("ligne")
    )  # fmt: skip
    return found.join(communes, on="lieu", how="left").with_columns(ligne=ligne)


def _parts(candidates: nw.DataFrame[Any], weights: pd.Series | None) -> pd.DataFrame:
    """Divide each place among its communes: by weights, equally where it has none."""
    table = candidates.sort("lieu", "code_commune").to_pandas()
    equal = pd.Series(1.0, index=table.index)
    key = equal if weights is None else table["code_commune"].map(weights).fillna(0).astype(float)
    total = key.groupby(table["lieu"]).transform("sum")
    key = key.where(total > 0, equal)
    return table.assign(part=key / key.groupby(table["lieu"]).transform("sum"))


def _table(data: pd.DataFrame) -> nw.DataFrame[Any]:
    return nw.from_native(pl.from_pandas(data))
