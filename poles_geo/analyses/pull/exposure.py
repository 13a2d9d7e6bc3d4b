"""How far the attraction of a heavier pôle reaches: breaking points, and what a pôle undergoes.

Counted: masses and straight lines between centre communes. Not counted: roads, what people do.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.mesh.maillage import links as gabriel_links
from poles_geo.analyses.pole_points import KM, TOLD, places_of, table_called
from poles_geo.analyses.pull.attraction import check_beta
from poles_geo.analyses.pull.most_exposing import AT_HOME, most_exposing
from poles_geo.coded import WARNINGS, note_columns, plain_table, warnings_in
from poles_geo.errors import Faults, TableError
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.unseen import told_unseen
from poles_geo.typography import french_exact, french_number, punctuate


def reilly(
    poles: gpd.GeoDataFrame, links: pd.DataFrame | None = None, *, beta: float = 2.0
) -> gpd.GeoDataFrame:
    """Find the point of each link where its two pôles attract as much.

    From the pôle a, at a distance d of b: ``d / (1 + (M_b / M_a) ** (1 / beta))`` (W. J. Reilly,
    « The law of retail gravitation », 1931; P. D. Converse, « New laws of retail gravitation »,
    Journal of Marketing, 1949).

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif.
    links : DataFrame, optional
        code_a, code_b (`code_bassin` of two pôles); those of :func:`poles_geo.links` by default.
    beta : float
        Exponent of the distance, over 0.

    Returns
    -------
    GeoDataFrame
        Same index as `links`, in the projection of the pôles: code_a, code_b, distance_km,
        rupture_a_km and rupture_b_km (from each of the two), geometry, the point. `attrs` of the
        pôles, beta, and in avertissements that lines are straight.

    Raises
    ------
    TableError
        As :func:`poles_geo.links`; a column that is not there, a code that is no pôle, a pôle
        linked to itself.
    ChoiceError
        An exponent that is not over 0.

    Examples
    --------
    >>> import poles_geo as pg
    >>> points = pg.reilly(pg.load_report())
    >>> lille = points[(points["code_a"] == "59178") & (points["code_b"] == "59350")]
    >>> print(lille["rupture_a_km"].round(3).tolist())
    [10.644]
    """
    check_beta(beta)
    places = places_of(poles)
    table = plain_table(gabriel_links(poles) if links is None else links)
    faults = Faults(table_called("links"))
    note_columns(faults, table, ("code_a", "code_b"))
    faults.raise_if_any(TableError)
    ends = [places.codes.get_indexer(pd.Index(table[name])) for name in ("code_a", "code_b")]
    for name, ranks in zip(("code_a", "code_b"), ends, strict=True):
        if (ranks < 0).any():
            faults.add(f"{name} qui n'est pas un pôle de poles", table.loc[ranks < 0, name])
    first, second = ends
    if (alone := (first == second) & (first >= 0)).any():
        faults.add("pôle lié à lui-même", table.loc[alone, "code_a"])
    faults.raise_if_any(TableError)
    across = places.km[second] - places.km[first]
    distance = np.hypot(*across.T)
    part = 1 / (1 + (places.masses[second] / places.masses[first]) ** (1 / beta))
    result = gpd.GeoDataFrame(
        {
            "code_a": table["code_a"],
            "code_b": table["code_b"],
            "distance_km": distance,
            "rupture_a_km": distance * part,
            "rupture_b_km": distance * (1 - part),
        },
        geometry=gpd.points_from_xy(*((places.km[first] + across * part[:, None]) * KM).T),
        crs=poles.crs,
    )
    told = "Point de rupture : sur la ligne droite entre deux pôles, où ils attirent autant"
    result.attrs = {
        **poles.attrs,
        "beta": beta,
        WARNINGS: [
            *warnings_in(poles.attrs),
            *told_unseen(poles),
            f"{told} ({power_told(beta)}).",
        ],
    }
    return result


def exposure(poles: gpd.GeoDataFrame, *, beta: float = 2.0) -> pd.DataFrame:
    """Measure what each pôle undergoes of a heavier one, against its own attraction at 10 km.

    Exposition of j: the largest, over the heavier pôles k, of
    ``(M_k / d_jk ** beta) / (M_j / 10 ** beta)``. From 1 on, the heavier pôle attracts the town of
    j as much as j attracts what is 10 km around it: the periphery drained, of which the report
    worries.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif.
    beta : float
        Exponent of the distance, over 0.

    Returns
    -------
    DataFrame
        Same index as `poles`: nom, departement, region_2014, region_2016, rang, type_pole, sigle
        where they are there, effectif; exposition, exposant (code of the pôle that exposes it
        most), nom_exposant where it is known, distance_km (to it): missing of the pôles that
        have no heavier one. `attrs` of the pôles, beta, and in avertissements what is measured.

    Raises
    ------
    TableError
        As :func:`poles_geo.links`.
    ChoiceError
        An exponent that is not over 0.

    Examples
    --------
    >>> import poles_geo as pg
    >>> table = pg.exposure(pg.load_report())
    >>> print(table.loc["59017", ["nom", "nom_exposant"]].tolist())
    ['Armentières', 'Lille']
    >>> print(table.loc["59017", "exposition"].round(2), (table["exposition"] >= 1).sum())
    3.88 18
    """
    check_beta(beta)
    places = places_of(poles)
    table = plain_table(poles)
    result = pd.DataFrame(table[[name for name in TOLD if name in table]])
    found = most_exposing(places, beta)
    result["exposition"] = found.exposition
    result["exposant"] = places.codes.take(found.by, allow_fill=True, fill_value=None)
    if "nom" in table:
        result["nom_exposant"] = table["nom"].reindex(result["exposant"]).array
    result["distance_km"] = found.km
    told = (
        "Exposition : attraction d'un pôle plus lourd à la mairie d'un pôle, rapportée à celle "
        f"que ce pôle exerce à {french_number(AT_HOME)} km ; {things_of(poles.attrs)} / "
        f"{power_told(beta)}, "
        "à vol d'oiseau."
    )
    result.attrs = {
        **poles.attrs,
        "beta": beta,
        WARNINGS: [*warnings_in(poles.attrs), *told_unseen(poles), punctuate(told)],
    }
    return result


def power_told(beta: float) -> str:
    """Say the power of the distance."""
    return f"distance puissance {french_exact(beta)}"
