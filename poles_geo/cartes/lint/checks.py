"""The faults that a cartographer refuses, looked for on a finished page.

The page is judged as it is drawn, not on what was asked of it. What a map says (its counts,
its ranks, its places) is not judged.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.style import Style, rank_colour, tint
from poles_geo.cartes.labels.placing import CENTRE
from poles_geo.cartes.lint import vision
from poles_geo.cartes.lint.readout import PageReading, TextSeen, View, read_page
from poles_geo.typography import NO_BREAK_SPACE, THIN_SPACE, french_number, punctuate

SMALLEST_SIZE = 6.0
"""Smallest text, in points at the printed size."""
COLOUR_GAP = 10.0
"""Least ΔE between two ranks for a dichromat.

A just noticeable difference is 2.3 side by side; circles of a map lie apart, are small, and are
compared with a legend from memory.
"""
LIGHTNESS_GAP = 8.0
"""Least difference of lightness L* from a rank to the next, in grey: about four just noticeable
ones, for the same reason, and because a photocopy flattens."""
SLACK = 0.1
"""Slack, in mm, within which two boxes touch without overlapping: a third of a stroke."""
ACCURACY = 0.01
"""Relative error of a scale bar; an eye with a ruler makes more."""

NUMBER = re.compile(
    rf"(?<![\d,])\d{{1,3}}(?:[{THIN_SPACE}{NO_BREAK_SPACE} ]\d{{3}})*(?:,\d+)?(?![\d,])"
)
ALONE = re.compile(rf"[\d{THIN_SPACE}{NO_BREAK_SPACE} ,]+")
"""A text that is a number and nothing else: the value of a symbol."""
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
LENGTH = re.compile(
    rf"([\d,{THIN_SPACE}{NO_BREAK_SPACE} ]+?)[{THIN_SPACE}{NO_BREAK_SPACE} ]?(km|m)"
)
CARTE_DE = re.compile(r"cartes?\s+(?:de\s|des\s|du\s|d[’'])", re.IGNORECASE)
FOOT = r"\s*:\s*(.*?)(?=Fonds? de carte|Réalisation|Sources?\s*:|$)"
"""What follows a heading at the foot of the page, up to the next heading."""


@dataclass(frozen=True)
class Defect:
    """A fault of a page.

    Attributes
    ----------
    rule : str
        Short name of the rule: « corps », « recouvrement », « legende »…
    message : str
        What is expected, what was found, what to do, in French.
    """

    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}{NO_BREAK_SPACE}: {self.message}"


def lint(carte: Carte) -> list[Defect]:
    """Look for the faults of a finished page.

    Parameters
    ----------
    carte : Carte
        As the builders give it, whatever was drawn on it since.

    Returns
    -------
    list of Defect
        None when the page is good. The rules: « corps » (a text under 6 points), « recouvrement »
        (two texts), « centre » (a label on the centre of a symbol), « page » (a text off the
        page), « cadre » (a label off its frame), « legende » (a colour of the map that the
        legend lacks), « daltonisme » and « gris » (two ranks that look alike), « titre »,
        « source », « date », « auteur », « echelle » (missing, of no round length, or wrong),
        « borne » (a number of the legend that is not round), « aplat » (a fill that is
        neither ground, tint of a rank nor class of a ratio), « reproduction » (another file).

    Notes
    -----
    Two ranks look alike when their colours differ by less than 10 (ΔE, CIE 1976) for a
    deuteranope, a protanope or a tritanope, or when a rank is not lighter than the one before by
    8 of lightness L*. Full and faint symbols are judged apart, among those that the legend
    explains. The tints of bassins are not: each lies under the symbol that it repeats.
    """
    page, style = read_page(carte.figure), carte.style
    found = [
        *_texts(page),
        *_labels(page, style),
        *_legend(page, style),
        *_ranks(page, style),
        *_credits(page, carte.title),
        *_scales(page),
        *_bounds(page),
        *_flat_fills(page, style),
        *_repeated(carte),
    ]
    return [Defect(item.rule, punctuate(item.message)) for item in found]


def _texts(page: PageReading) -> Iterator[Defect]:
    """Texts under the smallest size, one on another, off the page."""
    for text in page.texts:
        if text.size < SMALLEST_SIZE - 1e-6:
            yield Defect(
                "corps",
                f"« {text.text} » est écrit en {french_number(text.size, 1)} points ; il en faut "
                f"{french_number(SMALLEST_SIZE)} à la taille imprimée : agrandir le texte ou la "
                "page.",
            )
        if not _inside(text.box, (0.0, 0.0, page.width, page.height)):
            yield Defect("page", f"« {text.text} » sort de la page : le déplacer ou le raccourcir.")
    for one, other in combinations(page.texts, 2):
        if _shared(one.box, other.box):
            yield Defect(
                "recouvrement",
                f"« {one.text} » et « {other.text} » se recouvrent : déplacer ou retirer l'un "
                "des deux.",
            )


def _inside(box: Box, frame: Box) -> bool:
    low = all(a >= b - SLACK for a, b in zip(box[:2], frame[:2], strict=True))
    return low and all(a <= b + SLACK for a, b in zip(box[2:], frame[2:], strict=True))


def _shared(box: Box, other: Box) -> bool:
    """Tell whether two boxes have a part in common."""
    return all(min(box[k + 2], other[k + 2]) - max(box[k], other[k]) > SLACK for k in (0, 1))


def _labels(page: PageReading, style: Style) -> Iterator[Defect]:
    """Labels on the centre of a symbol, off their map or under an inset; rows off the legend."""
    panels = {view.axes: view.box for view in page.panels}
    for text in page.texts:
        if text.axes in panels and not _inside(text.box, panels[text.axes]):
            yield Defect(
                "cadre",
                f"« {text.text} » sort du panneau de la légende : raccourcir la légende ou "
                "agrandir la page.",
            )
    for k, view in enumerate(page.views):
        insets = [other.box for other in page.views[k + 1 :]]
        symbols = [symbol for symbol in view.symbols if symbol.colour != style.halo]
        centres = np.array([(s.x, s.y, min(s.radius, CENTRE)) for s in symbols]).reshape(-1, 3)
        for label in (text for text in page.texts if text.label and text.axes is view.axes):
            if not _inside(label.box, view.box):
                yield Defect(
                    "cadre",
                    f"l'étiquette « {label.text} » sort du cadre de la carte : la rapprocher ou "
                    "la retirer.",
                )
            if any(_shared(label.box, inset) for inset in insets):
                yield Defect(
                    "cadre", f"l'étiquette « {label.text} » passe sous un encart : la déplacer."
                )
            if (_distance(label.box, centres[:, :2]) < centres[:, 2] - SLACK).any():
                yield Defect(
                    "centre",
                    f"l'étiquette « {label.text} » cache le centre d'un symbole, qui doit rester "
                    "visible : la déplacer.",
                )


def _distance(box: Box, points: np.ndarray) -> np.ndarray:
    """Distances in mm from a box to points (n × 2), 0 inside."""
    outside = np.maximum(np.array(box[:2]) - points, points - np.array(box[2:]))
    return np.asarray(np.hypot(*np.maximum(outside, 0).T))


def _legend(page: PageReading, style: Style) -> Iterator[Defect]:
    """Colours of the map that the legend does not show: symbols, areas, lines.

    Sea, land and the outlines of other countries need none; nor do the rings of circles, the
    frames of insets and the lines that lead to labels, in the colours of halos and texts.
    """
    names = _names(style)
    symbols = _symbol_colours(page.views, style)
    explained = _symbol_colours(page.panels, style) | _areas(page.panels)
    meaning = _tints(style).union(page.ratios)
    areas = (_areas(page.views) & meaning) - _areas(page.panels)
    silent = {style.frontier_colour, style.ink, style.grey, style.halo}
    lines = _lines(page.views) - silent - _lines(page.panels)
    for kind, missing in (
        ("symboles", symbols - explained),
        ("aires", areas),
        ("lignes", lines),
    ):
        for colour in sorted(missing):
            named = f" ({names[colour]})" if colour in names else ""
            yield Defect(
                "legende",
                f"des {kind} de la carte ont la couleur {colour}{named}, absente de la légende : "
                "l'y ajouter avec son sens, ou ne pas la dessiner.",
            )


def _symbol_colours(views: Sequence[View], style: Style) -> set[str]:
    return {symbol.colour for view in views for symbol in view.symbols} - {style.halo}


def _areas(views: Sequence[View]) -> set[str]:
    return {colour for view in views for colour in view.areas}


def _lines(views: Sequence[View]) -> set[str]:
    return {colour for view in views for colour in view.lines}


def _tints(style: Style) -> set[str]:
    """List the fills that mean something: tints of ranks, full and faint, and the perimeter.

    A tint that is the colour of the ground means nothing.
    """
    tints = {
        tint(rank, style, faint=faint) for rank in style.rank_colours for faint in (False, True)
    }
    return {*tints, style.perimeter_fill} - {style.land, style.around}


def _classes(style: Style) -> list[list[tuple[str, str]]]:
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
    return names | {colour: name for scale in _classes(style)[::-1] for name, colour in scale}


def _ranks(page: PageReading, style: Style) -> Iterator[Defect]:
    """Classes of the map that look alike to a dichromat or in grey."""
    explained = _symbol_colours(page.panels, style) | _areas(page.panels)
    told = _symbol_colours(page.views, style).union(page.ratios) & explained
    ramp = [(f"classe {k}", colour) for k, colour in enumerate(page.ratios, 1)][::-1]
    scales = [[row for row in scale if row[1] in told] for scale in [*_classes(style), ramp]]
    by_colours = {tuple(colour for _, colour in scale): scale for scale in scales[::-1]}
    for drawn in by_colours.values():
        for (one, a), (other, b) in combinations(drawn, 2):
            gaps = {sight: vision.difference(a, b, sight) for sight in vision.DEFICIENCES}
            sight = min(gaps, key=gaps.__getitem__)
            if gaps[sight] < COLOUR_GAP:
                yield Defect(
                    "daltonisme",
                    f"{one} ({a}) et {other} ({b}) se confondent pour un {sight} : écart de "
                    f"{french_number(gaps[sight], 1)}, il en faut {french_number(COLOUR_GAP)} ; "
                    "écarter leurs clartés.",
                )
        for (one, a), (other, b) in pairwise(drawn):
            step = vision.lightness(b) - vision.lightness(a)
            if step < LIGHTNESS_GAP:
                yield Defect(
                    "gris",
                    f"en gris, {other} ({b}) doit être plus clair que {one} ({a}) d'au moins "
                    f"{french_number(LIGHTNESS_GAP)} ; il l'est de {french_number(step, 1)} : "
                    "écarter leurs clartés, du plus sombre au plus clair.",
                )


def _credits(page: PageReading, title: str) -> Iterator[Defect]:
    """Title, source, date and author, as printed around the map."""
    around = [text for text in page.texts if text.axes is None]
    written = _joined(around)
    if not title.strip() or title not in (text.text for text in around):
        yield Defect("titre", "la page n'a pas de titre : il dit le sujet, le lieu et la date.")
    elif CARTE_DE.match(title.strip()):
        yield Defect(
            "titre",
            f"le titre commence par « {' '.join(title.split()[:2])} » : dire le sujet, on voit "
            "que c'est une carte.",
        )
    source = _after(r"Sources?", written)
    if not source or source.startswith("non précis"):
        yield Defect("source", 'aucune source n\'est imprimée : poles.attrs["source"] la donne.')
    elif "non dat" in source or not YEAR.search(source):
        yield Defect(
            "date",
            f'la source n\'est pas datée (« {source} ») : poles.attrs["date"] la date.',
        )
    if not _after("Réalisation", written):
        yield Defect("auteur", "l'auteur n'est pas imprimé : écrire « Réalisation : … ».")


def _joined(texts: Sequence[TextSeen]) -> str:
    """Lines of text from the top of the page to its foot, as one text."""
    return " ".join(text.text for text in sorted(texts, key=lambda text: -text.box[1]))


def _after(heading: str, written: str) -> str:
    """Return what a heading introduces at the foot of the page."""
    found = re.search(rf"\b{heading}{FOOT}", written, re.DOTALL | re.IGNORECASE)
    return found[1].strip(f" .{NO_BREAK_SPACE}") if found else ""


def _scales(page: PageReading) -> Iterator[Defect]:
    """Scale bar of each map: there, round, and as long as it says."""
    for view in page.views:
        if not view.scales:
            yield Defect(
                "echelle", "une carte ou un encart n'a pas d'échelle graphique : l'ajouter."
            )
        for bar in view.scales:
            read = LENGTH.fullmatch(bar.text)
            if read is None:
                yield Defect(
                    "echelle",
                    f"l'échelle porte « {bar.text} » : écrire une longueur en km ou en m.",
                )
                continue
            metres = _value(read[1]) * (1000 if read[2] == "km" else 1)
            if not _is_round(metres):
                yield Defect(
                    "echelle",
                    f"l'échelle mesure {bar.text} : prendre 1, 2 ou 5 fois une puissance de dix.",
                )
            if abs(bar.length - metres) > ACCURACY * metres:
                yield Defect(
                    "echelle",
                    f"l'échelle dit {bar.text} et mesure {french_number(bar.length)} m sur la "
                    "carte : la retracer dans l'unité des axes.",
                )


def _bounds(page: PageReading) -> Iterator[Defect]:
    """Numbers of the legend: values of symbols 1, 2 or 5 × 10ⁿ, bounds of two digits at most.

    Years, counts in brackets and the number of a rank are no bounds.
    """
    panels = [view.axes for view in page.panels]
    for text in (text.text for text in page.texts if text.axes in panels):
        if ALONE.fullmatch(text):
            if not _is_round(_value(text)):
                yield Defect(
                    "borne",
                    f"la légende montre la valeur {text} : prendre 1, 2 ou 5 fois une puissance "
                    "de dix.",
                )
            continue
        bare = re.sub(r"^\d+ – |\([^)]*\)", "", text)
        for number in NUMBER.findall(bare):
            if len(re.sub(r"\D", "", number).strip("0")) > 2:
                yield Defect(
                    "borne",
                    f"la borne {number} (« {text} ») n'est pas ronde : deux chiffres "
                    "significatifs au plus.",
                )


def _value(number: str) -> float:
    return float(re.sub(rf"[{THIN_SPACE}{NO_BREAK_SPACE} ]", "", number).replace(",", "."))


def _is_round(value: float) -> bool:
    """Tell whether a number is 1, 2 or 5 by a power of ten."""
    return f"{value:e}"[0] in "125" and float(f"{value:.0e}") == value


def _flat_fills(page: PageReading, style: Style) -> Iterator[Defect]:
    """Areas whose fill is neither the ground's nor the tint of a rank.

    A number of professionals is shown by the area of a symbol; the one thing that a fill of this
    atlas may say is a rank, or a perimeter. What a fill of another colour says cannot be read
    from the page: it is refused.
    """
    ground = {style.sea, style.abroad, style.land, style.around}
    strange = sorted(_areas(page.views) - ground - _tints(style).union(page.ratios))
    if strange:
        shown = ", ".join(strange[:5]) + ("…" if len(strange) > 5 else "")
        yield Defect(
            "aplat",
            f"des aires sont remplies de couleurs qui ne sont pas la teinte d'un rang ({shown}) : "
            "montrer un nombre par des symboles d'aire proportionnelle.",
        )


def _repeated(carte: Carte) -> Iterator[Defect]:
    """Tell when two SVG of the map are not the same, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (carte.save(Path(folder) / f"{k}.svg").read_bytes() for k in ("un", "deux"))
    if first != second:
        yield Defect(
            "reproduction",
            "deux enregistrements de la carte diffèrent : ôter ce qui dépend de l'heure, du "
            "hasard ou de l'ordre d'un ensemble.",
        )
