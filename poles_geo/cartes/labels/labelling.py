"""Labels on a map: placed clear of what it already shows, and written with their leader lines."""

from dataclasses import dataclass

import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine, TightLayoutEngine
from matplotlib.patheffects import withStroke

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Frame, figure_of
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import LeaderMark, TextLine, write
from poles_geo.cartes.labels.label_places import Label, Placed, leader_line
from poles_geo.cartes.labels.occupation import (
    leaders_on,
    links_on,
    outlines_on,
    symbols_on,
    written_on,
)
from poles_geo.cartes.labels.placing import place_labels
from poles_geo.errors import warn
from poles_geo.typography import NO_BREAK_SPACE


@dataclass(frozen=True)
class Labels(Drawing):
    """Labels on a map.

    Attributes
    ----------
    placed : tuple of Placed
        Those that were written, most important first.
    left_out : tuple of Label
        Those that found no place, most important first; `text` is what they say.
    """

    placed: tuple[Placed, ...]
    left_out: tuple[Label, ...]


def label_map(ax: Axes, labels: list[Label], style: Style) -> Labels:
    """Place and write labels, clear of what the map already shows.

    Parameters
    ----------
    labels : list of Label
        Most important first; each names a symbol that the map shows.

    Warns
    -----
    UserWarning
        When an automatic layout will change the size of the axes: labels do not follow it.
    """
    frame = Frame.of(ax)
    if isinstance(figure_of(ax).get_layout_engine(), ConstrainedLayoutEngine | TightLayoutEngine):
        warn(
            "noms placés à la taille qu'ont les axes, que la mise en page automatique de la figure "
            f'changera{NO_BREAK_SPACE}: la faire avant (figure.set_layout_engine("none")).'
        )
    named = {_key(label.x, label.y, label.diameter) for label in labels}
    unnamed = [
        Label(x, y, size, "", 0, "")
        for x, y, size in symbols_on(ax, frame).tolist()
        if 0 <= x <= frame.width and 0 <= y <= frame.height and _key(x, y, size) not in named
    ]
    placed, left_out = place_labels(
        labels,
        frame,
        style,
        obstacles=written_on(ax, frame),
        unnamed=unnamed,
        lines=links_on(ax, frame),
        outlines=outlines_on(ax, frame),
        leaders=leaders_on(ax, frame),
    )
    drawn = [_draw_leader(ax, item, frame, style) for item in placed if item.leader]
    drawn += (written := write(ax, frame, style, [_line_of(item, style) for item in placed]))
    for item, text in zip(placed, written[1:], strict=True):
        tell(text, symbol=tuple(frame.to_metres([(item.label.x, item.label.y)])[0]))
    return Labels(ax, tuple(drawn), tuple(placed), tuple(left_out))


def _key(*symbol: float) -> tuple[int, ...]:
    """Tell symbols apart to the micrometre."""
    return tuple(round(1000 * value) for value in symbol)


def _line_of(item: Placed, style: Style) -> TextLine:
    label = item.label
    font = style.font(label.size, bold=label.bold)
    return TextLine(label.text, item.box[:2], font, label.colour)


def _draw_leader(ax: Axes, item: Placed, frame: Frame, style: Style) -> Artist:
    """Draw the line from the edge of a symbol to the nearest point of its label."""
    (x0, y0), (x1, y1) = frame.to_metres(shapely.get_coordinates(leader_line(item)))
    return ax.add_line(
        LeaderMark(
            [x0, x1],
            [y0, y1],
            color=item.label.colour,
            linewidth=0.4,
            solid_capstyle="butt",
            zorder=7,
            path_effects=[withStroke(linewidth=1.2, foreground=style.halo)],
        )
    )
