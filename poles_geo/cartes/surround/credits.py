"""What is written around a map: its title, and at its foot sources, date, author and notes."""

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from poles_geo import __version__
from poles_geo.cartes.canvas.axes import Drawing, is_framed, is_panel, panel_axes, write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.coded import WARNINGS, note_columns, note_index, said_of
from poles_geo.communes.field import NAMED, field_of
from poles_geo.communes.identity import UNIT_BASSIN, unit_of
from poles_geo.errors import Faults
from poles_geo.ranking.classify import ESTABLISHMENTS, things_of
from poles_geo.ranking.unseen import partial_bassins
from poles_geo.regions import MAINLAND
from poles_geo.typography import capitalised, french_count, typeset

Table = TypeVar("Table", pd.DataFrame, "pd.Series[Any]")

POLES = "Les pôles d'offre de soins"
"""Beginning of the title of a map of pôles, before the zone."""
GROUND_SOURCE = "IGN Admin Express et Insee (1ᵉʳ janvier 2024), Natural Earth"
PANEL = (180.0, 22.0)
"""Width and height, in mm, of the panel that a title or sources make when they have no axes."""
TITLE, SUBTITLE, ALONE = 14.5, 6.3, 8.5
"""Tops of the title, of the line under it, and of a title alone, in mm above the map, for a title
of the usual size."""
TWO_LINES = (18.0, 12.4)
"""Tops of the lines of a title that takes two, in mm above the map."""
SMALLER, WRAPPED = 0.75, 0.86
"""Share of its size down to which a title stays on one line, and that of a title of two."""
FOOT = 8.0
"""Ordinate of the last line of a panel, in mm."""
LEADING = 3.1
"""Between two lines of the foot, in mm."""
TIGHT_FOOT, TIGHT_LEADING = 6.0, 2.4
"""The same for a panel that lacks room: its lines start lower and come closer."""
AIR = 3.7
"""Between the first line and what is above, in mm."""
TOLERANCE = 0.01
"""Height, in mm, that may be wanting: sums of heights are not exact."""


def draw_title(
    title: str,
    subtitle: str = "",
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Write a title and the line under it, smaller when they are too long, then on two lines.

    Parameters
    ----------
    title, subtitle : str
    ax : Axes, optional
        A map: they are written above it, up to 17 mm. A panel, axes without frame in mm: they
        are written in it. By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    options = {"va": "top", "ha": "left"}
    lines, font = title_lines(title, wide, style)
    scale = style.head_scale
    tops = TWO_LINES if len(lines) > 1 else (TITLE if subtitle else ALONE,)
    drawn = [
        write_beside(
            ax, 0, above + scale * top, line, fontproperties=font, color=style.ink, **options
        )
        for top, line in zip(tops, lines, strict=True)
    ]  # fmt: skip
    if subtitle:
        drawn.append(
            write_beside(
                ax,
                0,
                above + scale * SUBTITLE,
                typeset(subtitle),
                fontproperties=_fitting(subtitle, style.subtitle, wide, style),
                color=style.grey,
                **options,
            )
        )
    return Drawing(ax, tuple(drawn))


def title_lines(title: str, wide: float, style: Style) -> tuple[list[str], FontProperties]:
    """Set a title on one line, a little smaller if it must be, else on two of like lengths."""
    text = typeset(title)
    font = _fitting(title, style.title, wide, style, bold=True)
    if font.get_size_in_points() >= SMALLER * style.title or " " not in text:
        return [text], font
    words = text.split(" ")
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    best = min(cuts, key=lambda lines: max(map(len, lines)))
    longest = max(best, key=len)
    return list(best), _fitting(longest, WRAPPED * style.title, wide, style, bold=True)


def credited(table: Table, *, source: str = "", date: str = "", author: str = "") -> Table:
    """Give a table with the source, the date and the author that are said, in its `attrs`.

    Another source takes the place of the publication too.
    """
    said = {"source": source, "date": date, "attribution": author}
    copy = table.copy(deep=False)
    copy.attrs = {**said_of(table.attrs), **said_of(said)}
    if source:
        copy.attrs.pop("publication", None)
    return copy


def _fitting(
    text: str, size: float, wide: float, style: Style, *, bold: bool = False
) -> FontProperties:
    """Typeface in which a line is not wider than a panel."""
    extent = text_extent(typeset(text), style.font(size, bold=bold))[0]
    return style.font(size * min(1, 0.98 * wide / (extent or 1.0)), bold=bold)


def draw_sources(
    origin: pd.DataFrame | Mapping[Hashable, Any],
    notes: Sequence[str] = (),
    ground: str = GROUND_SOURCE,
    *,
    projection: str = "Lambert 93",
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
    projection : str
        Its name.
    ax : Axes, optional
        A map: the lines are written under it, all of them. A panel, axes without frame in mm:
        they are written in it, from its foot; what it does not hold, six lines when it is 22 mm
        high, is cut off the notes, with « … ». By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    font = style.font(style.note)
    given = origin.attrs if isinstance(origin, pd.DataFrame) else origin
    said, noted = _lines(given, notes, ground, projection, wide, style)
    if above:
        lines, step = [*noted, *said], LEADING
        low = -AIR - step * len(lines)
    else:
        room = size_of(ax)[1] - AIR
        most = 1 + int((room - TIGHT_FOOT) / TIGHT_LEADING)
        said = _cut(said, most)
        lines, low, step = [*_cut(noted, most - len(said)), *said], FOOT, LEADING
        if _height(len(lines)) > room + AIR + TOLERANCE:
            low = TIGHT_FOOT
            step = min(LEADING, (room - low) / (len(lines) - 1))
    drawn = [
        write_beside(
            ax, 0, low + row * step, line, fontproperties=font, color=style.grey, va="baseline"
        )
        for row, line in enumerate(reversed(lines))
    ]
    return Drawing(ax, tuple(drawn))


def foot_height(
    wide: float,
    origin: Mapping[Hashable, Any],
    notes: Sequence[str] = (),
    ground: str = GROUND_SOURCE,
    *,
    projection: str = "Lambert 93",
    style: Style = STYLE_REPORT,
) -> float:
    """Height, in mm, of a panel for what :func:`draw_sources` writes; at most that by default.

    Parameters
    ----------
    wide : float
        Width of its lines, in mm.
    origin, notes, ground, projection, style
        As for :func:`draw_sources`.
    """
    said, noted = _lines(origin, notes, ground, projection, wide, style)
    return min(PANEL[1], _height(len(said) + len(noted)))


def _height(lines: int) -> float:
    """Height of a panel that holds so many lines, with their usual spaces."""
    return FOOT + LEADING * (lines - 1) + AIR


def _lines(
    origin: Mapping[Hashable, Any],
    notes: Sequence[str],
    ground: str,
    projection: str,
    wide: float,
    style: Style,
) -> tuple[list[str], list[str]]:
    """Cut in lines what is said of the sources, and what is noted."""
    font = style.font(style.note)
    sources, *others = credit_lines(origin, ground, projection)
    said, noted = (
        [line for text in texts for line in wrapped(typeset(text), font, wide)]
        for texts in ((sources, " ".join(others)), notes)
    )
    return said, noted


def _beside(ax: Axes | None) -> tuple[Axes, float, float]:
    """Axes to write beside, their width, and the height of the map to pass; 0 in a panel."""
    if ax is not None and not is_panel(ax) and (is_framed(ax) or ax.axison):
        return ax, *size_of(ax)
    ax, wide, _ = panel_axes(ax, *PANEL)
    return ax, wide, 0.0


def counted_things(attrs: Mapping[Hashable, Any]) -> str:
    """Say what a table counts: « établissements » where it says so, else professionals."""
    things = things_of(attrs)
    return things if things == ESTABLISHMENTS else f"{things} de santé"


def of_things(things: str) -> str:
    """Put « de » before a word: « d'établissements »."""
    return f"d'{things}" if things[0] in "aeéiou" else f"de {things}"


def number_of(things: str) -> str:
    """Say how many of some things: « Nombre d'établissements »."""
    return f"Nombre {of_things(things)}"


def subtitle_of(attrs: Mapping[Hashable, Any]) -> str:
    """Say what the pôles of a table are, and what bounds its counts."""
    field, unit = field_of(attrs), unit_of(attrs.get("zonage")).one
    bounds = ", ".join(filter(None, (field.professions, field.status)))
    if not bounds:
        return f"{number_of(counted_things(attrs))} et rang du pôle, par {unit}"
    apart = " (rang non comparable au rapport)"
    return f"{bounds[0].upper()}{bounds[1:]} : nombre et rang, par {unit}{apart}"


def national_title(
    metropolitan: int, overseas: int, attrs: Mapping[Hashable, Any] = MappingProxyType({})
) -> str:
    """Title of the map of France: how many pôles it shows, and of which part.

    `attrs`: those of the table; when its field is not the whole metropole, the title names it.
    """
    field = field_of(attrs)
    if not field.national:
        counted = french_count(metropolitan + overseas, "pôle", "pôles")
        return f"{counted} d'offre de soins, {field.territory}"
    parts = [f"de la {MAINLAND}"] if metropolitan or not overseas else []
    parts += ["d'outre-mer"] if overseas else []
    return f"Les {metropolitan + overseas} pôles d'offre de soins {' et '.join(parts)}"


def zoning_told(bassins: gpd.GeoDataFrame | None) -> str:
    """Say, after the ground, which zoning a map draws; nothing when it draws none."""
    if bassins is None:
        return ""
    unit = unit_of(bassins.attrs.get("zonage"))
    dated = f"{unit.several} {bassins.attrs.get('millesime') or ''}".rstrip()
    source = str(bassins.attrs.get("source") or "")
    source = "Insee" if unit == UNIT_BASSIN or source.startswith("Insee, ") else source
    return f" ; {dated}" + (f" ({source})" if source else "")


def credit_lines(
    origin: Mapping[Hashable, Any], ground: str, projection: str = "Lambert 93"
) -> list[str]:
    """Say where the counts and the ground come from, and who made the map."""
    origin = said_of(origin)
    source, date = origin.get("source", "non précisées"), origin.get("date", "non datées")
    published = f" ; {origin['publication']}" if "publication" in origin else ""
    author = f"{origin['attribution']}, avec " if "attribution" in origin else ""
    return [
        f"Sources : {source} ({date}){published}.",
        f"Fond de carte : {ground}. Projection : {projection}.",
        f"Réalisation : {author}poles_geo {__version__}.",
    ]


def warnings_of(origin: Mapping[Hashable, Any]) -> list[str]:
    """Give what a table says must be known of its numbers, in one note; none when nothing."""
    warned = origin.get(WARNINGS)
    return [" ".join(capitalised(str(text)) for text in warned)] if warned else []


def notes_of(poles: gpd.GeoDataFrame, *, land: Land | None = None) -> list[str]:
    """Tell what to know of the counts, which of two towns a pôle is drawn at, and other names.

    The first are the `avertissements` of the `attrs`, in one note.

    Raises
    ------
    TableError
        No column nom; a column there twice.
    """
    faults = Faults("table des pôles")
    note_columns(faults, poles, dict.fromkeys(["nom", *poles.columns]))
    note_index(faults, poles.index)
    faults.raise_if_any()
    land = land or embedded_land()
    notes = warnings_of(poles.attrs)
    double = poles[poles["nom"].astype("str").str.contains(" - ", regex=False, na=False)]
    if len(double):
        centres = land.communes["nom"].reindex(double.index)
        places = zip(double["nom"], centres, strict=True)
        listed = ", ".join(f"{name} à {centre}" for name, centre in places if pd.notna(centre))
        unit = unit_of(poles.attrs.get("zonage")).one
        notes.append(f"Pôles dessinés à la commune centre de leur {unit} : {listed}.")
    if "nom_publie" in poles:
        renamed = poles[poles["nom_publie"].notna() & (poles["nom"] != poles["nom_publie"])]
        notes += [
            f"{name} est publié sous le nom de « {published} »."
            for name, published in zip(renamed["nom"], renamed["nom_publie"], strict=True)
        ]
    return notes


def unranked_told(points: gpd.GeoDataFrame, zone: Extent | None, *, land: Land) -> list[str]:
    """Name the bassins of a zone that are counted in part, for a map that does not draw them."""
    partial = partial_bassins(points)
    if partial and zone is not None:
        towns = land.communes[land.communes.index.isin(partial)].representative_point()
        inside = set(towns.index[towns.intersects(zone.area)])
        known = (embedded_land().communes.index, land.overseas.index)
        partial = {
            code: name
            for code, name in partial.items()
            if code in inside or not any(code in codes for codes in known)
        }
    if not partial:
        return []
    names = [name or code for code, name in partial.items()]
    more = french_count(len(names) - NAMED, "autre") if len(names) > NAMED else ""
    shown = ", ".join(names[:NAMED]) + (f" et {more}" if more else "")
    return [f"Sans rang, faute de compte dans toutes les communes : {shown}."]


def _cut(lines: list[str], room: int) -> list[str]:
    """Keep the first lines; « … » in place of the last word says that there were more."""
    if len(lines) <= max(room, 0):
        return lines
    *kept, last = lines[: max(room, 1)]
    return [*kept, f"{last.rpartition(' ')[0]} …"]
