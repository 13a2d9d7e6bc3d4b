"""What is written around a map: its title, and at its foot sources, date, author and notes."""

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from poles_geo import __version__
from poles_geo.cartes.canvas.axes import Drawing, is_framed, is_panel, panel_axes, write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.communes.field import field_of
from poles_geo.typography import french_count, french_date, typeset

GROUND_SOURCE = "IGN Admin Express et Insee (1ᵉʳ janvier 2024), Natural Earth"
PANEL = (180.0, 21.0)
"""Width and height, in mm, of the panel that a title or sources make when they have no axes."""
TITLE, SUBTITLE, ALONE = 17.0, 8.8, 11.0
"""Tops of the title, of the line under it, and of a title alone, in mm above the map."""
FOOT = 8.0
"""Ordinate of the last line of a panel, in mm."""
LEADING = 3.1
"""Between two lines of the foot, in mm."""
ROWS, TIGHT_LINES = 4, 6
"""Lines of a panel as it is, and at most: from the fifth on, they start lower and come closer."""
TIGHT_FOOT = 6.0
"""Ordinate of the last line of a panel when there are more than four, in mm."""
AIR = 2.7
"""Space over the first line, in mm."""


def draw_title(
    title: str,
    subtitle: str = "",
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Write a title and the line under it, smaller when they are too long.

    Parameters
    ----------
    title, subtitle : str
    ax : Axes, optional
        A map: they are written above it, up to 17 mm. A panel, axes without frame in mm: they
        are written in it. By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    text = typeset(title)
    font = _fitting(title, style.title, wide, style, bold=True)
    options = {"va": "top", "ha": "left"}
    top = above + (TITLE if subtitle else ALONE)
    drawn = [write_beside(ax, 0, top, text, fontproperties=font, color=style.ink, **options)]
    if subtitle:
        drawn.append(
            write_beside(
                ax,
                0,
                above + SUBTITLE,
                typeset(subtitle),
                fontproperties=_fitting(subtitle, style.subtitle, wide, style),
                color=style.grey,
                **options,
            )
        )
    return Drawing(ax, tuple(drawn))


def _fitting(
    text: str, size: float, wide: float, style: Style, *, bold: bool = False
) -> FontProperties:
    """Typeface in which a line is not wider than a panel."""
    extent = text_extent(typeset(text), style.font(size, bold=bold))[0] if text else 1.0
    return style.font(size * min(1, 0.98 * wide / extent), bold=bold)


def draw_sources(
    origin: pd.DataFrame | Mapping[Hashable, Any],
    notes: Sequence[str] = (),
    ground: str = GROUND_SOURCE,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Write notes, sources, base map and author, in lines as wide as the axes.

    Parameters
    ----------
    origin : DataFrame or mapping
        The table, or its `attrs`: source, date, publication and attribution of the counts.
    notes : list of str
        What the reader must know besides.
    ground : str
        Sources of the base map.
    ax : Axes, optional
        A map: the lines are written under it, all of them. A panel, axes without frame in mm:
        they are written in it, from its foot; what makes more than six lines is cut off the
        notes, with « … ». By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    font = style.font(style.note)
    given = origin.attrs if isinstance(origin, pd.DataFrame) else origin
    sources, *others = credit_lines(given, ground)
    said, noted = (
        [line for text in texts for line in wrapped(typeset(text), font, wide)]
        for texts in ((sources, " ".join(others)), notes)
    )
    if above:
        lines, step = [*noted, *said], LEADING
        low = -AIR - step * len(lines)
    else:
        lines, low, step = [*_cut(noted, TIGHT_LINES - len(said)), *said], FOOT, LEADING
        if len(lines) > ROWS:
            low = TIGHT_FOOT
            step = min(LEADING, (size_of(ax)[1] - AIR - low) / (len(lines) - 1))
    drawn = [
        write_beside(
            ax, 0, low + row * step, line, fontproperties=font, color=style.grey, va="baseline"
        )
        for row, line in enumerate(reversed(lines))
    ]
    return Drawing(ax, tuple(drawn))


def _beside(ax: Axes | None) -> tuple[Axes, float, float]:
    """Axes to write beside, their width, and the height of the map to pass; 0 in a panel."""
    if ax is not None and not is_panel(ax) and (is_framed(ax) or ax.axison):
        return ax, *size_of(ax)
    ax, wide, _ = panel_axes(ax, *PANEL)
    return ax, wide, 0.0


def subtitle_of(attrs: Mapping[Hashable, Any]) -> str:
    """Say what the pôles of a table are, and what bounds its counts."""
    field = field_of(attrs)
    bounds = ", ".join(filter(None, (field.professions, field.status)))
    if not bounds:
        return "Nombre de professionnels de santé et rang du pôle, par bassin de vie"
    apart = " (rang non comparable au rapport)"
    return f"{bounds[0].upper()}{bounds[1:]} : nombre et rang, par bassin de vie{apart}"


def national_title(
    metropolitan: int, overseas: int, attrs: Mapping[Hashable, Any] = MappingProxyType({})
) -> str:
    """Title of the map of France: how many pôles it shows, and of which part.

    `attrs`: those of the table; when its field is not the whole metropole, the title names it.
    """
    field = field_of(attrs)
    if not field.national:
        counted = french_count(metropolitan + overseas, "pôle", "pôles")
        where = field.territory or "communes comptées"
        return f"{counted} d'offre de soins, {where}"
    parts = ["de la France métropolitaine"] if metropolitan or not overseas else []
    parts += ["d'outre-mer"] if overseas else []
    return f"Les {metropolitan + overseas} pôles d'offre de soins {' et '.join(parts)}"


def credit_lines(origin: Mapping[Hashable, Any], ground: str) -> list[str]:
    """Say where the counts and the ground come from, and who made the map."""
    source = origin.get("source", "non précisées")
    date = french_date(str(origin.get("date", "non datées")))
    published = f" ; {origin['publication']}" if "publication" in origin else ""
    author = f"{origin['attribution']}, avec " if "attribution" in origin else ""
    return [
        f"Sources : {source} ({date}){published}.",
        f"Fond de carte : {ground}. Projection : Lambert 93.",
        f"Réalisation : {author}poles_geo {__version__}.",
    ]


def notes_of(poles: gpd.GeoDataFrame, *, land: Land | None = None) -> list[str]:
    """Tell what to know of the counts, which of two towns a pôle is drawn at, and other names.

    The first are the `avertissements` of the `attrs`, in one note.
    """
    land = land or embedded_land()
    warned = poles.attrs.get("avertissements")
    notes = [" ".join(warned)] if warned else []
    double = poles[poles["nom"].str.contains(" - ", regex=False)]
    if len(double):
        centres = land.communes["nom"].reindex(double.index)
        places = zip(double["nom"], centres, strict=True)
        listed = ", ".join(f"{name} à {centre}" for name, centre in places if pd.notna(centre))
        notes.append(f"Pôles dessinés à la commune centre de leur bassin de vie : {listed}.")
    if "nom_publie" in poles:
        renamed = poles[poles["nom"] != poles["nom_publie"]]
        notes += [
            f"{name} est publié sous le nom de « {published} »."
            for name, published in zip(renamed["nom"], renamed["nom_publie"], strict=True)
        ]
    return notes


def _cut(lines: list[str], room: int) -> list[str]:
    """Keep the first lines; « … » in place of the last word says that there were more."""
    if len(lines) <= room:
        return lines
    *kept, last = lines[: max(room, 1)]
    return [*kept, f"{last.rpartition(' ')[0]} …"]
