"""Contours of the communes of one year, cut out of those of another.

A commune of 2024 made of several of 2014 is cut along the contours of its communes déléguées
and associées, where they are known; what they do not tell is listed.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SLIVER = 10_000.0
"""Area, in m², under which what is left of a commune is a drawing error."""

RETABLIES = {
    "14666": "14712",
    "55138": "55298",
    "60694": "60054",
    "76095": "76108",
    "76601": "76676",
    "85165": "85084",
    "85212": "85084",
}
"""Communes of 2024 re-established since 2014 → commune that they left.

Source: Insee, mouvements de communes, code officiel géographique 2024 (type 21).
"""

Piece = tuple[str, list[str], shapely.Geometry]
"""Commune of the contours, communes of the year wanted that the polygon holds, polygon."""


@dataclass(frozen=True)
class Parcelles:
    """Polygons that the communes of a year share out.

    Attributes
    ----------
    polygones : GeoDataFrame
        Index `parcelle`; code_commune (of the contours), geometry. The rows make a coverage.
    contenu : DataFrame
        parcelle, code_commune (of the year wanted): what each polygon holds.
    sans_contour : list of str
        Communes of the year wanted that no contour and no former code leads to.
    hors_liste : list of str
        Communes of the contours that hold none of the communes wanted.
    """

    polygones: gpd.GeoDataFrame
    contenu: pd.DataFrame
    sans_contour: list[str]
    hors_liste: list[str]


def cut(
    codes: pd.Index,
    communes: gpd.GeoSeries,
    former: gpd.GeoDataFrame,
    successors: pd.Series,
) -> Parcelles:
    """Share the contours of communes out among the communes of another year.

    Parameters
    ----------
    codes : Index
        Communes of the year wanted.
    communes : GeoSeries
        A coverage, index the code of the commune.
    former : GeoDataFrame
        Contours of communes déléguées and associées, index their former code; code_commune
        (where they lie in `communes`), geometry, nested in that of their commune.
    successors : Series
        Former code → code in `communes`.
    """
    wanted = pd.Series(codes, index=codes, dtype=object)
    here = wanted.where(codes.isin(communes.index), wanted.map(successors))
    here = here[here.isin(communes.index)]
    here = pd.concat([here, _left(codes, communes.index)])
    shared = here.duplicated(keep=False)
    pieces: list[Piece] = [
        (code, [held], shape)
        for code, held, shape in zip(
            here[~shared], here.index[~shared], communes.reindex(here[~shared]), strict=True
        )
    ]
    within = former.groupby("code_commune")["geometry"]
    nothing = former.geometry.iloc[:0]
    for code, held in here[shared].groupby(here[shared].to_numpy()).groups.items():
        parts = within.get_group(code) if code in within.groups else nothing
        parts = gpd.GeoSeries(parts[parts.index.isin(held)])
        pieces += _shared_out(str(code), list(held), communes[code], parts)
    places = np.repeat(np.arange(len(pieces)), [len(held) for _, held, _ in pieces])
    return Parcelles(
        gpd.GeoDataFrame(
            {"code_commune": [code for code, _, _ in pieces]},
            geometry=[shape for _, _, shape in pieces],
            crs=communes.crs,
        ).rename_axis("parcelle"),
        pd.DataFrame(
            {"parcelle": places, "code_commune": [code for _, held, _ in pieces for code in held]}
        ),
        sans_contour=codes[~codes.isin(here.index)].tolist(),
        hors_liste=communes.index[~communes.index.isin(here)].tolist(),
    )


def _left(codes: pd.Index, communes: pd.Index) -> pd.Series:
    """Return communes of the contours that were part of one wanted: code wanted → contour."""
    left = pd.Series(RETABLIES)
    left = left[left.index.isin(communes) & ~left.index.isin(codes) & left.isin(codes)]
    return pd.Series(left.index, index=left.to_numpy(), dtype=object)


def _shared_out(
    code: str, held: list[str], whole: shapely.Geometry, parts: gpd.GeoSeries
) -> list[Piece]:
    """Cut one commune: its parts, then what is left for the communes without contour."""
    pieces: list[Piece] = [(code, [str(former)], part) for former, part in parts.items()]
    rest = shapely.difference(whole, shapely.union_all(parts.to_numpy()))
    others = [commune for commune in held if commune not in parts.index]
    if not others and rest.area > SLIVER:
        others = [code] if code in held else held
    if others and not rest.is_empty:
        pieces.append((code, others, rest))
    return pieces


def assign(parcelles: Parcelles, units: pd.Series) -> tuple[pd.Series, list[str]]:
    """Give each polygon its unit, and list the communes that are not drawn in theirs.

    A polygon that holds communes of several units goes to that of the commune whose code it
    carries, else to that of the first.

    Parameters
    ----------
    units : Series
        Unit of each commune of the year wanted.

    Returns
    -------
    Series
        Unit of each row of ``parcelles.polygones``.
    list of str
        Communes drawn in the unit of another.
    """
    held = parcelles.contenu.assign(unite=parcelles.contenu["code_commune"].map(units))
    carrier = parcelles.polygones["code_commune"].loc[held["parcelle"]].to_numpy()
    held["porteuse"] = held["code_commune"].to_numpy() == carrier
    first = held.sort_values(["parcelle", "porteuse"], ascending=[True, False], kind="stable")
    chosen = first.drop_duplicates("parcelle").set_index("parcelle")["unite"]
    given = held["parcelle"].map(chosen)
    moved = (held["unite"] != given) & ~(held["unite"].isna() & given.isna())
    return chosen.reindex(parcelles.polygones.index), held.loc[moved, "code_commune"].tolist()
