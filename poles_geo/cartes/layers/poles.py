"""Pôles on a map: checked, placed, drawn and named."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from poles_geo.cartes.canvas.areas import bounds_of, projection_fault
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.placing import Label
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.layers.uncounted_areas import uncounted_bassins
from poles_geo.codes import OVERSEAS_PREFIXES
from poles_geo.communes.regions import REGIONS_2014, dated_region
from poles_geo.errors import Faults, warn
from poles_geo.ranking.carried import last_rank
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.typography import french_count, french_date, typeset

MAIN_RANKS = 2
"""The ranks up to this one are those that a map must name."""


def check_poles(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None = None,
    *,
    land: Land | None = None,
) -> gpd.GeoDataFrame:
    """Keep the ranked bassins, as points, and say what is wrong with the table.

    They come strongest first, equals by code.

    A table without points gets the town hall of each bassin's centre commune, and the name and
    region of that commune when it has none; the polygon of a bassin gives way to it too. A bassin
    whose centre is no commune of 2024 gets a point inside its polygon, its name and its region in
    `bassins`, when it is among them.

    Raises
    ------
    TableError
        With every fault: column missing, code repeated or unknown, rank that is not 1 to 6,
        effectif that is no positive number, name, region or point missing, unknown region,
        other projection.

    Warns
    -----
    UserWarning
        When bassins overseas have a rank: the national map alone shows them.
    """
    land = land or embedded_land()
    faults = Faults("table des pôles")
    ranked = ranked_bassins(poles, faults)
    away = is_overseas(ranked)
    if away.any():
        codes = ranked.index[away]
        warn(
            f"{french_count(len(codes), 'pôle')} d'outre-mer, hors de cette carte : la carte "
            f"nationale les montre ({', '.join(codes[:10])})."
        )
    return in_order(placed_in_metropole(ranked[~away], bassins, faults, land=land), poles)


def ranked_bassins(poles: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Keep the bassins that have a rank, and note what is wrong with codes, ranks and numbers.

    Raises
    ------
    TableError
        When the columns are not there.
    """
    absent = [column for column in ("rang", "effectif") if column not in poles.columns]
    if absent:
        faults.add(
            f"colonnes attendues : rang, effectif ; absentes : {', '.join(absent)} "
            "(pg.classify(effectifs) les donne)"
        )
        faults.raise_if_any()
    poles = dated_region(poles)
    ranked = poles[poles["rang"].notna()].copy()
    note(faults, "code de bassin répété", ranked.index.duplicated(), ranked)
    strange = ~ranked["rang"].isin(range(1, MOST_RANKS + 1))
    note(faults, f"rang attendu : un nombre entier de 1 à {MOST_RANKS}", strange, ranked)
    numeric = ranked["effectif"].map(lambda count: not isinstance(count, str)).astype(bool)
    counts = pd.to_numeric(ranked["effectif"], errors="coerce").astype("float64")
    note(faults, "effectif qui n'est pas un nombre", ~numeric | np.isinf(counts), ranked)
    note(faults, "effectif nul, négatif ou absent pour un pôle", numeric & ~(counts > 0), ranked)
    return ranked


def is_overseas(poles: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which bassins are overseas, by their code."""
    codes = poles.index.astype("str").str
    return np.asarray(codes.startswith(OVERSEAS_PREFIXES) & (codes.len() == 5), dtype=bool)


def placed_in_metropole(
    ranked: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    faults: Faults,
    *,
    land: Land | None = None,
) -> gpd.GeoDataFrame:
    """Place the bassins of the metropole, or raise every fault, those noted before included."""
    land = land or embedded_land()
    points = isinstance(ranked, gpd.GeoDataFrame) and bool((ranked.geom_type == "Point").any())
    if points:
        _check_points(faults, gpd.GeoDataFrame(ranked))
    else:
        areas = pd.Index([]) if bassins is None else bassins.index[~_bare(bassins)]
        unknown = ~ranked.index.isin(land.communes.index.union(areas))
        message = "codes de bassin qui ne sont pas une commune de 2024, sans point"
        if bassins is None:
            message += " ; un ancien chef-lieu se place par bassins= (--bassins)"
        note(faults, message, unknown, ranked)
    for column in ("nom", "region_2014"):
        if points and column in ranked:
            blank = ranked[column].isna() | (ranked[column].astype(str).str.strip() == "")
            note(faults, f"{column} absent", blank, ranked)
        elif points:
            faults.add(f"colonne {column} absente")
    if "region_2014" in ranked:
        wrong = ranked["region_2014"].notna() & ~ranked["region_2014"].isin(REGIONS_2014)
        note(faults, "région qui n'est pas l'une des 22 de 2014", wrong, ranked)
    faults.raise_if_any()
    placed = gpd.GeoDataFrame(ranked) if points else _at_town_halls(ranked, bassins, land=land)
    for column in ("nom", "region_2014"):
        note(
            faults, f"{column} absent, du tableau comme des bassins", placed[column].isna(), placed
        )
    faults.raise_if_any()
    return placed


def in_order(placed: gpd.GeoDataFrame, poles: pd.DataFrame) -> gpd.GeoDataFrame:
    """Sort pôles, the strongest first, equals by code; give them the `attrs` of their table."""
    placed.attrs = {name: value for name, value in poles.attrs.items() if value is not None}
    if "date" in placed.attrs:
        placed.attrs["date"] = french_date(str(placed.attrs["date"]))
    if outside := uncounted_bassins(poles):
        placed.attrs[UNCOUNTED] = outside
    by_code = placed.sort_index(key=lambda codes: codes.astype(str))
    order = ["rang", "effectif"]
    return gpd.GeoDataFrame(by_code.sort_values(order, ascending=[True, False], kind="stable"))


def note(faults: Faults, message: str, wrong: ArrayLike, poles: pd.DataFrame) -> None:
    """Note a fault when some bassins have it, with their codes."""
    rows = poles.index[np.asarray(wrong, dtype=bool)]
    if len(rows):
        faults.add(message, rows)


def _check_points(faults: Faults, poles: gpd.GeoDataFrame) -> None:
    if fault := projection_fault(poles):
        faults.add(fault)
    missing = (poles.geom_type != "Point") | poles.is_empty
    note(faults, "point absent ou vide", missing, poles)


def _bare(areas: gpd.GeoDataFrame) -> "pd.Series[bool]":
    return areas.geometry.isna() | areas.is_empty


def _at_town_halls(
    poles: pd.DataFrame, bassins: gpd.GeoDataFrame | None, *, land: Land
) -> gpd.GeoDataFrame:
    """Place bassins at the town hall of their centre commune, with its name and region.

    Those that have none lie inside their polygon, with the name and region of `bassins`.
    """
    codes = poles.index.to_series()
    communes = land.communes[["nom", "region_2014"]]
    centre = communes.reindex(codes)
    seated = codes.isin(communes.index)
    points = land.centres(codes[seated]).reindex(codes)
    if bassins is not None and not seated.all():
        away = codes[~seated]
        points[away] = gpd.GeoSeries(bassins.geometry[away]).representative_point().to_numpy()
        centre.loc[away] = bassins.reindex(index=away, columns=["nom", "region_2014"]).to_numpy()
    placed = gpd.GeoDataFrame(
        pd.DataFrame(poles).drop(columns="geometry", errors="ignore"), geometry=points
    )
    for column in ("nom", "region_2014"):
        given = placed.get(column, pd.Series(pd.NA, index=placed.index, dtype=object))
        placed[column] = given.where(given.notna(), centre[column])
    return placed


def draw_poles(
    poles: pd.DataFrame,
    *,
    zone: Zone | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the circles of pôles: area by number of professionals, colour by rank.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`.
    zone : optional
        What the map is about, as for :func:`draw_base`: other pôles are fainter.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the pôles.
    style : Style
        `symbole_10000`, in mm, sets the size: the same at any resolution, on axes of any size.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Drawing
        One :class:`matplotlib.collections.EllipseCollection` for the faint circles if any, one
        for the others, of the pôles whose place the map shows.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area; axes that are no map.
    """
    land = land or embedded_land()
    points = check_poles(poles, land=land)
    return draw_checked_poles(points, zone=zone, ax=ax, style=style, land=land)


def draw_checked_poles(
    points: gpd.GeoDataFrame,
    *,
    zone: Zone | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land,
) -> Drawing:
    """Draw the circles of pôles as :func:`check_poles` gives them: see :func:`draw_poles`."""
    style = for_ranks(style, last_rank(points))
    ax, frame = map_axes(ax, bounds_of(points), style)
    about = held(points, zone, land=land)
    shown = points.intersects(frame.polygon)
    drawn = [
        draw_circles(
            ax,
            layer.get_coordinates(),
            diameters(layer["effectif"], style),
            [rank_colour(rang, style, faint=faint) for rang in layer["rang"]],
            style,
            zorder=4.5 if faint else 5,
        )
        for faint, layer in ((True, points[shown & ~about]), (False, points[shown & about]))
        if len(layer)
    ]
    return Drawing(ax, tuple(drawn))


def held(
    points: gpd.GeoDataFrame, zone: Zone | None, *, land: Land | None = None
) -> "pd.Series[bool]":
    """Tell which pôles a map is about; all of them without an area."""
    land = land or embedded_land()
    if zone is None:
        return pd.Series(True, index=points.index)
    return extent_named(zone, land=land).holds(points)


def draw_labels(
    poles: pd.DataFrame,
    *,
    zone: Zone | None = None,
    faint: bool = False,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Name the pôles beside their circles, the strongest choosing their place first.

    A name lies on no other, nor on the centre of a symbol, the scale bar or an inset that the map
    already has; it had better cover no link. The circles must be there before their names.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`; those whose place the map shows are named.
    zone : optional
        What the map is about, as for :func:`draw_base`: the names of the others are small and
        grey, and come last.
    faint : bool
        All are small and grey.
    ax : Axes, optional
        The map, in metres of Lambert 93, at the size that it will have. By default, new axes
        framed around the pôles.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Labels
        The labels placed, and the names that found no place.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area; axes that are no map.
    """
    land = land or embedded_land()
    points = check_poles(poles, land=land)
    return draw_checked_labels(points, zone=zone, faint=faint, ax=ax, style=style, land=land)


def draw_checked_labels(
    points: gpd.GeoDataFrame,
    *,
    zone: Zone | None = None,
    faint: bool = False,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land,
) -> Labels:
    """Name pôles as :func:`check_poles` gives them: see :func:`draw_labels`."""
    style = for_ranks(style, last_rank(points))
    ax, frame = map_axes(ax, bounds_of(points), style)
    about = held(points, zone, land=land) & (not faint)
    labels = [
        *labels_of(points[about], frame, style),
        *labels_of(points[~about], frame, style, faint=True),
    ]
    return label_map(ax, labels, style)


def labels_of(
    poles: gpd.GeoDataFrame, frame: Frame, style: Style, *, faint: bool = False
) -> list[Label]:
    """Labels of the pôles that the frame shows, strongest first; small and grey when faint."""
    xy = frame.to_mm(poles.get_coordinates())
    sizes = diameters(poles["effectif"], style)
    inside = np.flatnonzero(((xy >= 0) & (xy <= (frame.width, frame.height))).all(axis=1))
    return [
        Label(
            x=float(x),
            y=float(y),
            diameter=float(size),
            text=typeset(name),
            size=style.note if faint else style.label_sizes[rang],
            bold=rang == 1 and not faint,
            main=rang <= MAIN_RANKS and not faint,
            colour=style.grey if faint else style.ink,
            faint=faint,
        )
        for (x, y), size, name, rang in zip(
            xy[inside],
            sizes[inside],
            poles["nom"].iloc[inside],
            poles["rang"].iloc[inside],
            strict=True,
        )
    ]
