"""What is written around a map: its title, and at its foot sources, date, author and notes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo import __version__
from poles_geo.cartes.canvas.axes import Dessin, is_framed, is_panel, panel_axes, write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style
from poles_geo.cartes.canvas.text import extent_of, wrapped
from poles_geo.edition import embedded as edition
from poles_geo.typography import imprime, jour

FONDS = "IGN Admin Express et Insee (1ᵉʳ janvier 2024), Natural Earth"
PANNEAU = (180.0, 21.0)
"""Width and height, in mm, of the panel that a title or sources make when they have no axes."""
TITRE, SOUS_TITRE, SEUL = 17.0, 8.8, 11.0
"""Tops of the title, of the line under it, and of a title alone, in mm above the map."""
PIED = 8.0
"""Ordinate of the last line of a panel, in mm."""
INTERLIGNE = 3.1
"""Between two lines of the foot, in mm."""
LIGNES, LIGNES_SERREES = 4, 6
"""Lines of a panel as it is, and at most: from the fifth on, they start lower and come closer."""
PIED_SERRE = 6.0
"""Ordinate of the last line of a panel when there are more than four, in mm."""
AIR = 2.7
"""Space over the first line, in mm."""


def draw_title(
    titre: str,
    sous_titre: str = "",
    *,
    ax: Axes | None = None,
    style: Style = STYLE_RAPPORT,
) -> Dessin:
    """Write a title, smaller when it is too long, and the line under it.

    Parameters
    ----------
    titre, sous_titre : str
    ax : Axes, optional
        A map: they are written above it, up to 17 mm. A panel, axes without frame in mm: they
        are written in it. By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    text = imprime(titre)
    extent = extent_of(text, style.police(style.titre, gras=True))[0] if text else 1.0
    font = style.police(style.titre * min(1, 0.98 * wide / extent), gras=True)
    options = {"va": "top", "ha": "left"}
    top = above + (TITRE if sous_titre else SEUL)
    drawn = [write_beside(ax, 0, top, text, fontproperties=font, color=style.encre, **options)]
    if sous_titre:
        drawn.append(
            write_beside(
                ax,
                0,
                above + SOUS_TITRE,
                imprime(sous_titre),
                fontproperties=style.police(style.sous_titre),
                color=style.gris,
                **options,
            )
        )
    return Dessin(ax, tuple(drawn))


def draw_sources(
    origine: pd.DataFrame | Mapping[Hashable, Any],
    notes: Sequence[str] = (),
    fonds: str = FONDS,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_RAPPORT,
) -> Dessin:
    """Write notes, sources, base map and author, in lines as wide as the axes.

    Parameters
    ----------
    origine : DataFrame or mapping
        The table, or its `attrs`: source, date, publication and attribution of the counts.
    notes : list of str
        What the reader must know besides.
    fonds : str
        Sources of the base map.
    ax : Axes, optional
        A map: the lines are written under it, all of them. A panel, axes without frame in mm:
        they are written in it, from its foot; what makes more than six lines is cut off the
        notes, with « … ». By default, a new panel.
    style : Style
    """
    ax, wide, above = _beside(ax)
    font = style.police(style.note)
    given = origine.attrs if isinstance(origine, pd.DataFrame) else origine
    sources, *others = mentions(given, fonds)
    said, noted = (
        [line for text in texts for line in wrapped(imprime(text), font, wide)]
        for texts in ((sources, " ".join(others)), notes)
    )
    if above:
        lines, step = [*noted, *said], INTERLIGNE
        low = -AIR - step * len(lines)
    else:
        lines, low, step = [*_cut(noted, LIGNES_SERREES - len(said)), *said], PIED, INTERLIGNE
        if len(lines) > LIGNES:
            low = PIED_SERRE
            step = min(INTERLIGNE, (size_of(ax)[1] - AIR - low) / (len(lines) - 1))
    drawn = [
        write_beside(
            ax, 0, low + row * step, line, fontproperties=font, color=style.gris, va="baseline"
        )
        for row, line in enumerate(reversed(lines))
    ]
    return Dessin(ax, tuple(drawn))


def _beside(ax: Axes | None) -> tuple[Axes, float, float]:
    """Axes to write beside, their width, and the height of the map to pass; 0 in a panel."""
    if ax is not None and not is_panel(ax) and (is_framed(ax) or ax.axison):
        return ax, *size_of(ax)
    ax, wide, _ = panel_axes(ax, *PANNEAU)
    return ax, wide, 0.0


def national_title(metropole: int, outremer: int) -> str:
    """Title of the map of France: how many pôles it shows, and of which part."""
    parts = ["de la France métropolitaine"] if metropole or not outremer else []
    parts += ["d'outre-mer"] if outremer else []
    return f"Les {metropole + outremer} pôles d'offre de soins {' et '.join(parts)}"


def mentions(origine: Mapping[Hashable, Any], fonds: str) -> list[str]:
    """Say where the counts and the ground come from, and who made the map."""
    source = origine.get("source", "non précisées")
    date = jour(str(origine.get("date", "non datées")))
    published = f" ; {origine['publication']}" if "publication" in origine else ""
    author = f"{origine['attribution']}, avec " if "attribution" in origine else ""
    return [
        f"Sources : {source} ({date}){published}.",
        f"Fond de carte : {fonds}. Projection : Lambert 93.",
        f"Réalisation : {author}poles_geo {__version__}.",
    ]


def notes_of(poles: gpd.GeoDataFrame) -> list[str]:
    """Tell what to know of the counts, which of two towns a pôle is drawn at, and other names.

    The first are the `avertissements` of the `attrs`, in one note.
    """
    warned = poles.attrs.get("avertissements")
    notes = [" ".join(warned)] if warned else []
    double = poles[poles["nom"].str.contains(" - ", regex=False)]
    if len(double):
        centres = edition.load_communes()["nom"].reindex(double.index)
        places = zip(double["nom"], centres, strict=True)
        listed = ", ".join(f"{nom} à {centre}" for nom, centre in places if pd.notna(centre))
        notes.append(f"Pôles dessinés à la commune centre de leur bassin de vie : {listed}.")
    if "nom_publie" in poles:
        renamed = poles[poles["nom"] != poles["nom_publie"]]
        notes += [
            f"{nom} est publié sous le nom de « {publie} »."
            for nom, publie in zip(renamed["nom"], renamed["nom_publie"], strict=True)
        ]
    return notes


def _cut(lines: list[str], room: int) -> list[str]:
    """Keep the first lines; « … » in place of the last word says that there were more."""
    if len(lines) <= room:
        return lines
    *kept, last = lines[: max(room, 1)]
    return [*kept, f"{last.rpartition(' ')[0]} …"]
