"""What surrounds a map and carries it: title, credits, scale, proportions, boxes, the file."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.lint.defects import Defect, is_inside, middle
from poles_geo.cartes.lint.ink import MM, TextSeen
from poles_geo.cartes.lint.numbers_read import ALONE, NUMBER, SPACES, value_of
from poles_geo.cartes.lint.seen import PageReading, View, is_label
from poles_geo.errors import worded
from poles_geo.typography import NO_BREAK_SPACE, french_number

ACCURACY = 0.01
"""Relative error of a scale bar; an eye with a ruler makes more. The same for proportions."""
COVERED = 3.0
"""Square millimetres of its subject that a box may cover: a corner touches it."""
LARGER = 1.15
"""How much larger than the others the text is that is taken for a title."""

YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
LENGTH = re.compile(rf"([\d,{SPACES}]+?)[{SPACES}]?(km|m)")
BOUND = re.compile(rf"(?<=moins de ){NUMBER.pattern}")
"""A bound between two classes of a ratio: the upper bound of one."""
EXTREMES = re.compile(
    rf"^(?:moyenne|médiane|min\.|max\.) [−-]?{NUMBER.pattern}"
    rf"|\bde [−-]?{NUMBER.pattern} à (?!moins)[−-]?{NUMBER.pattern}"
    rf"|\bde [−-]?{NUMBER.pattern} (?=à moins)"
)
"""Ends of the values, a mean: no bounds; the lower bound of a class is the upper of another."""
CARTE_DE = re.compile(r"cartes?\s+(?:de\s|des\s|du\s|d[’'])", re.IGNORECASE)
FOOT = r"\s*:\s*(.*?)(?=Fonds? de carte|Réalisation|Sources?\s*:|$)"
"""What follows a heading at the foot of the page, up to the next heading."""


def check_page(page: PageReading, title: str) -> Iterator[Defect]:
    """Title and credits, scales, proportions, round numbers, boxes over the subject."""
    yield from _credits(page, title)
    yield from _scales(page)
    yield from _bounds(page)
    yield from _squashed(page)
    yield from _boxes(page)


def title_of(page: PageReading, figure: Figure) -> str:
    """Title of a figure that has none declared: its own, that of its axes, or its largest text."""
    texts = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
    found = next((text for text in texts if text.strip()), "")
    written = sorted((text for text in page.texts if not is_label(text)), key=lambda t: -t.size)
    if found or not written:
        return found
    others = [text.size for text in written[1:]]
    return written[0].text if not others or written[0].size >= LARGER * np.median(others) else ""


def _credits(page: PageReading, title: str) -> Iterator[Defect]:
    """Title, source, date and author, as printed around the map."""
    written = _joined([text for text in page.texts if not is_label(text)])
    if not title.strip() or title not in written:
        yield Defect("titre", "la page n'a pas de titre : il dit le sujet, le lieu et la date.")
    elif CARTE_DE.match(title.strip()):
        yield Defect(
            "titre",
            f"le titre commence par « {' '.join(title.split()[:2])} » : dire le sujet, on voit "
            "que c'est une carte.",
        )
    source = _after(r"Sources?", written)
    if not source or source.startswith("non précis"):
        given = worded("source=", "--source")
        yield Defect("source", f"aucune source n'est imprimée : {given} la donne.")
    elif "non dat" in source or not YEAR.search(source):
        given = worded("date=", "--date")
        yield Defect("date", f"la source n'est pas datée (« {source} ») : {given} la donne.")
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
                "echelle",
                "une carte ou un encart n'a pas d'échelle graphique : l'ajouter.",
                middle(view.box),
            )
        for bar in view.scales:
            read = LENGTH.fullmatch(bar.text)
            place = middle(bar.box)
            if read is None:
                yield Defect(
                    "echelle",
                    f"l'échelle porte « {bar.text} » : écrire une longueur en km ou en m.",
                    place,
                )
                continue
            metres = value_of(read[1]) * (1000 if read[2] == "km" else 1)
            if not _is_round(metres):
                yield Defect(
                    "echelle",
                    f"l'échelle mesure {bar.text} : prendre 1, 2 ou 5 fois une puissance de dix.",
                    place,
                )
            if abs(bar.length - metres) > ACCURACY * metres:
                yield Defect(
                    "echelle",
                    f"l'échelle dit {bar.text} et mesure {french_number(bar.length)} m sur la "
                    "carte : la retracer dans l'unité des axes.",
                    place,
                )


def _bounds(page: PageReading) -> Iterator[Defect]:
    """Numbers of the legend: values of symbols 1, 2 or 5 × 10ⁿ, bounds of two digits at most.

    Years, counts in brackets and the number of a rank are no bounds, nor are the ends of the
    values, a mean, a median, nor what is written by a bar. Bounds near one another have the digits
    that part them. Legends that are not ours write numbers their own way: they are not judged on
    it.
    """
    if page.style is None:
        return
    measured = [text for view in page.panels for _, text in page.measured_of(view)]
    held = [text for view in page.panels for text in page.texts_of(view)]
    texts = [text for text in held if text not in measured]
    values = [value_of(number) for text in texts for number in BOUND.findall(text.text)]
    spread = max(values, default=0.0) - min(values, default=0.0)
    step = 10.0 ** (np.floor(np.log10(spread)) - 1) if spread > 0 else np.inf
    for text in texts:
        if ALONE.fullmatch(text.text):
            if not _is_round(value_of(text.text)):
                yield Defect(
                    "borne",
                    f"la légende montre la valeur {text.text} : prendre 1, 2 ou 5 fois une "
                    "puissance de dix.",
                    middle(text.box),
                )
            continue
        bare = EXTREMES.sub("", re.sub(r"^\d+ – |\([^)]*\)", "", text.text))
        for number in NUMBER.findall(bare):
            shifted = value_of(number) / step
            if len(re.sub(r"\D", "", number).strip("0")) > 2 and (
                not shifted or abs(shifted - round(shifted)) > 1e-6
            ):
                yield Defect(
                    "borne",
                    f"la borne {number} (« {text.text} ») n'est pas ronde : deux chiffres "
                    "significatifs au plus.",
                    middle(text.box),
                )


def _is_round(value: float) -> bool:
    """Tell whether a number is 1, 2 or 5 by a power of ten."""
    return f"{value:e}"[0] in "125" and float(f"{value:.0e}") == value


def _squashed(page: PageReading) -> Iterator[Defect]:
    """Find maps whose scale is not the same upwards and across."""
    for view in page.views:
        if view.stretch is not None and abs(view.stretch - 1) > ACCURACY:
            way = "étirée" if view.stretch > 1 else "écrasée"
            yield Defect(
                "proportions",
                f"la carte est {way} : un kilomètre y est {french_number(view.stretch, 2)} fois "
                'aussi long en hauteur qu\'en largeur ; ax.set_aspect("equal") le corrige.',
                middle(view.box),
            )


def _boxes(page: PageReading) -> Iterator[Defect]:
    """Opaque boxes (scale, legend, inset) over what the map is about.

    An inset is full of its ground: its scale has nowhere else to be.
    """
    legends = [box for view in page.panels for box in view.hiding]
    for k, view in enumerate(page.views):
        alone = not any(is_inside(view.box, other.box) for other in page.views[:k])
        found = [("l'échelle", bar.box) for bar in view.scales if alone]
        found += [("un encart", other.box) for other in page.views[k + 1 :] if other.opaque]
        found += [("la légende", box) for box in legends]
        found += [("un cadre opaque", box) for box in (*view.hiding, *page.hiding)]
        for name, box in found:
            covered = _covered(view, box)
            if covered > COVERED and (name != "l'échelle" or _has_room(view, box)):
                yield Defect(
                    "masque",
                    f"{name} couvre {french_number(covered)} mm² de ce que montre la carte : "
                    f"{'la' if name.startswith('l') else 'le'} mettre dans la mer, chez les "
                    "voisins ou hors de la carte.",
                    middle(box),
                )


def _has_room(view: View, box: Box) -> bool:
    """Tell whether a box would cover nothing of the subject in some corner of a map."""
    (left, low, right, high), wide, tall = view.box, box[2] - box[0], box[3] - box[1]
    corners = [(x, y, x + wide, y + tall) for x in (left, right - wide) for y in (low, high - tall)]
    return any(_covered(view, corner) <= COVERED for corner in corners)


def _covered(view: View, box: Box) -> float:
    """Square millimetres of the subject of a map that a box covers, dot by dot."""
    left, low, right, high = (
        max(box[0], view.box[0]), max(box[1], view.box[1]),
        min(box[2], view.box[2]), min(box[3], view.box[3]),
    )  # fmt: skip
    if right <= left or high <= low:
        return 0.0
    step = max((right - left) * (high - low) / 500, 0.05) ** 0.5
    x, y = np.meshgrid(np.arange(left, right, step), np.arange(low, high, step))
    dots = np.column_stack([x.ravel(), y.ravel()])
    under = np.zeros(len(dots), dtype=bool)
    for path in view.subject:
        under |= path.contains_points(dots * MM)
    return float(under.sum() * step**2)


def check_repeated(carte: Carte) -> Iterator[Defect]:
    """Tell when two SVG of the map are not the same, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (carte.save(Path(folder) / f"{k}.svg").read_bytes() for k in ("un", "deux"))
    if first != second:
        yield Defect(
            "reproduction",
            "deux enregistrements de la carte diffèrent : ôter ce qui dépend de l'heure, du "
            "hasard ou de l'ordre d'un ensemble.",
        )
