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
from poles_geo.cartes.lint.readout import Releve, Texte, Vue, read_page
from poles_geo.typography import FINE, INSECABLE, nombre, ponctue

CORPS_MINIMAL = 6.0
"""Smallest text, in points at the printed size."""
ECART_COULEUR = 10.0
"""Least ΔE between two ranks for a dichromat.

A just noticeable difference is 2.3 side by side; circles of a map lie apart, are small, and are
compared with a legend from memory.
"""
ECART_CLARTE = 8.0
"""Least difference of lightness L* from a rank to the next, in grey: about four just noticeable
ones, for the same reason, and because a photocopy flattens."""
JEU = 0.1
"""Slack, in mm, within which two boxes touch without overlapping: a third of a stroke."""
JUSTESSE = 0.01
"""Relative error of a scale bar; an eye with a ruler makes more."""

NOMBRE = re.compile(rf"(?<![\d,])\d{{1,3}}(?:[{FINE}{INSECABLE} ]\d{{3}})*(?:,\d+)?(?![\d,])")
SEUL = re.compile(rf"[\d{FINE}{INSECABLE} ,]+")
"""A text that is a number and nothing else: the value of a symbol."""
ANNEE = re.compile(r"\b(?:1[89]|20)\d\d\b")
LONGUEUR = re.compile(rf"([\d,{FINE}{INSECABLE} ]+?)[{FINE}{INSECABLE} ]?(km|m)")
CARTE_DE = re.compile(r"cartes?\s+(?:de\s|des\s|du\s|d[’'])", re.IGNORECASE)
PIED = r"\s*:\s*(.*?)(?=Fonds? de carte|Réalisation|Sources?\s*:|$)"
"""What follows a heading at the foot of the page, up to the next heading."""


@dataclass(frozen=True)
class Defaut:
    """A fault of a page.

    Attributes
    ----------
    regle : str
        Short name of the rule: « corps », « recouvrement », « legende »…
    message : str
        What is expected, what was found, what to do, in French.
    """

    regle: str
    message: str

    def __str__(self) -> str:
        return f"{self.regle}{INSECABLE}: {self.message}"


def lint(carte: Carte) -> list[Defaut]:
    """Look for the faults of a finished page.

    Parameters
    ----------
    carte : Carte
        As the builders give it, whatever was drawn on it since.

    Returns
    -------
    list of Defaut
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
        *_mentions(page, carte.titre),
        *_scales(page),
        *_bounds(page),
        *_flat_fills(page, style),
        *_repeated(carte),
    ]
    return [Defaut(item.regle, ponctue(item.message)) for item in found]


def _texts(page: Releve) -> Iterator[Defaut]:
    """Texts under the smallest size, one on another, off the page."""
    for text in page.textes:
        if text.corps < CORPS_MINIMAL - 1e-6:
            yield Defaut(
                "corps",
                f"« {text.texte} » est écrit en {nombre(text.corps, 1)} points ; il en faut "
                f"{nombre(CORPS_MINIMAL)} à la taille imprimée : agrandir le texte ou la page.",
            )
        if not _inside(text.boite, (0.0, 0.0, page.largeur, page.hauteur)):
            yield Defaut(
                "page", f"« {text.texte} » sort de la page : le déplacer ou le raccourcir."
            )
    for one, other in combinations(page.textes, 2):
        if _shared(one.boite, other.boite):
            yield Defaut(
                "recouvrement",
                f"« {one.texte} » et « {other.texte} » se recouvrent : déplacer ou retirer l'un "
                "des deux.",
            )


def _inside(box: Box, frame: Box) -> bool:
    low = all(a >= b - JEU for a, b in zip(box[:2], frame[:2], strict=True))
    return low and all(a <= b + JEU for a, b in zip(box[2:], frame[2:], strict=True))


def _shared(box: Box, other: Box) -> bool:
    """Tell whether two boxes have a part in common."""
    return all(min(box[k + 2], other[k + 2]) - max(box[k], other[k]) > JEU for k in (0, 1))


def _labels(page: Releve, style: Style) -> Iterator[Defaut]:
    """Labels on the centre of a symbol, off their map or under an inset; rows off the legend."""
    panels = {view.axes: view.boite for view in page.panneaux}
    for text in page.textes:
        if text.axes in panels and not _inside(text.boite, panels[text.axes]):
            yield Defaut(
                "cadre",
                f"« {text.texte} » sort du panneau de la légende : raccourcir la légende ou "
                "agrandir la page.",
            )
    for k, view in enumerate(page.vues):
        insets = [other.boite for other in page.vues[k + 1 :]]
        symbols = [symbol for symbol in view.symboles if symbol.couleur != style.halo]
        centres = np.array([(s.x, s.y, min(s.rayon, CENTRE)) for s in symbols]).reshape(-1, 3)
        for label in (text for text in page.textes if text.etiquette and text.axes is view.axes):
            if not _inside(label.boite, view.boite):
                yield Defaut(
                    "cadre",
                    f"l'étiquette « {label.texte} » sort du cadre de la carte : la rapprocher ou "
                    "la retirer.",
                )
            if any(_shared(label.boite, inset) for inset in insets):
                yield Defaut(
                    "cadre", f"l'étiquette « {label.texte} » passe sous un encart : la déplacer."
                )
            if (_distance(label.boite, centres[:, :2]) < centres[:, 2] - JEU).any():
                yield Defaut(
                    "centre",
                    f"l'étiquette « {label.texte} » cache le centre d'un symbole, qui doit rester "
                    "visible : la déplacer.",
                )


def _distance(box: Box, points: np.ndarray) -> np.ndarray:
    """Distances in mm from a box to points (n × 2), 0 inside."""
    outside = np.maximum(np.array(box[:2]) - points, points - np.array(box[2:]))
    return np.asarray(np.hypot(*np.maximum(outside, 0).T))


def _legend(page: Releve, style: Style) -> Iterator[Defaut]:
    """Colours of the map that the legend does not show: symbols, areas, lines.

    Sea, land and the outlines of other countries need none; nor do the rings of circles, the
    frames of insets and the lines that lead to labels, in the colours of halos and texts.
    """
    names = _names(style)
    symbols = _symbol_colours(page.vues, style)
    explained = _symbol_colours(page.panneaux, style) | _areas(page.panneaux)
    meaning = _tints(style).union(page.ratios)
    areas = (_areas(page.vues) & meaning) - _areas(page.panneaux)
    silent = {style.trait_frontiere, style.encre, style.gris, style.halo}
    lines = _lines(page.vues) - silent - _lines(page.panneaux)
    for kind, missing in (
        ("symboles", symbols - explained),
        ("aires", areas),
        ("lignes", lines),
    ):
        for colour in sorted(missing):
            named = f" ({names[colour]})" if colour in names else ""
            yield Defaut(
                "legende",
                f"des {kind} de la carte ont la couleur {colour}{named}, absente de la légende : "
                "l'y ajouter avec son sens, ou ne pas la dessiner.",
            )


def _symbol_colours(views: Sequence[Vue], style: Style) -> set[str]:
    return {symbol.couleur for view in views for symbol in view.symboles} - {style.halo}


def _areas(views: Sequence[Vue]) -> set[str]:
    return {colour for view in views for colour in view.aires}


def _lines(views: Sequence[Vue]) -> set[str]:
    return {colour for view in views for colour in view.lignes}


def _tints(style: Style) -> set[str]:
    """List the fills that mean something: tints of ranks, full and faint, and the perimeter."""
    tints = {tint(rank, style, faint=faint) for rank in style.rangs for faint in (False, True)}
    return {*tints, style.fond_perimetre}


def _classes(style: Style) -> list[list[tuple[str, str]]]:
    """Names and colours of the classes of a style, in order, a scale each."""
    ranks = sorted(style.rangs)
    return [
        [(f"rang {rank}", style.rangs[rank]) for rank in ranks],
        [(f"rang {rank} pâle", rank_colour(rank, style, faint=True)) for rank in ranks],
        [(f"avancement {rank}", colour) for rank, colour in enumerate(style.statuts, 1)],
    ]


def _names(style: Style) -> dict[str, str]:
    """Name what each colour of a style stands for."""
    names = {style.fond_perimetre: "fond du périmètre", style.perimetre: "périmètre"}
    for rank in style.rangs:
        names[tint(rank, style)] = f"bassins du rang {rank}"
        names[tint(rank, style, faint=True)] = f"bassins du rang {rank}, pâles"
    return names | {colour: name for scale in _classes(style)[::-1] for name, colour in scale}


def _ranks(page: Releve, style: Style) -> Iterator[Defaut]:
    """Classes of the map that look alike to a dichromat or in grey."""
    explained = _symbol_colours(page.panneaux, style) | _areas(page.panneaux)
    told = _symbol_colours(page.vues, style).union(page.ratios) & explained
    ramp = [(f"classe {k}", colour) for k, colour in enumerate(page.ratios, 1)][::-1]
    scales = [[row for row in scale if row[1] in told] for scale in [*_classes(style), ramp]]
    by_colours = {tuple(colour for _, colour in scale): scale for scale in scales[::-1]}
    for drawn in by_colours.values():
        for (one, a), (other, b) in combinations(drawn, 2):
            gaps = {sight: vision.difference(a, b, sight) for sight in vision.DEFICIENCES}
            sight = min(gaps, key=gaps.__getitem__)
            if gaps[sight] < ECART_COULEUR:
                yield Defaut(
                    "daltonisme",
                    f"{one} ({a}) et {other} ({b}) se confondent pour un {sight} : écart de "
                    f"{nombre(gaps[sight], 1)}, il en faut {nombre(ECART_COULEUR)} ; "
                    "écarter leurs clartés.",
                )
        for (one, a), (other, b) in pairwise(drawn):
            step = vision.lightness(b) - vision.lightness(a)
            if step < ECART_CLARTE:
                yield Defaut(
                    "gris",
                    f"en gris, {other} ({b}) doit être plus clair que {one} ({a}) d'au moins "
                    f"{nombre(ECART_CLARTE)} ; il l'est de {nombre(step, 1)} : écarter leurs "
                    "clartés, du plus sombre au plus clair.",
                )


def _mentions(page: Releve, title: str) -> Iterator[Defaut]:
    """Title, source, date and author, as printed around the map."""
    around = [text for text in page.textes if text.axes is None]
    written = _joined(around)
    if not title.strip() or title not in (text.texte for text in around):
        yield Defaut("titre", "la page n'a pas de titre : il dit le sujet, le lieu et la date.")
    elif CARTE_DE.match(title.strip()):
        yield Defaut(
            "titre",
            f"le titre commence par « {' '.join(title.split()[:2])} » : dire le sujet, on voit "
            "que c'est une carte.",
        )
    source = _after(r"Sources?", written)
    if not source or source.startswith("non précis"):
        yield Defaut("source", 'aucune source n\'est imprimée : poles.attrs["source"] la donne.')
    elif "non dat" in source or not ANNEE.search(source):
        yield Defaut(
            "date",
            f'la source n\'est pas datée (« {source} ») : poles.attrs["date"] la date.',
        )
    if not _after("Réalisation", written):
        yield Defaut("auteur", "l'auteur n'est pas imprimé : écrire « Réalisation : … ».")


def _joined(texts: Sequence[Texte]) -> str:
    """Lines of text from the top of the page to its foot, as one text."""
    return " ".join(text.texte for text in sorted(texts, key=lambda text: -text.boite[1]))


def _after(heading: str, written: str) -> str:
    """Return what a heading introduces at the foot of the page."""
    found = re.search(rf"\b{heading}{PIED}", written, re.DOTALL | re.IGNORECASE)
    return found[1].strip(f" .{INSECABLE}") if found else ""


def _scales(page: Releve) -> Iterator[Defaut]:
    """Scale bar of each map: there, round, and as long as it says."""
    for view in page.vues:
        if not view.barres:
            yield Defaut(
                "echelle", "une carte ou un encart n'a pas d'échelle graphique : l'ajouter."
            )
        for bar in view.barres:
            read = LONGUEUR.fullmatch(bar.texte)
            if read is None:
                yield Defaut(
                    "echelle",
                    f"l'échelle porte « {bar.texte} » : écrire une longueur en km ou en m.",
                )
                continue
            metres = _value(read[1]) * (1000 if read[2] == "km" else 1)
            if not _is_round(metres):
                yield Defaut(
                    "echelle",
                    f"l'échelle mesure {bar.texte} : prendre 1, 2 ou 5 fois une puissance de dix.",
                )
            if abs(bar.longueur - metres) > JUSTESSE * metres:
                yield Defaut(
                    "echelle",
                    f"l'échelle dit {bar.texte} et mesure {nombre(bar.longueur)} m sur la carte : "
                    "la retracer dans l'unité des axes.",
                )


def _bounds(page: Releve) -> Iterator[Defaut]:
    """Numbers of the legend: values of symbols 1, 2 or 5 × 10ⁿ, bounds of two digits at most.

    Years, counts in brackets and the number of a rank are no bounds.
    """
    panels = [view.axes for view in page.panneaux]
    for text in (text.texte for text in page.textes if text.axes in panels):
        if SEUL.fullmatch(text):
            if not _is_round(_value(text)):
                yield Defaut(
                    "borne",
                    f"la légende montre la valeur {text} : prendre 1, 2 ou 5 fois une puissance "
                    "de dix.",
                )
            continue
        bare = re.sub(r"^\d+ – |\([^)]*\)", "", text)
        for number in NOMBRE.findall(bare):
            if len(re.sub(r"\D", "", number).strip("0")) > 2:
                yield Defaut(
                    "borne",
                    f"la borne {number} (« {text} ») n'est pas ronde : deux chiffres "
                    "significatifs au plus.",
                )


def _value(number: str) -> float:
    return float(re.sub(rf"[{FINE}{INSECABLE} ]", "", number).replace(",", "."))


def _is_round(value: float) -> bool:
    """Tell whether a number is 1, 2 or 5 by a power of ten."""
    return f"{value:e}"[0] in "125" and float(f"{value:.0e}") == value


def _flat_fills(page: Releve, style: Style) -> Iterator[Defaut]:
    """Areas whose fill is neither the ground's nor the tint of a rank.

    A number of professionals is shown by the area of a symbol; the one thing that a fill of this
    atlas may say is a rank, or a perimeter. What a fill of another colour says cannot be read
    from the page: it is refused.
    """
    ground = {style.mer, style.etranger, style.pays, style.voisinage}
    strange = sorted(_areas(page.vues) - ground - _tints(style).union(page.ratios))
    if strange:
        shown = ", ".join(strange[:5]) + ("…" if len(strange) > 5 else "")
        yield Defaut(
            "aplat",
            f"des aires sont remplies de couleurs qui ne sont pas la teinte d'un rang ({shown}) : "
            "montrer un nombre par des symboles d'aire proportionnelle.",
        )


def _repeated(carte: Carte) -> Iterator[Defaut]:
    """Tell when two SVG of the map are not the same, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (carte.save(Path(folder) / f"{k}.svg").read_bytes() for k in ("un", "deux"))
    if first != second:
        yield Defaut(
            "reproduction",
            "deux enregistrements de la carte diffèrent : ôter ce qui dépend de l'heure, du "
            "hasard ou de l'ordre d'un ensemble.",
        )
