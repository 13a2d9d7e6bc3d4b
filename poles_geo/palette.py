"""Colours that the maps, the interactive page and the styles for a GIS share."""

RANK_COLOURS = ("#5b0e3c", "#c22f4a", "#f08a4b", "#fbd36b")
"""Of the ranks, the strongest first."""
LAND, BASSIN_LINE, INK = "#fbfaf8", "#cbc5bb", "#22262b"

SEQUENTIAL = {
    "teal": ("#cde8de", "#24949b", "#013953"),
    "blue": ("#d1e6f1", "#368ebe", "#013661"),
    "green": ("#dae7c6", "#4f9560", "#013d27"),
    "purple": ("#e4e0f1", "#907cba", "#3f256e"),
    "orange": ("#ffddb7", "#cd6c30", "#621e07"),
    "grey": ("#d4d4d4", "#7c7c7c", "#2e2e2e"),
}
"""Ramps of a ratio: its lightest colour, its middle, its darkest; lightness L* of 90, 56, 22; that
of greys of 85, 52, 19, so that the lightest is darker than every ground in black and white."""
DIVERGING = {
    "orange-blue": (("#ffddb7", "#d76f2e", "#782714"), ("#cae7f8", "#3a93c8", "#05437b")),
    "brown-teal": (("#f5e0bd", "#bc7e3c", "#653615"), ("#c1eae9", "#339a98", "#024a4c")),
}
"""Two ramps, under a centre and over it, each from it outwards; lightness L* of 90, 58, 28."""
BIVARIATE = (
    ("#e2e2e2", "#e0ac8f", "#d0773f"),
    ("#97bcd8", "#a18886", "#96563b"),
    ("#2897cd", "#60667d", "#603735"),
)
"""Of two ratios: a row for each class of the second, a column for each of the first; lightness
falls by 15.5 with each step of either, from 90."""
