"""Potential of a stock, or of a ratio, around each point of a grid: what is near, and how near.

Counted: straight lines from an inner point of each area. Not counted: roads, what lies beyond
the areas given.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from poles_geo.analyses.asked import (
    FARTHEST,
    GENTLEST,
    MOST_PERSONS,
    STEEPEST,
    check_asked,
)
from poles_geo.coded import note_index, plain_column
from poles_geo.errors import ChoiceError, Faults, TableError, check_choice
from poles_geo.projections import LEGAL_PROJECTIONS
from poles_geo.typography import french_number

KERNELS = ("exponential", "pareto")
KM = 1000.0
STEPS_IN_SPAN = 5
"""Cells in a span, unless a step is asked for."""
MOST_CELLS = 1_000_000
AT_ONCE = 4_000_000
"""Pairs of a cell and an area computed at once."""


def potential(
    areas: gpd.GeoDataFrame,
    stock: pd.Series,
    over: pd.Series | None = None,
    *,
    span: float,
    kernel: str = "exponential",
    beta: float = 2.0,
    per: float = 1.0,
    step: float | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> pd.DataFrame:
    """Compute the potential of a stock around each point of a regular grid.

    Potential of a point: the sum over areas of ``stock × f(distance)``, where f falls from 1 at
    no distance to 0.5 at `span` (J. Q. Stewart, « Demographic gravitation: evidence and
    applications », Sociometry, 1948). "exponential": ``exp(-ln 2 × (d / span) ** beta)``, a bell
    with beta 2; "pareto": ``(1 + (2 ** (1 / beta) - 1) × d / span) ** -beta``, which keeps
    what is far. A ratio is the potential of its numerator over that of its denominator, never
    the potential of ratios.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons, taken at an inner point, or points; index their code; EPSG:2154 or the legal
        projection of a département overseas. Those around what is studied count too.
    stock : Series
        A number from 0, index codes of `areas`, for every area: the numerator of a ratio.
    over : Series, optional
        Its denominator, likewise.
    span : float
        Distance, in km, where an area counts for half.
    kernel : {"exponential", "pareto"}
    beta : float
        Exponent, over 0.
    per : float
        What the ratio is multiplied by: 1 000 for 1 000 inhabitants.
    step : float, optional
        Side of a cell, in km; a fifth of the span by default.
    bounds : (float, float, float, float), optional
        xmin, ymin, xmax, ymax, in metres, that the grid covers; those of the areas by default.
        Cells are at multiples of the step, so that two grids of one step have the same.

    Returns
    -------
    DataFrame
        One row a cell, from the west then the south: x, y (metres); potentiel; with `over`,
        numerateur, denominateur and ratio instead, the latter missing where the denominator is
        nothing. `attrs`: those of the stock, and fonction, beta, portee_km, pas_km, epsg.

    Raises
    ------
    TableError
        With every fault: no area, another projection (degrees among them), a code repeated, an
        area without place or number, a number that is negative, infinite or a text; nobody.
    ChoiceError
        Unknown kernel; a span, an exponent or a step that is not positive; a step over the span;
        bounds that do not increase; more than a million cells.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, poles_geo as pg
    >>> two = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([600_000, 620_000], [6_800_000] * 2),
    ...     index=["a", "b"], crs=2154,
    ... )
    >>> grid = pg.potential(two, pd.Series({"a": 100, "b": 40}), span=20, step=20)
    >>> grid[["x", "potentiel"]].values.tolist()
    [[600000.0, 120.0], [620000.0, 90.0]]
    """
    check_choice(kernel, KERNELS, "kernel")
    step = span / STEPS_IN_SPAN if step is None else step
    check_asked(("beta", "beta"), beta, STEEPEST, "2 d'ordinaire", least=GENTLEST)
    check_asked(("per", "per"), per, MOST_PERSONS, "le ratio pour tant : 1 000, 100 000", least=1)
    for name, value in (("span", span), ("step", step)):
        check_asked((name, name), value, FARTHEST, "des kilomètres, non des mètres")
    if step > span:
        raise ChoiceError(
            f"step = {step!r} : un pas d'au plus la portée ({french_number(span, 1)} km) est "
            "attendu ; au-delà, la grille passe entre les aires."
        )
    places, masses = _checked(areas, {"stock": stock} | ({} if over is None else {"over": over}))
    xs, ys = _sides(areas.total_bounds if bounds is None else bounds, step * KM)
    cells = np.column_stack([np.tile(xs, len(ys)), np.repeat(ys, len(xs))])
    if kernel == "exponential" and beta == 2:
        found = _bell(xs, ys, places, masses, span * KM)
    else:
        found = _around(cells, places, masses, span * KM, kernel, beta)
    table: dict[str, Any] = {"x": cells[:, 0], "y": cells[:, 1]}
    if over is None:
        table["potentiel"] = found[:, 0]
    else:
        table |= {"numerateur": found[:, 0], "denominateur": found[:, 1]}
        with np.errstate(divide="ignore", invalid="ignore"):
            table["ratio"] = np.where(found[:, 1] > 0, per * found[:, 0] / found[:, 1], np.nan)
    grid = pd.DataFrame(table)
    epsg = areas.crs.to_epsg() if areas.crs is not None else None
    grid.attrs = dict(stock.attrs) | {
        "fonction": kernel, "beta": beta, "portee_km": span, "pas_km": step, "epsg": epsg,
    }  # fmt: skip
    return grid


def _checked(
    areas: gpd.GeoDataFrame, told: dict[str, pd.Series]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the place of each area (n × 2) and its numbers (n × 1 or 2), or say every fault."""
    faults = Faults(", ".join(("areas", *told)))
    if areas.active_geometry_name is None:
        raise TableError('areas : aucune géométrie ; table.set_geometry("…") dit quelle colonne.')
    if areas.crs is None or areas.crs.to_epsg() not in LEGAL_PROJECTIONS:
        raise TableError(
            f"areas : projection attendue : EPSG:2154 (Lambert 93), ou la projection légale d'un "
            f"département d'outre-mer, en mètres ; trouvée : {areas.crs} ; "
            "aires.to_crs(2154) la donne."
        )
    if areas.empty:
        raise TableError("areas : la table n'a aucune aire.")
    texts = areas.index.inferred_type == "string"
    note_index(faults, areas.index, "code", as_texts=False)
    for column in told.values():
        note_index(faults, column.index, "code", as_texts=texts)
    faults.raise_if_any()
    for name, index in {"areas": areas.index, **{k: v.index for k, v in told.items()}}.items():
        if index.has_duplicates:
            faults.add(f"{name} : code répété", index[index.duplicated()])
        if len(unknown := index[~index.isin(areas.index)]):
            faults.add(f"{name} : code qui n'est pas celui d'une aire", unknown)
    faults.raise_if_any()
    shapes = areas.geometry
    if (lost := (shapes.isna() | shapes.is_empty).to_numpy()).any():
        faults.add("areas : aire sans géométrie", areas.index[lost])
    numbers = [_numbers(faults, areas.index, plain_column(c), n) for n, c in told.items()]
    faults.raise_if_any()
    points = shapely.point_on_surface(shapes.to_numpy())
    places = shapely.get_coordinates(points)
    if not np.isfinite(places).all():
        raise TableError("areas : coordonnées qui ne sont pas des nombres.")
    return places, np.column_stack(numbers)


def _numbers(faults: Faults, codes: pd.Index, column: pd.Series, name: str) -> NDArray[np.float64]:
    """Give the number of each area, and note those that are none."""
    given = column.reindex(codes)
    text = given.map(lambda value: isinstance(value, str | bool | complex)).to_numpy(dtype=bool)
    found = pd.to_numeric(given.where(~text), errors="coerce").astype("float64")
    numbers = np.asarray(found, dtype=np.float64)
    wrong = {
        "un nombre est attendu": text,
        "aire sans nombre ; ôter ces aires, ou leur donner 0 si c'est un compte": (
            given.isna().to_numpy(dtype=bool)
        ),
        "nombre infini": np.isinf(numbers),
        "nombre négatif, quand un stock se compte à partir de 0": numbers < 0,
    }
    for message, rows in wrong.items():
        if rows.any():
            faults.add(f"{name} : {message}", codes[rows])
    if not (numbers > 0).any():
        faults.add(f"{name} : aucun nombre au-dessus de 0")
    return numbers


def _sides(bounds: Any, step: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the x and the y of the cells, at multiples of a step, that cover bounds."""
    xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
    if not (xmin <= xmax and ymin <= ymax and np.isfinite([xmin, ymin, xmax, ymax]).all()):
        raise ChoiceError(
            f"bounds = {bounds!r} : xmin, ymin, xmax, ymax, en mètres, sont attendus."
        )
    sides = [
        step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)
        for low, high in ((xmin, xmax), (ymin, ymax))
        if (high - low) / step < MOST_CELLS
    ]
    if len(sides) < 2 or len(sides[0]) * len(sides[1]) > MOST_CELLS:
        raise ChoiceError(
            f"step = {step / KM:g} km : plus de {french_number(MOST_CELLS)} mailles ; prendre un "
            "pas plus grand ou une étendue plus petite."
        )
    return sides[0], sides[1]


def _bell(
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    places: NDArray[np.float64],
    masses: NDArray[np.float64],
    span: float,
) -> NDArray[np.float64]:
    """Add masses around cells by a bell, the product of one along x and one along y."""
    across, up = (
        np.exp2(-(((side[:, None] - places[:, k]) / span) ** 2)) for k, side in enumerate((xs, ys))
    )
    found = [((up * mass) @ across.T).ravel() for mass in masses.T]
    return np.column_stack(found)


def _around(
    cells: NDArray[np.float64],
    places: NDArray[np.float64],
    masses: NDArray[np.float64],
    span: float,
    kernel: str,
    beta: float,
) -> NDArray[np.float64]:
    """Add masses (n × k) around cells (m × 2), each by its distance: m × k."""
    found = np.empty((len(cells), masses.shape[1]))
    rows = max(1, AT_ONCE // len(places))
    for start in range(0, len(cells), rows):
        part = cells[start : start + rows]
        squares = ((part[:, :1] - places[:, 0]) ** 2 + (part[:, 1:] - places[:, 1]) ** 2) / span**2
        if kernel == "exponential":
            shares = np.exp(-np.log(2) * squares ** (beta / 2))
        else:
            shares = (1 + (2 ** (1 / beta) - 1) * np.sqrt(squares)) ** -beta
        found[start : start + rows] = shares @ masses
    return found
