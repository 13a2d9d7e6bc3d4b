"""Pôles on a map: checked, placed, drawn and named."""

from typing import TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from numpy.typing import ArrayLike, NDArray

from poles_geo.cartes.canvas.areas import bounds_of, check_areas, projection_fault
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.alternative import COLUMNS
from poles_geo.cartes.canvas.round_numbers import round_above
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour
from poles_geo.cartes.canvas.symbols import diameters, draw_counts, draw_rings, fitted
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.layers.uncounted_areas import uncounted_bassins
from poles_geo.coded import note_columns, note_index, plain_table, said_of
from poles_geo.codes import OVERSEAS_PREFIXES, are_in
from poles_geo.errors import Faults, warn, worded
from poles_geo.ranking.carried import last_rank, without_rules
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.ranking.unseen import KEY as PARTLY
from poles_geo.ranking.unseen import partial_bassins
from poles_geo.regions import OVERSEAS, REGION_2016_OF_2014, REGIONS_2014, dated_region
from poles_geo.typography import french_count

LARGEST = (1.3, 7.8)
"""Bounds of the diameter of the largest circle of a map, over that of 10 000 professionals."""
RING = "cercle-"
"""Beginning of the identifier of a circle without fill; the code of its pôle ends it."""
RIM = 0.15
"""Outline around a circle, in mm, that the frame must not cut either."""


def check_poles(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None = None,
    *,
    land: Land | None = None,
) -> gpd.GeoDataFrame:
    """Keep the ranked bassins of a land, as points, and say what is wrong with the table.

    They come strongest first, equals by code.

    Without a land, that of the metropole; or that of the one département overseas where all the
    ranked bassins of the table are. Others overseas are left out.

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
        When bassins overseas have a rank, and are left out: the national map alone shows them.
    """
    faults = Faults("table des pôles")
    ranked = ranked_bassins(without_rules(poles), faults)
    land = land or land_of_ranked(ranked)
    if land.departement:
        here = ranked[ranked.index.astype("str").str.startswith(land.departement)]
        placed = placed_on(pd.DataFrame(here), None, faults, land=land)
        return in_order(placed, poles)
    away = is_overseas(ranked)
    if away.any():
        codes = ranked.index[away]
        warn(
            f"{french_count(len(codes), 'pôle')} d'outre-mer, hors de cette carte : la carte "
            f"nationale les montre ({', '.join(codes[:10])}) ; la table de leur seul département "
            "les mesure."
        )
    return in_order(placed_on(ranked[~away], bassins, faults, land=land), poles)


def land_of_ranked(ranked: pd.DataFrame) -> Land:
    """Give the land of the only département overseas where bassins are ranked, or the metropole."""
    away, land = is_overseas(ranked), embedded_land()
    departements = set(ranked.index[away].astype("str").str[:3])
    if away.all() and len(departements) == 1 and departements <= set(OVERSEAS):
        return land.overseas_land(departements.pop())
    return land


def ranked_bassins(poles: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Keep the bassins that have a rank, and note what is wrong with codes, ranks and numbers.

    Raises
    ------
    TableError
        When the columns are not there.
    """
    poles = plain_table(poles)
    absent = [column for column in ("rang", "effectif") if column not in poles.columns]
    if absent:
        faults.add(
            f"colonnes attendues : rang, effectif ; absentes : {', '.join(absent)} "
            f"({worded('pg.classify(effectifs)', '« poles-geo classify »')} les donne)"
        )
        faults.raise_if_any()
    note_columns(faults, poles, dict.fromkeys(poles.columns))
    note_index(faults, poles.index)
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


def placed_on(
    ranked: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    faults: Faults,
    *,
    land: Land | None = None,
) -> gpd.GeoDataFrame:
    """Place the bassins of a land, or raise every fault, those noted before included."""
    land = land or embedded_land()
    points = has_geometry(ranked) and bool((ranked.geom_type == "Point").any())
    if points:
        placed = gpd.GeoDataFrame(ranked)
        if fault := projection_fault(placed):
            faults.add(fault)
        _note_points(faults, placed)
    else:
        areas = pd.Index([]) if bassins is None else check_shapes(bassins).index
        unknown = ~(are_in(ranked.index, land.communes.index) | ranked.index.isin(areas))
        message = "codes de bassin qui ne sont pas une commune de 2024, sans point"
        if bassins is None:
            message += " ; un ancien chef-lieu se place par " + worded("bassins=", "--bassins")
        note(faults, message, unknown, ranked)
    for column in ("nom", "region_2014"):
        if points and column in ranked:
            blank = ranked[column].isna() | (ranked[column].astype(str).str.strip() == "")
            note(faults, f"{column} absent", blank, ranked)
        elif points:
            faults.add(f"colonne {column} absente")
    if "region_2014" in ranked:
        known = list(land.regions.index) if land.departement else REGIONS_2014
        wrong = ranked["region_2014"].notna() & ~ranked["region_2014"].isin(known)
        note(faults, "région qui n'est pas l'une des 22 de 2014", wrong, ranked)
    faults.raise_if_any()
    placed = gpd.GeoDataFrame(ranked) if points else _at_town_halls(ranked, bassins, land=land)
    for column in ("nom", "region_2014"):
        lacking = f"{column} absent, du tableau comme des bassins ; donnez au tableau cette colonne"
        note(faults, lacking, placed[column].isna(), placed)
    faults.raise_if_any()
    return placed


def in_order(placed: gpd.GeoDataFrame, poles: pd.DataFrame) -> gpd.GeoDataFrame:
    """Sort pôles, the strongest first, equals by code; give them the `attrs` of their table."""
    placed = with_current_region(placed)
    placed.attrs = said_of(poles.attrs)
    if outside := uncounted_bassins(poles):
        placed.attrs[UNCOUNTED] = outside
    if partial := partial_bassins(poles):
        placed.attrs[PARTLY] = partial
    by_code = placed.sort_index(key=lambda codes: codes.astype(str))
    order = ["rang", "effectif"]
    return gpd.GeoDataFrame(by_code.sort_values(order, ascending=[True, False], kind="stable"))


def note(faults: Faults, message: str, wrong: ArrayLike, poles: pd.DataFrame) -> None:
    """Note a fault when some bassins have it, with their codes."""
    rows = poles.index[np.asarray(wrong, dtype=bool)]
    if len(rows):
        faults.add(message, rows)


def _note_points(faults: Faults, poles: gpd.GeoDataFrame) -> None:
    missing = (poles.geom_type != "Point") | poles.is_empty
    note(faults, "point absent ou vide", missing, poles)
    endless = ~np.isfinite(poles.geometry.bounds.to_numpy()).all(axis=1) & ~missing.to_numpy()
    note(faults, "point dont les coordonnées ne sont pas des nombres", endless, poles)


def check_placed(points: gpd.GeoDataFrame, *, overseas: bool = False) -> None:
    """Refuse pôles that are not as :func:`check_poles` gives them.

    Parameters
    ----------
    points : GeoDataFrame
    overseas : bool
        Whether they are those overseas of :func:`check_everywhere`, in degrees.

    Raises
    ------
    TableError
        No column nom, rang or effectif; an index without codes; no points, or not in EPSG:2154.
    """
    faults = Faults("table des pôles")
    note_columns(faults, points, ("nom", "rang", "effectif", *(["departement"] * overseas)))
    note_index(faults, points.index)
    if has_geometry(points):
        if not overseas and (fault := projection_fault(points)):
            faults.add(fault)
        _note_points(faults, points)
    else:
        faults.add("sans point ; cartes.check_poles(poles) les donne")
    faults.raise_if_any()


def has_geometry(table: pd.DataFrame) -> TypeGuard[gpd.GeoDataFrame]:
    """Tell whether a table has an active column of geometries."""
    return isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None


def check_shapes(bassins: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the polygons of bassins, or say what is wrong with them."""
    return check_areas(bassins, "bassins", "pg.read_bassins les donne ainsi")


def _at_town_halls(
    poles: pd.DataFrame, bassins: gpd.GeoDataFrame | None, *, land: Land
) -> gpd.GeoDataFrame:
    """Place bassins at the town hall of their centre commune, with its name and region.

    Those that have none lie inside their polygon, with the name and region of `bassins`.
    """
    codes = poles.index.to_series()
    communes = land.communes[["nom", "region_2014"]]
    centre = communes.reindex(codes)
    seated = are_in(codes, communes.index)
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


def with_current_region(placed: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the region of today of each pôle; one overseas has the same."""
    former = placed["region_2014"]
    return placed.assign(region_2016=former.map(REGION_2016_OF_2014).fillna(former))


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
        `symbol_10000`, in mm, sets the size: the same at any resolution, on axes of any size.
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
    rings = hollow(points, about, frame, style)
    beyond = points[shown & rings]
    drawn: list[EllipseCollection] = []
    sizes = diameters(beyond["effectif"], style)
    for (code, pole), size in zip(beyond.iterrows(), sizes, strict=True):
        colour = rank_colour(int(pole["rang"]), style, faint=True)
        place = (pole.geometry.x, pole.geometry.y)
        ring = draw_rings(ax, place, [size], [colour], style)
        ring.set_gid(f"{RING}{code}")
        drawn.append(ring)
    drawn += [
        draw_counts(
            ax,
            layer,
            [rank_colour(rang, style, faint=faint) for rang in layer["rang"]],
            style,
            zorder=4.5 if faint else 5,
        )
        for faint, layer in (
            (True, points[shown & ~about & ~rings]),
            (False, points[shown & about]),
        )
        if len(layer)
    ]
    if (shown & about).any():
        whole = {} if zone is not None else points.attrs.get(UNCOUNTED, {})
        missing = {name: len(codes) for name, codes in whole.items()}
        tell(drawn[-1], shown=pd.DataFrame(points.loc[shown & about, COLUMNS]), missing=missing)
    return Drawing(ax, tuple(drawn))


def hollow(
    points: gpd.GeoDataFrame, about: "pd.Series[bool]", frame: Frame, style: Style
) -> "pd.Series[bool]":
    """Tell which pôles are circles without fill, whose number is written by their name.

    Of those that the map is not about: larger than the circles of its legend, which they would
    outweigh, or cut by the frame.
    """
    effectifs = points["effectif"]
    apart = cut(points, frame, style) & points.intersects(frame.polygon).to_numpy()
    if about.any():
        apart |= (effectifs > round_above(effectifs[about].max())).to_numpy()
    return pd.Series(~about.to_numpy() & apart, index=points.index)


def rings_on(*axes: Axes) -> dict[str, Artist]:
    """Give the circles without fill of maps, by the code of their pôle."""
    gids = {str(item.get_gid()): item for ax in axes for item in ax.collections}
    return {gid.removeprefix(RING): item for gid, item in gids.items() if gid.startswith(RING)}


def cut(points: gpd.GeoDataFrame, frame: Frame, style: Style) -> NDArray[np.bool_]:
    """Tell which pôles have a circle, or its outline, that the frame cuts."""
    xy = frame.to_mm(points.get_coordinates())
    room = np.minimum(xy, (frame.width, frame.height) - xy).min(axis=1)
    return np.asarray(np.abs(room) < diameters(points["effectif"], style) / 2 + RIM)


def held(
    points: gpd.GeoDataFrame, zone: Zone | None, *, land: Land | None = None
) -> "pd.Series[bool]":
    """Tell which pôles a map is about; all of them without an area."""
    land = land or embedded_land()
    if zone is None:
        return pd.Series(True, index=points.index)
    return extent_named(zone, land=land).holds(points)


def fitted_to_poles(style: Style, poles: pd.DataFrame, usual: Style) -> Style:
    """Return a style whose circles fit a table, unless they are in classes.

    `usual` has those of a map of France.
    """
    if style.symbol_bounds:
        return style
    faults = Faults("table de l'échelle des cercles (scale_with)")
    effectifs = ranked_bassins(poles, faults)["effectif"]
    faults.raise_if_any()
    least, most = (bound * usual.symbol_10000 for bound in LARGEST)
    return fitted(style, effectifs, least=least, most=most)
