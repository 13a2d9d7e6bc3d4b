"""Asides: blocks over a map besides its legend, which say the same at several sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes

from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.layout.asides import Piece
from poles_geo.cartes.legends.blocks import Block
from poles_geo.cartes.legends.columns import RIGHT


@dataclass(frozen=True)
class Said:
    """A block at one size: `pitch` is the scale of its spaces."""

    block: Block
    pitch: float = 1.0

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height that it takes, in mm."""
        wide = self.block.width
        return wide + RIGHT, self.block.height(wide, self.pitch)

    def draw(self, panel: Axes) -> None:
        """Draw it on a panel of its size, or wider."""
        wide, high = size_of(panel)
        self.block.draw(panel, 0.0, high, wide - RIGHT, self.pitch)


Aside = Sequence[Said]
"""The same thing said at several sizes, the fullest first."""


def pieces(asides: Sequence[Aside]) -> list[Piece]:
    """Give what a page is told of asides."""
    return [[said.size for said in aside] for aside in asides]
