"""Sizes: symbols and bars against their numbers, those of the legend against those of the map."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from poles_geo.cartes.lint.defects import Defect, middle
from poles_geo.cartes.lint.ink import TextSeen
from poles_geo.cartes.lint.legend_checks import BESIDE, HALF_ROW
from poles_geo.cartes.lint.numbers_read import number_alone
from poles_geo.cartes.lint.seen import PageReading, SymbolSeen, View
from poles_geo.typography import french_count, french_number

SIZE_ERROR = 0.04
"""Relative error of an area that an eye cannot see, printing included."""
SIZE_SLACK = 0.06
"""The same for a diameter, in mm: a dot of a printer of 400 dots per inch."""
BAR_SLACK = 0.3
"""The same for the length of a bar, outline included."""
LARGEST = 3.0
"""How much larger than the largest symbol drawn that of the legend may be, in area."""
CUT = 0.2
"""What a frame may hide of a symbol, in mm."""
KNOWN = 0.8
"""Share of symbols in proportion to their numbers, from which the others are faults."""
CLASSED = 0.5
"""Share of equal symbols above which they are in classes of size."""


def check_sizes(page: PageReading) -> Iterator[Defect]:
    """Symbols out of proportion or cut, figures of the legend that are not those of circles."""
    yield from _sizes(page)
    yield from _size_legend(page)
    yield from _cut(page)
    yield from _bars(page)


def _cut(page: PageReading) -> Iterator[Defect]:
    """Symbols of which the edge of their map hides a part: their area no more says a number."""
    for view in page.views:
        left, low, right, high = view.box
        cut = [
            one
            for one in (*view.symbols, *view.slices)
            if abs(min(one.x - left, right - one.x, one.y - low, high - one.y)) < one.radius - CUT
        ]
        if cut:
            yield Defect(
                "coupe",
                f"{french_count(len(cut), 'symbole coupé', 'symboles coupés')} par le cadre : "
                "agrandir le cadre, les en ôter, ou n'en tracer que le contour avec leur nombre.",
                cut[0].centre,
            )


def _sizes(page: PageReading) -> Iterator[Defect]:
    """Symbols whose area is not in proportion to their number."""
    for symbols in (group for group in _groups(page) if len(group) > 2):
        values = np.array([_number(symbol) for symbol in symbols])
        radii = np.array([symbol.radius for symbol in symbols])
        scale = np.median(radii / np.sqrt(values))
        expected = scale * np.sqrt(values)
        wrong = np.abs(radii - expected) > SIZE_ERROR / 2 * expected + SIZE_SLACK / 2
        told = symbols[0].value is not None
        if page.style and page.style.symbol_bounds and told:
            wrong = _out_of_order(values, radii)
        elif not told and wrong.mean() > 1 - KNOWN and not _follow(values, radii):
            continue
        for k in np.flatnonzero(wrong):
            yield Defect(
                "taille",
                f"un symbole de {french_number(values[k])} a un diamètre de "
                f"{french_number(2 * radii[k], 1)} mm ; à l'échelle des autres, "
                f"{french_number(2 * expected[k], 1)} mm : lui donner une aire proportionnelle à "
                "son nombre.",
                symbols[k].centre,
            )


def _groups(page: PageReading) -> list[list[SymbolSeen]]:
    """Symbols that show positive numbers by their size: all those told, then by artist."""
    symbols = [symbol for view in page.views for symbol in view.symbols]
    told = [symbol for symbol in symbols if symbol.value is not None and symbol.value > 0]
    others: dict[object, list[SymbolSeen]] = {}
    for symbol in symbols:
        if symbol.value is None and symbol.given is not None and symbol.given > 0:
            others.setdefault(symbol.artist, []).append(symbol)
    sized = [group for group in others.values() if len({one.radius for one in group}) > 2]
    return [group for group in (told, *sized) if len(group) > 1]


def _of_sizes(page: PageReading) -> list[SymbolSeen]:
    """Symbols of several sizes, whose numbers are not known."""
    by_artist: dict[object, list[SymbolSeen]] = {}
    for symbol in (one for view in page.views for one in view.symbols):
        by_artist.setdefault(symbol.artist, []).append(symbol)
    groups = [group for group in by_artist.values() if len({one.radius for one in group}) > 2]
    return [symbol for group in groups for symbol in group]


def _number(symbol: SymbolSeen) -> float:
    return float(symbol.value if symbol.value is not None else symbol.given or 0.0)


def _out_of_order(values: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Symbols in classes of size that are smaller than those of a smaller number."""
    order = np.argsort(values, kind="stable")
    largest = np.maximum.accumulate(radii[order])
    wrong = np.zeros(len(values), dtype=bool)
    wrong[order] = radii[order] < largest - SIZE_SLACK
    return wrong


def _follow(values: NDArray[np.float64], radii: NDArray[np.float64]) -> bool:
    """Tell whether sizes are in the order of numbers: they show them, in proportion or not."""
    return bool((np.diff(radii[np.argsort(values)]) >= -1e-9).all())


def _size_legend(page: PageReading) -> Iterator[Defect]:
    """Sizes of the legend: their figures, and whether they bracket those of the map."""
    shown = [one for group in _groups(page) for one in group]
    scale = np.median([one.radius / np.sqrt(_number(one)) for one in shown]) if shown else None
    for panel in page.panels:
        rows = _size_rows(page, panel)
        if not rows:
            continue
        numbers = np.array([number_alone(text.text) for text, _ in rows], dtype=float)
        radii = np.array([circle.radius for _, circle in rows])
        own = float(np.median(radii / np.sqrt(numbers))) if scale is None else float(scale)
        expected = own * np.sqrt(numbers)
        for k in np.flatnonzero(
            np.abs(radii - expected) > SIZE_ERROR / 2 * expected + SIZE_SLACK / 2
        ):
            yield Defect(
                "cercle",
                f"la légende écrit {rows[k][0].text} à un cercle qui, à l'échelle de la carte, "
                f"vaut {french_number((radii[k] / own) ** 2)} : remettre chaque nombre à son "
                "cercle.",
                middle(rows[k][0].box),
            )
        drawn = shown or [replace(one, given=(one.radius / own) ** 2) for one in _of_sizes(page)]
        if drawn:
            yield from _bracket(rows, max(drawn, key=lambda one: one.radius))


def _bracket(rows: Sequence[tuple[TextSeen, SymbolSeen]], largest: SymbolSeen) -> Iterator[Defect]:
    """Find a legend whose largest circle is smaller than that of the map, or far larger."""
    text, circle = max(rows, key=lambda row: row[1].radius)
    ratio = (circle.radius / largest.radius) ** 2
    if circle.radius < largest.radius - SIZE_SLACK / 2:
        found = f"le plus grand de la carte vaut {french_number(_number(largest))}"
        yield Defect(
            "encadrement",
            f"le plus grand cercle de la légende vaut {text.text} ; {found} : en montrer un au "
            "moins aussi grand.",
            circle.centre,
        )
    elif ratio > LARGEST:
        yield Defect(
            "encadrement",
            f"le plus grand cercle de la légende vaut {text.text}, "
            f"{french_number(ratio, 1)} fois le plus grand de la carte : ne pas dépasser "
            f"{french_number(LARGEST)} fois.",
            circle.centre,
        )


def _bars(page: PageReading) -> Iterator[Defect]:
    """Find bars of a legend whose length is not in proportion to the number written by them."""
    for panel in page.panels:
        rows = [
            (bar, text, number)
            for bar, text in page.measured_of(panel)
            if (number := number_alone(text.text)) is not None
        ]
        if not rows:
            continue
        longs = np.array([bar[2] - bar[0] for bar, _, _ in rows])
        numbers = np.array([number for _, _, number in rows])
        some = numbers > 0
        own = longs.sum() / max(1.0, numbers.sum())
        if some.sum() > 2:
            own = np.median(longs[some] / numbers[some])
        for k in np.flatnonzero(np.abs(longs - own * numbers) > BAR_SLACK):
            _, text, _ = rows[k]
            yield Defect(
                "barre",
                f"la légende écrit {text.text} à une barre qui, à l'échelle des autres, vaut "
                f"{french_number(longs[k] / own)} : remettre chaque nombre à sa barre.",
                middle(text.box),
            )


def _size_rows(page: PageReading, panel: View) -> list[tuple[TextSeen, SymbolSeen]]:
    """Numbers of a legend, each with the circle that a line leads from."""
    texts = [text for text in page.texts_of(panel) if number_alone(text.text)]
    rows = []
    for leader in panel.leaders:
        tops = [
            (float(np.hypot(one.x - leader.start[0], one.y + one.radius - leader.start[1])), one)
            for one in panel.symbols
        ]
        ends = [
            (abs(middle(text.box)[1] - leader.end[1]), text)
            for text in texts
            if 0 <= text.box[0] - leader.end[0] < BESIDE
        ]
        near_circle = min(tops, key=lambda item: item[0], default=None)
        near_text = min(ends, key=lambda item: item[0], default=None)
        if near_circle and near_text and near_circle[0] < 0.5 and near_text[0] < HALF_ROW:
            rows.append((near_text[1], near_circle[1]))
    return rows
