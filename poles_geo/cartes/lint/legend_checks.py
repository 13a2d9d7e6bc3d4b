"""The legend against its map: colours, texts, order, counts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from poles_geo.cartes.canvas.style import Style, rank_colour, tint
from poles_geo.cartes.lint.defects import Defect, middle
from poles_geo.cartes.lint.ink import TextSeen
from poles_geo.cartes.lint.numbers_read import range_of, value_of
from poles_geo.cartes.lint.seen import PageReading, SignSeen, View
from poles_geo.cartes.lint.vision import difference_of_hue, lightness
from poles_geo.typography import NO_BREAK_SPACE, THIN_SPACE, french_number

COUNT = re.compile(rf"\((\d[\d{THIN_SPACE}{NO_BREAK_SPACE} ]*)\)\s*$")
"""Count at the end of a row."""
RANK = re.compile(r"^(\d) – ")
"""Beginning of the row of a rank."""
MANY = 9
"""Colours that are missing one by one; more of them are a ramp."""
HALF_ROW = 1.6
"""How far, in mm, the middle of a text may be from that of its sign."""
BESIDE = 12.0
"""How far, in mm, a text may begin after its sign."""


def check_legend(page: PageReading) -> Iterator[Defect]:
    """Colours, texts, order and counts of a legend, against what its map shows."""
    yield from _colours(page)
    yield from _without_object(page)
    yield from _exchanged(page)
    yield from _other_layers(page)
    yield from _order(page)
    yield from _counts(page)


def symbol_colours(views: Sequence[View], style: Style | None) -> set[str]:
    """Colours of the symbols of maps or legends, but for that of halos."""
    halo = style.halo if style else "#ffffff"
    return {symbol.colour for view in views for symbol in view.symbols} - {halo}


def area_colours(views: Sequence[View]) -> set[str]:
    """Colours of the fills of maps or legends."""
    return {colour for view in views for colour in view.areas}


def tints_of(style: Style) -> set[str]:
    """List the fills that mean something: tints of ranks, full and faint, and the perimeter.

    A tint that is the colour of the ground means nothing.
    """
    tints = {
        tint(rank, style, faint=faint) for rank in style.rank_colours for faint in (False, True)
    }
    return {*tints, style.perimeter_fill} - {style.land, style.around}


def class_scales(style: Style) -> list[list[tuple[str, str]]]:
    """Names and colours of the classes of a style, in order, a scale each."""
    ranks = sorted(style.rank_colours)
    return [
        [(f"rang {rank}", style.rank_colours[rank]) for rank in ranks],
        [(f"rang {rank} pâle", rank_colour(rank, style, faint=True)) for rank in ranks],
        [(f"avancement {rank}", colour) for rank, colour in enumerate(style.progress_colours, 1)],
    ]


def _names(style: Style) -> dict[str, str]:
    """Name what each colour of a style stands for."""
    names = {style.perimeter_fill: "fond du périmètre", style.perimeter_colour: "périmètre"}
    for rank in style.rank_colours:
        names[tint(rank, style)] = f"bassins du rang {rank}"
        names[tint(rank, style, faint=True)] = f"bassins du rang {rank}, pâles"
    return names | {colour: name for scale in class_scales(style)[::-1] for name, colour in scale}


def _colours(page: PageReading) -> Iterator[Defect]:
    """Colours of the map that the legend does not show: symbols, areas, lines.

    Sea, land and the outlines of other countries need none; nor do the rings of circles, the
    frames of insets and the lines that lead to labels, in the colours of halos and texts. Without
    a style, colours that follow no number are the ground's or the caller's.
    """
    style = page.style
    explained = symbol_colours(page.panels, style) | area_colours(page.panels)
    explained |= {colour for panel in page.panels for colour in panel.lines}
    areas: set[str] = set()
    lines: set[str] = set()
    names: dict[str, str] = {}
    if style is None:
        mapped = [item for view in page.views for item in view.mapped]
        bars = any(not panel.signs and panel.areas for panel in page.panels)
        symbols = {colour for item in mapped if not item.areas for colour in item.colours}
        areas = {colour for item in mapped if item.areas for colour in item.colours}
        if any(panel.signs for panel in page.panels):
            names = {layer.colour: layer.name for layer in page.layers}
            symbols |= {layer.colour for layer in page.layers if not layer.areas}
            areas |= {layer.colour for layer in page.layers if layer.areas}
        symbols, areas = (set() if bars else found - explained for found in (symbols, areas))
    else:
        names = _names(style)
        shown = symbol_colours(page.panels, style) | area_colours(page.panels)
        symbols = symbol_colours(page.views, style) - shown
        meaning = tints_of(style).union(page.ratios, page.kinds)
        areas = (area_colours(page.views) & meaning) - area_colours(page.panels)
        silent = {style.frontier_colour, style.ink, style.grey, style.halo}
        drawn = {colour for view in page.views for colour in view.lines}
        lines = drawn - silent - {colour for panel in page.panels for colour in panel.lines}
    for kind, missing in (("symboles", symbols), ("aires", areas), ("lignes", lines)):
        if len(missing) > MANY:
            yield Defect(
                "legende",
                f"des {kind} de la carte ont {french_number(len(missing))} couleurs absentes de la "
                "légende : en donner la gamme et ses nombres, ou n'en dessiner qu'une.",
                _place_of(page, min(missing)),
            )
            continue
        for colour in sorted(missing):
            named = f" ({names[colour]})" if colour in names else ""
            yield Defect(
                "legende",
                f"des {kind} de la carte ont la couleur {colour}{named}, absente de la légende : "
                "l'y ajouter avec son sens, ou ne pas la dessiner.",
                _place_of(page, colour),
            )


def _place_of(page: PageReading, colour: str) -> tuple[float, float] | None:
    """Where the first symbol of a colour lies."""
    symbols = (one for view in page.views for one in view.symbols if one.colour == colour)
    first = next(symbols, None)
    return None if first is None else first.centre


def _without_object(page: PageReading) -> Iterator[Defect]:
    """Rows whose circles, and the fills that they are on, are on no map; circles of a rank alone.

    A class of bounds that the user gives may have none, and counts 0.
    """
    symbols = {symbol.colour for view in page.views for symbol in view.symbols}
    drawn = symbols | area_colours(page.views)
    faint = _faint(page.style) if page.style else set()
    hollow = any(view.hollow for view in page.views)
    for panel in page.panels:
        rows = {sign.row for sign in panel.signs if sign.row and sign.circles and sign.colours}
        for row in sorted(rows):
            signs = [sign for sign in panel.signs if sign.row == row]
            rings = all(sign.hollow for sign in signs)
            counted = COUNT.search(row)
            none = counted is not None and value_of(counted[1]) == 0
            shown = {colour for sign in signs if sign.circles for colour in sign.colours & faint}
            there = any(sign.colours & drawn for sign in signs) and shown <= symbols
            if none or (hollow if rings else there):
                continue
            written = [text for text in page.texts_of(panel) if text.text == row]
            yield Defect(
                "legende",
                f"la ligne « {row} » de la légende a des cercles qui ne sont pas sur la carte : "
                "les ôter.",
                middle(written[0].box) if written else None,
            )


def _faint(style: Style) -> set[str]:
    """Colours of the circles that are not of the subject of a map, by rank."""
    return {rank_colour(rang, style, faint=True) for rang in style.rank_colours}


def _beside(sign: SignSeen, texts: Sequence[TextSeen]) -> TextSeen | None:
    """Text of the row of a sign: the nearest on its right, at its height."""
    _, y = middle(sign.box)
    near = [
        text
        for text in texts
        if abs(middle(text.box)[1] - y) < HALF_ROW and -0.5 < text.box[0] - sign.box[2] < BESIDE
    ]
    return min(near, key=lambda text: text.box[0], default=None)


def _exchanged(page: PageReading) -> Iterator[Defect]:
    """Rows whose text or colour is that of another row."""
    for panel in page.panels:
        texts = page.texts_of(panel)
        signs = [sign for sign in panel.signs if sign.row is not None]
        seen = {text.text for text in texts}
        first = {sign.first_colours for sign in signs}
        now = {sign.colours for sign in signs}
        for sign in signs:
            text = _beside(sign, texts)
            known = {other.row for other in signs}
            if text and text.text != sign.row and text.text in known and sign.row in seen:
                yield Defect(
                    "echange",
                    f"la légende écrit « {text.text} » à la ligne de « {sign.row} » : remettre "
                    "chaque texte devant son signe.",
                    middle(text.box),
                )
            changed = sign.colours != sign.first_colours
            if changed and sign.colours in first and sign.first_colours in now:
                yield Defect(
                    "echange",
                    f"la légende donne à « {sign.row} » la couleur d'une autre ligne : remettre "
                    "à chaque signe la couleur qu'il a sur la carte.",
                    middle(sign.box),
                )


def _other_layers(page: PageReading) -> Iterator[Defect]:
    """Rows that have the name of a layer, and the colour of something else."""
    colours = {layer.name: {one.colour for one in page.layers if one.name == layer.name}
               for layer in page.layers}  # fmt: skip
    bare = {COUNT.sub("", name).strip(): found for name, found in colours.items()}
    for panel in page.panels:
        texts = page.texts_of(panel)
        for sign in panel.signs:
            text = _beside(sign, texts)
            name = COUNT.sub("", text.text).strip() if text else ""
            if text and name in bare and sign.colours and not sign.colours & bare[name]:
                yield Defect(
                    "echange",
                    f"la légende donne à « {name} » la couleur {min(sign.colours)} ; la carte lui "
                    f"donne {min(bare[name])} : remettre chaque texte devant sa couleur.",
                    middle(text.box),
                )


def _order(page: PageReading) -> Iterator[Defect]:
    """Classes of numbers whose row has another colour than the areas of those numbers."""
    rows = class_rows(page)
    for text, colour in rows:
        low, high = range_of(text.text) or (0.0, 0.0)
        for view in page.views:
            for item in view.mapped:
                own = np.array(item.colours) == colour
                values = item.values[own & np.isfinite(item.values)]
                if not len(values) or _are_codes(item.values):
                    continue
                slack = 0.006 * max(abs(low), abs(high), 1.0)
                if ((values < low - slack) | (values > high + slack)).any():
                    yield Defect(
                        "echange",
                        f"la ligne « {text.text} » de la légende a la couleur d'aires de "
                        f"{french_number(values.min(), 2)} à {french_number(values.max(), 2)} : "
                        "remettre chaque texte devant sa couleur.",
                        middle(text.box),
                    )
    yield from _steps(page, rows)


def _are_codes(values: NDArray[np.float64]) -> bool:
    """Tell whether numbers are those of classes rather than what is measured."""
    known = np.unique(values[np.isfinite(values)])
    return bool(len(known) and (known == np.arange(len(known))).all())


def class_rows(page: PageReading) -> list[tuple[TextSeen, str]]:
    """Rows of classes of numbers, the lowest first: their text, the colour that they explain."""
    found = []
    shown = area_colours(page.views) | {one.colour for view in page.views for one in view.symbols}
    for panel in page.panels:
        texts = page.texts_of(panel)
        for sign in panel.signs:
            text = _beside(sign, texts)
            colours = sign.colours & shown
            if text is not None and range_of(text.text) is not None and len(colours) == 1:
                found.append((text, next(iter(colours))))
    return sorted(found, key=lambda row: range_of(row[0].text) or (0.0, 0.0))


def _steps(page: PageReading, rows: Sequence[tuple[TextSeen, str]]) -> Iterator[Defect]:
    """Rows of classes that are not in the order of their bounds, or of the colours of the map."""
    if page.kinds:  # of two hues, or of two ratios: their rows are no one ramp
        return
    ramp = {colour: step for step, colour in enumerate(page.ratios)}
    steps = [ramp[colour] for _, colour in rows if colour in ramp]
    misplaced = [row for row, step, due in zip(rows, steps, sorted(steps), strict=False)
                 if step != due]  # fmt: skip
    if not ramp:
        heights = [text.box[1] for text, _ in rows]
        falling = sorted(heights) if heights[:1] < heights[-1:] else sorted(heights)[::-1]
        misplaced = [row for row, y, due in zip(rows, heights, falling, strict=True) if y != due]
        if not misplaced and len(rows) > 2 and not is_ramp([colour for _, colour in rows]):
            misplaced = list(rows[:1])
    for text, _ in misplaced:
        yield Defect(
            "echange",
            f"la ligne « {text.text} » de la légende n'a pas la couleur, ou la place, de sa "
            "classe : remettre chaque texte devant sa couleur, dans l'ordre des bornes.",
            middle(text.box),
        )


def is_ramp(colours: Sequence[str]) -> bool:
    """Tell whether colours go from light to dark, or the reverse, or double back between hues."""
    light = [lightness(colour) for colour in colours]
    turns = [np.sign(b - a) for a, b in pairwise(light) if a != b]
    changes = sum(a != b for a, b in pairwise(turns))
    return changes == 0 or (changes == 1 and difference_of_hue(colours[0], colours[-1]))


def _counts(page: PageReading) -> Iterator[Defect]:
    """Rows that count something else than what the map shows of their colour.

    An area alone in its layer may be several, gathered.
    """
    layers = Counter(dict[str, int]())
    for layer in page.layers:
        layers[layer.colour] += layer.count if layer.areas else 0
    classes = {colour: count for colour, count in layers.items() if count > 1}
    classes |= {item.colour: item.count for view in page.views for item in view.classes}
    ranks = page.style.rank_colours if page.style else {}
    marks = symbol_colours(page.views, page.style) - area_colours(page.views)
    for panel in page.panels:
        texts = page.texts_of(panel)
        for sign in panel.signs:
            text = _beside(sign, texts)
            written = COUNT.search(text.text) if text else None
            if text is None or written is None:
                continue
            found: int | None = None
            rank = RANK.match(text.text)
            own = ranks.get(int(rank[1])) if rank is not None else None
            if own in sign.colours and list(ranks.values()).count(own) == 1:
                found = _drawn(page, own)
            elif len(known := sign.colours & classes.keys()) == 1:
                found = classes[next(iter(known))]
            elif page.style is None and len(own_colour := sign.colours & marks) == 1:
                found = sum(one.colour in own_colour for view in page.views for one in view.symbols)
            elif _said(sign) not in (None, written[1]):
                found = int(value_of(_said(sign) or "0"))
            if found is not None and found != value_of(written[1]):
                yield Defect(
                    "compte",
                    f"la légende compte {written[1]} à la ligne « {text.text} » ; la carte en "
                    f"montre {french_number(found)} : recompter ce qui est dessiné.",
                    middle(text.box),
                )


def _said(sign: SignSeen) -> str | None:
    """Count that the row of a sign was drawn with."""
    written = COUNT.search(sign.row) if sign.row else None
    return written[1] if written else None


def _drawn(page: PageReading, colour: str) -> int:
    """How many symbols of a colour the maps show; one that an inset shows again is one."""
    places = {
        (round(symbol.place[0]), round(symbol.place[1]))
        for view in page.views
        for symbol in view.symbols
        if symbol.colour == colour
    }
    return len(places)
