"""What the interactive map says of each bassin: rank, figures, reason, margin, as printed text.

Every row of the table has its card, and so has every bassin that is drawn; a bassin without rank
and a bassin without data are two things. Nothing is counted here but shares.
"""

from fractions import Fraction
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.codes import are_in, departements_of
from poles_geo.communes.field import COVERAGE
from poles_geo.errors import Faults
from poles_geo.projections import LAMBERT_93
from poles_geo.ranking.marges import POINTS
from poles_geo.ranking.measures import MEASURES, measures_of
from poles_geo.ranking.rules import HORS_POLE, Rules
from poles_geo.ranking.wording import share_printed
from poles_geo.regions import OVERSEAS
from poles_geo.typography import (
    NO_BREAK_SPACE,
    french_count,
    french_noun,
    french_number,
    typeset,
)

OUTSIDE, NO_COUNT = "hors", "sans"
"""In place of a rank: a bassin that is no pôle, a bassin that the table does not know."""

COUNTS = {
    "effectif": "Professionnels",
    "proximite": "De proximité",
    "pole": "De pôle",
    "infirmiers_psychiatrie": "dont infirmiers psychiatriques",
}
"""Column → label of the card; the last three are also given as shares of the first."""

NO_MOTIF = (
    "Rang donné par la table, sans les effectifs de proximité, de pôle et d'infirmiers "
    "psychiatriques dont il se déduit."
)
UNLISTED = "La table ne liste que des pôles ; il n'y en a pas ici."
NO_ROW = "La table ne donne rien ici."


def bassin_cards(
    poles: pd.DataFrame,
    ranked: gpd.GeoDataFrame,
    areas: gpd.GeoSeries | None,
    names: pd.Series,
    rules: Rules,
    *,
    land: Land | None = None,
) -> gpd.GeoDataFrame:
    """Write the cards: pôles first, strongest first, then the other bassins by code.

    Parameters
    ----------
    poles : DataFrame
        As for :func:`poles_geo.map_national`; also the rows that have no rank.
    ranked : GeoDataFrame
        Those that have one, as :func:`poles_geo.cartes.check_poles` gives them.
    areas : GeoSeries, optional
        Polygons of the bassins, index `code_bassin`; those absent from the table get a card.
    names : Series
        Names of the bassins, index `code_bassin`; for those that the table does not name.
    rules : Rules
        Their bounds set the digits of the shares.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    GeoDataFrame
        Index `code_bassin`; nom, publie (other name in the source, else empty), lieu, rang (the
        number, or one of :data:`OUTSIDE` and :data:`NO_COUNT`), effectif (missing when unknown),
        comptes (list of texts, as :data:`COUNTS`), motif, marge; geometry: point, missing when the
        bassin has no polygon and its code is not a commune's.

    Raises
    ------
    TableError
        With every fault of the pôles; a code that comes twice; a count that is no number.
    """
    land = land or embedded_land()
    _check(poles)
    others = poles.index.difference(ranked.index)
    drawn = poles.index[:0] if areas is None else areas.index.difference(poles.index)
    codes = pd.Index([*ranked.index, *others, *drawn], name="code_bassin", dtype=object)
    table = pd.DataFrame(poles).drop(columns="geometry", errors="ignore").reindex(codes)
    effectif = table["effectif"].astype("Float64")
    covered = pd.to_numeric(table.get(COVERAGE, pd.Series(1.0, codes)), errors="coerce").fillna(1)
    only_poles = not len(others)
    state = np.where(
        table["rang"].notna(),
        table["rang"].astype(object),
        np.where(
            (effectif.notna() & (covered == 1)) | (only_poles & ~codes.isin(poles.index)),
            OUTSIDE,
            NO_COUNT,
        ),
    )
    cards = pd.DataFrame(
        {
            "nom": _names(codes, table, names, land=land),
            "publie": "",
            "lieu": _places(codes, table, land=land),
            "rang": state,
            "effectif": effectif,
            "comptes": _figures(table, rules),
            "motif": _reasons(table, state),
            "marge": _margins(table, rules),
        },
        index=codes,
    )
    if "nom_publie" in table:
        renamed = table["nom_publie"].notna() & (table["nom_publie"] != table["nom"])
        cards.loc[renamed, "publie"] = table.loc[renamed, "nom_publie"].map(typeset)
    return gpd.GeoDataFrame(
        cards, geometry=_points(codes, ranked, areas, land=land), crs=LAMBERT_93
    )


def _check(poles: pd.DataFrame) -> None:
    """Check the rows that have no rank too."""
    faults = Faults("table des pôles")
    if not poles.index.is_unique:
        faults.add("code de bassin répété", poles.index[poles.index.duplicated()].unique())
    for column in poles.columns.intersection(list(COUNTS)):
        texts = poles[column].map(lambda value: isinstance(value, str)).astype(bool)
        counts = pd.to_numeric(poles[column].mask(texts), errors="coerce").astype("Float64")
        wrong = poles.index[texts | (counts < 0).fillna(False) | counts.isin([np.inf])]
        if len(wrong):
            faults.add(f"{column} qui n'est pas un nombre de personnes", wrong)
    faults.raise_if_any()


def _names(codes: pd.Index, table: pd.DataFrame, names: pd.Series, *, land: Land) -> pd.Series:
    """Name of each bassin: the table's, else the bassins', else the commune's, else the code."""
    communes = land.communes["nom"]
    known = table["nom"].astype(object) if "nom" in table else pd.Series(None, codes, dtype=object)
    for other in (names, communes, codes.to_series()):
        known = known.where(known.notna(), other[~other.index.duplicated()].reindex(codes))
    return known.map(str).map(typeset)


def _places(codes: pd.Index, table: pd.DataFrame, *, land: Land) -> pd.Series:
    """« Nord, Nord – Pas-de-Calais »: département and region, of the table, else of the code."""
    departement = departements_of(codes.to_series().astype(str))
    if "departement" in table:
        told = table["departement"].astype(object)
        departement = told.where(told.notna(), departement)
    known = dict(land.departements.index)
    names = departement.map(known)
    places = (names + ", " + departement.map(land.region_of)).fillna(departement.map(OVERSEAS))
    return places.fillna("").astype(str).map(typeset)


def _figures(table: pd.DataFrame, rules: Rules) -> list[list[str]]:
    """Print the counts of each row, with their share of the total; nothing where missing."""
    bounds = {
        measure: {
            c.fraction for rank in rules.ranks for c in rank.conditions if c.measure == measure
        }
        for measure in ("part_pole", "part_psychiatrie")
    }
    sides = {
        "proximite": {1 - bound for bound in bounds["part_pole"]},
        "pole": bounds["part_pole"],
        "infirmiers_psychiatrie": bounds["part_psychiatrie"],
    }
    columns = table.reindex(columns=list(COUNTS)).astype("Float64")

    def figure(column: str, value: Any, total: Any) -> str:
        if pd.isna(value):
            return ""
        printed = french_number(value)
        if column == "effectif" or pd.isna(total) or total == 0:
            return printed
        return f"{printed} ({share_printed(Fraction(int(value), int(total)), sides[column])})"

    return [
        [figure(column, value, row[0]) for column, value in zip(COUNTS, row, strict=True)]
        for row in columns.itertuples(index=False)
    ]


def _reasons(table: pd.DataFrame, state: np.ndarray) -> list[str]:
    """Give the reason of each rank, or say why there is none."""
    given = table.get("motif", pd.Series(None, table.index, dtype=object))
    absent = {OUTSIDE: UNLISTED, NO_COUNT: NO_ROW}
    written = [
        str(motif)
        if pd.notna(motif)
        else NO_MOTIF
        if pd.notna(rang) or pd.notna(effectif)
        else absent[status]
        for motif, rang, effectif, status in zip(
            given, table["rang"], table["effectif"], state, strict=True
        )
    ]
    return [typeset(text) for text in written]


def _margins(table: pd.DataFrame, rules: Rules) -> list[str]:
    """Say what would give each bassin another rank: « rang 3 : 81 professionnels en plus »."""
    columns = table.reindex(columns=["marge", "marge_unite", "marge_rang"])
    return [
        "" if pd.isna(marge) else typeset(f"{_rank(rang)} : {_change(marge, unit, share)}")
        for (marge, unit, rang), share in zip(
            columns.itertuples(index=False), _moved_shares(table, rules), strict=True
        )
    ]


def _rank(rang: Any) -> str:
    return HORS_POLE if pd.isna(rang) else f"rang{NO_BREAK_SPACE}{rang}"


def _change(marge: float, unit: str, share: str) -> str:
    way, wide = "en plus" if marge > 0 else "en moins", abs(marge)
    if unit != POINTS:
        return f"{french_count(wide, unit.removesuffix('s'))} {way}"
    if wide < 0.05:
        return f"moins de 0,1{NO_BREAK_SPACE}point {share} {way}"
    noun = french_noun(round(wide, 1), "point")
    return f"{french_number(wide, 1)}{NO_BREAK_SPACE}{noun} {share} {way}"


def _moved_shares(table: pd.DataFrame, rules: Rules) -> pd.Series:
    """Name the share that a margin in points moves, which the table does not say.

    It is that of the professionals of pôle when moving it gives the rank of the margin, and that of
    the psychiatric nurses otherwise: the order in which :mod:`poles_geo.ranking.marges` tries them.
    """
    shares = pd.Series("", index=table.index)
    needed = ["effectif", "pole", "infirmiers_psychiatrie", "marge", "marge_unite", "marge_rang"]
    if not rules.bounded or not set(needed) <= set(table.columns):
        return shares
    moved = table.loc[table["marge_unite"] == POINTS, needed]
    effectif, pole, psychiatry = (moved[name].to_numpy(np.int64) for name in needed[:3])
    persons = np.rint(moved["marge"].to_numpy(float) * effectif / 100).astype(np.int64)
    reached = rules.positions(measures_of(effectif, pole + persons, psychiatry))
    ranks = pd.array([*(rank.rang for rank in rules.ranks), pd.NA], dtype="Int64").take(reached)
    same = ranks.fillna(0) == moved["marge_rang"].astype("Int64").fillna(0).array
    shares[moved.index] = np.where(
        same, MEASURES["part_pole"].told, MEASURES["part_psychiatrie"].told
    )
    return shares


def _points(
    codes: pd.Index, ranked: gpd.GeoDataFrame, areas: gpd.GeoSeries | None, *, land: Land
) -> gpd.GeoSeries:
    """Place each card: the pôle's point, else inside its polygon, else at its town hall."""
    points = pd.Series(None, index=codes, dtype=object)
    points[ranked.index] = ranked.geometry.to_numpy()
    if areas is not None:
        inside = codes[codes.isin(areas.index) & points.isna()]
        points[inside] = gpd.GeoSeries(areas[inside]).representative_point().array
    halls = codes[points.isna() & are_in(codes, land.communes.index)]
    if len(halls):
        points[halls] = land.centres(halls.to_series()).to_numpy()
    return gpd.GeoSeries(points, crs=LAMBERT_93)
