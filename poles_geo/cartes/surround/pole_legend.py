"""The legend of a map of pôles: its ranks and what the rule asks of each, its sizes, its lines."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Dessin, panel_axes
from poles_geo.cartes.canvas.frame import Cadre
from poles_geo.cartes.canvas.insets import Encart
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style, rank_colour, tint
from poles_geo.cartes.ground.base import limits_shown
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.layers.poles import check_poles, held
from poles_geo.cartes.surround import legend as legende
from poles_geo.cartes.surround.legend import Rang, Taille, Trait
from poles_geo.ranking.rules import RULES_ORS_2014, SHARES, Condition, Rules
from poles_geo.typography import nombre, pourcent

NOUNS = {
    "effectif": "professionnels",
    "effectif_hors_psychiatrie": "professionnels hors inf. psychiatriques",
    "part_pole": "de professionnels de pôle",
    "part_psychiatrie": "d’infirmiers psychiatriques",
}

PANNEAU = 78.0
"""Width, in mm, of the panel that a legend makes when it has no axes."""


def draw_legend(
    poles: pd.DataFrame,
    lignes: Sequence[Trait] | None = None,
    *,
    carte: Axes | None = None,
    encarts: Sequence[Encart] = (),
    zone: Zone | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    outremer: pd.DataFrame | None = None,
    rules: Rules = RULES_ORS_2014,
    titre_lignes: str = "Limites",
    ax: Axes | None = None,
    style: Style = STYLE_RAPPORT,
) -> Dessin:
    """Draw the legend of pôles: ranks, sizes, lines; every sign as it is on the map.

    Side by side in a panel of 186 mm or more, one under the other in a narrower one, where the
    rules of the ranks are left out when there is no room for them.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`.
    lignes : sequence of Trait, optional
        Lines that the map shows; by default, those of the ground
        (:func:`poles_geo.cartes.limits_shown`).
    carte : Axes, optional
        The map that it explains: only what that map shows is listed. By default, every pôle.
    encarts : sequence of Encart, optional
        Insets of that map: what they show is listed too.
    zone : optional
        As for the other pieces of that map: the pôles elsewhere have a row of their own.
    bassins : GeoDataFrame, optional
        Those that the map fills.
    outremer : GeoDataFrame, optional
        Pôles in the insets of the départements overseas, counted with the others.
    rules : Rules
        Those that gave the ranks.
    titre_lignes : str
        Heading of the lines.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm:
        ``ax.inset_axes((0.7, 0, 0.3, 0.5))`` on a map. By default, a new panel.
    style : Style
        The map's.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area; axes that show a map.
    """
    points = check_poles(poles, style, bassins)
    extent = None if zone is None else extent_named(zone)
    if carte is not None:
        frames = [Cadre.of(carte), *(encart.cadre for encart in encarts)]
        shown = shapely.union_all([frame.polygon for frame in frames])
        points = gpd.GeoDataFrame(points[points.intersects(shown)])
    about = held(points, extent)
    counted = pd.DataFrame(points)[["rang", "effectif"]]
    if outremer is not None:
        counted = pd.concat([counted, outremer[counted.columns]])
        about = about.reindex(counted.index, fill_value=True)
    sizes = legende.sizes_of(counted["effectif"], style)
    ranks = rank_rows(counted, about, rules, style, filled=bassins is not None)
    if bassins is not None and not (carte is not None and carte.images):
        ranks.append(Rang((), "Bassin de vie hors pôle", fonds=(style.pays,)))
    if not about.all():
        others = sorted(int(rang) for rang in counted.loc[~about, "rang"].unique())
        where = "d'une autre région" if extent and extent.regions else "hors du périmètre"
        ranks.append(
            Rang(
                tuple(rank_colour(rang, style, faint=True) for rang in others),
                f"Pôles {where}, mêmes rangs",
                fonds=()
                if bassins is None
                else tuple(tint(rang, style, faint=True) for rang in others),
            )
        )
    if counted.empty:
        ranks.append(Rang((), "Aucun pôle dans le cadre"))
    if lignes is None:
        lignes = limits_shown(carte, bassins=bassins, style=style)
    return _draw(ranks, sizes, lignes, titre_lignes, ax, style)


def _draw(
    ranks: list[Rang],
    sizes: list[Taille],
    lines: Sequence[Trait],
    heading: str,
    ax: Axes | None,
    style: Style,
) -> Dessin:
    """Draw the three blocks on a panel, side by side where it is wide enough."""
    needed = legende.height_of(ranks, sizes, lines, style)
    panel, wide, high = panel_axes(ax, PANNEAU, needed + 3)
    before = panel.get_children()
    top = high - 3
    if wide >= legende.COTE_A_COTE:
        legende.draw_ranks(panel, 0, top, ranks, style)
        after = 138.0
        if sizes:
            legende.draw_sizes(panel, 82, top, sizes, style)
            after = max(after, 82 + legende.width_of(sizes, style))
        legende.draw_lines(panel, after, top, lines, style, heading)
    else:
        if needed > top:
            ranks = [replace(row, regle=()) for row in ranks]
        y = legende.draw_ranks(panel, 0, top, ranks, style)
        y = legende.draw_sizes(panel, 0, y - 2.2, sizes, style) if sizes else y
        legende.draw_lines(panel, 0, y - 2.2, lines, style, heading)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Dessin(panel, tuple(drawn))


def rank_rows(
    poles: pd.DataFrame, about: "pd.Series[bool]", rules: Rules, style: Style, *, filled: bool
) -> list[Rang]:
    """Legend rows of the ranks drawn: colour, « 2 – Grand pôle (42) », what the rule asks.

    Only the pôles that the map is about are counted: a rank that others alone have is « (0) ».
    `filled`: the map also fills the bassins.
    """
    counts = about.groupby(poles["rang"]).sum()
    return [
        Rang(
            (style.rangs[rank.rang],),
            f"{rank.rang} – {rank.type_pole[:1].upper()}{rank.type_pole[1:]} ({counts[rank.rang]})",
            tuple(condition_printed(condition) for condition in rank.conditions),
            (tint(rank.rang, style),) if filled else (),
        )
        for rank in rules.ranks
        if rank.rang in counts
    ]


def condition_printed(condition: Condition) -> str:
    """Write a condition as the legend does: « plus de 10 000 professionnels »."""
    share = condition.mesure in SHARES
    bound = pourcent(float(condition.fraction), 0) if share else nombre(float(condition.fraction))
    return f"{condition.sens.replace('_', ' ')} {bound} {NOUNS[condition.mesure]}"
