"""What a choropleth shows: its unit, its classes, its legend."""

import shapely
from drawn_pages import legend_texts
from matplotlib.patches import PathPatch

from poles_geo.cartes.canvas.output.carte import Carte

UNIT = "Professionnels de santé des pôles pour 1 000 habitants"


def fills(carte: Carte) -> list[PathPatch]:
    """Patches of the classes, the lowest first."""
    marked = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("ratio")]
    return sorted(marked, key=lambda patch: str(patch.get_gid()))


def class_at(carte: Carte, point: shapely.Point) -> list[int]:
    """Classes whose fill holds a point."""
    return [k for k, patch in enumerate(fills(carte)) if holds(patch, point)]


def holds(patch: PathPatch, point: shapely.Point) -> bool:
    polygons = patch.get_path().to_polygons(closed_only=True)
    return sum(shapely.Polygon(ring).contains(point) for ring in polygons) % 2 == 1


def legend(carte: Carte) -> str:
    return "\n".join(text.get_text() for text in legend_texts(carte))
