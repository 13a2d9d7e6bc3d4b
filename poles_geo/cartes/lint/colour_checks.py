"""Colours: those that look alike, those that say a number badly."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from poles_geo.cartes.lint import vision
from poles_geo.cartes.lint.defects import Defect, middle
from poles_geo.cartes.lint.legend_checks import (
    area_colours,
    class_rows,
    class_scales,
    symbol_colours,
    tints_of,
)
from poles_geo.cartes.lint.numbers_read import INTERVAL, range_of
from poles_geo.cartes.lint.seen import MappedSeen, PageReading
from poles_geo.typography import french_number

COLOUR_GAP = 10.0
"""Least ΔE between two ranks for a dichromat.

A just noticeable difference is 2.3 side by side; circles of a map lie apart, are small, and are
compared with a legend from memory.
"""
LIGHTNESS_GAP = 8.0
"""Least difference of lightness L* from a rank to the next, in grey: about four just noticeable
ones, for the same reason, and because a photocopy flattens."""
GROUND_GAP = 2.3
"""Least ΔE between sea, land and neighbours, which touch: a just noticeable difference."""
BREAK = 0.1
"""How far from zero, in parts of the ramp, its lightest or darkest colour may be."""
FEWEST = 5
"""Numbers under which nothing can be told of what they are."""
UNEVEN = 4.0
"""How much larger than the median the largest of persons counted by area is, as a rule."""
GROUNDS = {"sea": "la mer", "land": "la terre", "abroad": "les pays voisins",
           "around": "les régions voisines"}  # fmt: skip


def check_colours(page: PageReading) -> Iterator[Defect]:
    """Classes that look alike, grounds that do, ramps without zero, stocks as flat colours."""
    yield from _ranks(page)
    yield from _grounds(page)
    yield from _zero(page)
    yield from _flat_fills(page)
    yield from _stocks(page)


def _ranks(page: PageReading) -> Iterator[Defect]:
    """Classes of the map that look alike to a dichromat or in grey."""
    style = page.style
    explained = symbol_colours(page.panels, style) | area_colours(page.panels)
    told = symbol_colours(page.views, style).union(page.ratios) & explained
    ramp = [(f"classe {k}", colour) for k, colour in enumerate(page.ratios, 1)][::-1]
    known = class_scales(style) if style else []
    scales = [[row for row in scale if row[1] in told] for scale in [*known, ramp]]
    by_colours = {tuple(colour for _, colour in scale): scale for scale in scales[::-1]}
    yield from _alike([(f"classe {k}", colour) for k, colour in enumerate(page.kinds, 1)])
    layers = {layer.colour: f"« {layer.name} »" for layer in page.layers}
    yield from _alike([(name, colour) for colour, name in layers.items() if colour in explained])
    for drawn in by_colours.values():
        yield from _alike(drawn)
        if drawn and drawn[0][1] in page.ratios and _breaks(page.ratios) is not None:
            continue
        for (one, a), (other, b) in pairwise(drawn):
            step = vision.lightness(b) - vision.lightness(a)
            if step < LIGHTNESS_GAP:
                yield Defect(
                    "gris",
                    f"en gris, {other} ({b}) doit être plus clair que {one} ({a}) d'au moins "
                    f"{french_number(LIGHTNESS_GAP)} ; il l'est de {french_number(step, 1)} : "
                    "écarter leurs clartés, du plus sombre au plus clair.",
                )


def _alike(scale: Sequence[tuple[str, str]]) -> Iterator[Defect]:
    """Pairs of classes (name, colour) that look alike to a dichromat."""
    for (one, a), (other, b) in combinations(scale, 2):
        gaps = {sight: vision.difference(a, b, sight) for sight in vision.DEFICIENCES}
        sight = min(gaps, key=gaps.__getitem__)
        if gaps[sight] < COLOUR_GAP:
            yield Defect(
                "daltonisme",
                f"{one} ({a}) et {other} ({b}) se confondent pour un {sight} : écart de "
                f"{french_number(gaps[sight], 1)}, il en faut {french_number(COLOUR_GAP)} ; "
                "écarter leurs clartés.",
            )


def _grounds(page: PageReading) -> Iterator[Defect]:
    """Sea, land and neighbours of one colour."""
    for view in page.views:
        for (one, a), (other, b) in combinations(view.grounds.items(), 2):
            if {one, other} == {"abroad", "around"}:  # neighbours both
                continue
            gap = vision.plain_difference(a, b)
            if gap < GROUND_GAP:
                yield Defect(
                    "fond",
                    f"{GROUNDS[one]} ({a}) et {GROUNDS[other]} ({b}) ont la même couleur : écart "
                    f"de {french_number(gap, 1)}, il en faut {french_number(GROUND_GAP, 1)} ; les "
                    "distinguer.",
                    middle(view.box),
                )


def _zero(page: PageReading) -> Iterator[Defect]:
    """Ramps of values of both signs that do not break at zero."""
    for view in page.views:
        values = np.concatenate([np.empty(0), *(item.values for item in view.classes)])
        values = values if view.signed is None else np.concatenate([values, view.signed])
        bad = _both_signs(values) and not (
            view.parted or _classes_break(page, view.ratios or view.kinds)
        )
        bad |= any(
            not _mapped_breaks(item)
            for item in view.mapped
            if _both_signs(item.values) and len(set(item.colours)) > 1
        )
        if page.style is None:
            ranges, ramp = _ranges(page), [colour for _, colour in class_rows(page)]
            signs = bool(ranges) and ranges[0][0] < 0 < ranges[-1][1]
            bad |= signs and len(ramp) == len(ranges) and not _classes_break(page, ramp)
        if bad:
            yield Defect(
                "zero",
                "les valeurs sont des deux signes et la gamme de couleurs ne change pas à zéro : "
                "prendre une gamme double, sa couleur la plus claire à zéro, et zéro pour borne.",
                middle(view.box),
            )


def _both_signs(values: NDArray[np.float64]) -> bool:
    known = values[np.isfinite(values)]
    return bool(len(known) and known.min() < 0 < known.max())


def _ranges(page: PageReading) -> list[tuple[float, float]]:
    """Bounds of the classes that the legends say, the lowest first."""
    texts = [text for panel in page.panels for text in page.texts_of(panel)]
    found = [bounds for text in texts if (bounds := range_of(text.text)) is not None]
    return sorted(set(found))


def _breaks(colours: Sequence[str]) -> int | None:
    """Where, among classes, a double ramp has its middle: after so many; None where it has none."""
    light = [vision.lightness(colour) for colour in colours]
    lightest = int(np.argmax(light))
    falls = all(a > b for a, b in pairwise(light[lightest:]))
    rises = all(a < b for a, b in pairwise(light[: lightest + 1]))
    if not (falls and rises) or len(light) < 2:
        return None
    hues = vision.difference_of_hue(colours[0], colours[-1])
    return lightest if 0 < lightest < len(light) - 1 or hues else None


def _classes_break(page: PageReading, ramp: Sequence[str]) -> bool:
    """Tell whether the classes of a ramp part at zero, and its colours with them."""
    ranges = _ranges(page)
    if any(low < 0 < high for low, high in ranges if np.isfinite([low, high]).all()):
        middle_class = [k for k, (low, high) in enumerate(ranges) if low < 0 < high]
        return len(ranges) == len(ramp) and _breaks(ramp) == middle_class[0]
    if any(low < 0 < high for low, high in ranges):
        return False
    below = sum(high <= 0 for _, high in ranges)
    found = _breaks(ramp)
    return found is not None and (not ranges or found in (below - 1, below))


def _mapped_breaks(item: MappedSeen) -> bool:
    """Tell whether a colour map has its lightest or its darkest colour at zero."""
    low, high = np.nanmin(item.values), np.nanmax(item.values)
    steps = np.linspace(low, high, 41)
    light = np.array([vision.lightness(_colour_at(item, float(step))) for step in steps])
    zero = -low / (high - low)
    for curve in (light, -light):
        top = steps[curve > curve.max() - 1.0]
        place = (top.mean() - low) / (high - low)
        inner = min(curve.max() - curve[0], curve.max() - curve[-1]) > COLOUR_GAP / 2
        if inner and abs(place - zero) <= BREAK:
            return True
    return False


def _colour_at(item: MappedSeen, value: float) -> str:
    return str(to_hex(item.artist.to_rgba(np.array([value]))[0].tolist()))


def _flat_fills(page: PageReading) -> Iterator[Defect]:
    """Areas whose fill is neither the ground's nor the tint of a rank.

    A number of professionals is shown by the area of a symbol; the one thing that a fill of this
    atlas may say is a rank, or a perimeter. What a fill of another colour says cannot be read
    from the page: it is refused.
    """
    if page.style is None:
        return
    style = page.style
    ground = {style.sea, style.abroad, style.land, style.around}
    known = ground | tints_of(style).union(page.ratios, page.kinds)
    strange = sorted(area_colours(page.views) - known)
    if strange:
        shown = ", ".join(strange[:5]) + ("…" if len(strange) > 5 else "")
        yield Defect(
            "aplat",
            f"des aires sont remplies de couleurs qui ne sont pas la teinte d'un rang ({shown}) : "
            "montrer un nombre par des symboles d'aire proportionnelle.",
        )


def _stocks(page: PageReading) -> Iterator[Defect]:
    """Areas coloured by a number of persons, as counted or times a constant."""
    for view in page.views:
        classed = np.concatenate([np.empty(0), *(item.values for item in view.classes)])
        shown = [item.values for item in view.mapped if item.areas]
        bounds = _counted_bounds(page) if page.style is None else []
        for values in (classed, *shown, np.array(bounds)):
            step = counting_step(values)
            if step is None:
                continue
            times = "" if step == 1 else f" (des multiples de {step:.6g})".replace(".", ",")
            yield Defect(
                "aplat",
                f"des aires sont colorées selon un nombre{times}, non un rapport : le montrer par "
                "des symboles d'aire proportionnelle, ou le diviser par une population.",
                middle(view.box),
            )


def _counted_bounds(page: PageReading) -> list[float]:
    """Bounds of the classes of a legend of two decimals, where all are whole: of counts.

    Between two counts, a quantile is a part of as many as there are classes.
    """
    texts = [text.text for panel in page.panels for text in page.texts_of(panel)]
    ranges = [range_of(text) for text in texts if INTERVAL.match(text)]
    bounds = [bound for pair in ranges if pair is not None for bound in pair]
    if any(bound != round(bound) for bound in (min(bounds, default=0.0), max(bounds, default=0.0))):
        return []
    if all(bound == round(bound) for bound in bounds):
        return bounds
    parts = [bound * len(ranges) for bound in bounds]
    if all(abs(part - round(part)) < 0.006 * len(ranges) for part in parts):
        return [float(round(part)) for part in parts]
    return []


def counting_step(values: NDArray[np.float64]) -> float | None:
    """Give the constant that numbers are whole multiples of, where they look like counts.

    Counts times a constant are all multiples of it. So are ratios that were rounded, of a step
    that is then a digit and zeros: those are told apart by their evenness, as the largest of
    counts by area is far above the median. None: no such constant, or too few numbers.
    """
    if (values < 0).any():  # a change, and no number of persons
        return None
    known = values[np.isfinite(values)]
    known = np.unique(known[known > 0])
    step = _common_step(known) if len(known) >= FEWEST else None
    if step is None:
        return None
    rounded = float(f"{step:.0e}")
    even = known.max() / np.median(known) < UNEVEN
    return None if even and abs(step - rounded) < 1e-6 * rounded else step


def _common_step(known: NDArray[np.float64]) -> float | None:
    """Greatest number that all are whole multiples of, to a ten millionth of the largest."""
    if (known == np.round(known)).all():
        return float(np.gcd.reduce(known.astype(np.int64)))
    error = known.max() * 1e-9
    step = float(known[0])
    for value in known[1:]:
        rest = float(value)
        while rest > error:
            step, rest = rest, step % rest
            if step - rest < error:
                rest = 0.0
        if step < known.max() * 1e-7:
            return None
    return step
