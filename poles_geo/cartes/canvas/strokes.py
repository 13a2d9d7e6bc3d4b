"""A kind of line: how it is drawn on the map, and said in the legend."""

from dataclasses import dataclass

from poles_geo.doors import check_fields


@dataclass(frozen=True)
class Stroke:
    """A kind of line shown by the map, and what it is; `fill` when it surrounds one, or none."""

    text: str
    colour: str
    width: float
    fill: str | None = None

    def __post_init__(self) -> None:
        check_fields(self)
