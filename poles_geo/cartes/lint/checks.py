"""The faults that a cartographer refuses, looked for on a finished page.

The page is judged as it is drawn, not on what was asked of it: its symbols against their
numbers, its legend against its map, its colours, its texts. Whether the numbers themselves are
true is not judged.
"""

from collections.abc import Iterator
from itertools import chain

from matplotlib.figure import Figure

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.lint.colour_checks import check_colours
from poles_geo.cartes.lint.defects import Defect, told_place
from poles_geo.cartes.lint.legend_checks import check_legend
from poles_geo.cartes.lint.page_checks import check_page, check_repeated, title_of
from poles_geo.cartes.lint.readout import read_page
from poles_geo.cartes.lint.size_checks import check_sizes
from poles_geo.cartes.lint.text_checks import check_labels, check_texts
from poles_geo.typography import punctuate


def lint(carte: Carte | Figure) -> list[Defect]:
    """Look for the faults of a finished page, or of any figure that shows a map.

    Parameters
    ----------
    carte : Carte or Figure
        As the builders give it, whatever was drawn on it since; or a figure composed of pieces,
        or drawn by geopandas, axes of a scale equal in both directions.

    Returns
    -------
    list of Defect
        None when the page is good. Each says where it lies, in mm from the lower left corner of
        the page, when it has a place. The rules:

        - texts: « corps » (under 6 points), « recouvrement » (two of them), « page » (off it),
          « cadre » (a label off its frame), « contraste » (under 3 on what lies beneath),
          « centre » and « symbole » (a label on the centre of a symbol; a label or its leader over
          one), « rattachement » (a name nearer another symbol than its own, without a leader);
        - legend: « legende » (a colour of the map that it lacks), « echange » (text or colour of
          another row), « compte » (a count that is not the map's), « taille » (a symbol whose area
          is not its number), « cercle » (a size whose number is not its circle's),
          « encadrement » (sizes that do not bracket those drawn), « coupe » (a symbol that its
          frame cuts), « barre » (a bar whose length is not its number's), « borne » (a number that
          is not round);
        - colours: « daltonisme » and « gris » (two ranks that look alike), « fond » (sea, land and
          neighbours that do), « zero » (values of both signs on a ramp without break there),
          « aplat » (a fill that is neither ground, tint of a rank nor class of a ratio; areas
          coloured by a number of persons, even times a constant);
        - page: « titre », « source », « date », « auteur », « echelle » (missing, of no round
          length, or wrong), « proportions » (a map squashed), « masque » (scale, legend, inset
          or white box over the subject), « reproduction » (another file; of a Carte alone).

    Notes
    -----
    Two ranks look alike when their colours differ by less than 10 (ΔE, CIE 1976) for a
    deuteranope, a protanope or a tritanope, or when a rank is not lighter than the one before by
    8 of lightness L*. Full and faint symbols are judged apart, among those that the legend
    explains. The tints of bassins are not: each lies under the symbol that it repeats.

    A name that may lie by half a millimetre on a symbol is no fault. Numbers are known where the
    pieces of this package drew them, or where geopandas coloured by a column.

    Examples
    --------
    >>> import poles_geo as pg
    >>> pg.lint(pg.map_region(pg.load_report(), "Corse"))
    []
    """
    found = faults_drawn(carte)
    return [*found, *check_repeated(carte)] if isinstance(carte, Carte) else found


def faults_drawn(carte: Carte | Figure) -> list[Defect]:
    """Look for the faults of what is drawn, without writing the file twice to compare it."""
    drawn = carte.figure if isinstance(carte, Carte) else carte
    page = read_page(drawn, carte.style if isinstance(carte, Carte) else None)
    title = carte.title if isinstance(carte, Carte) else title_of(page, drawn)
    found: Iterator[Defect] = chain(
        check_texts(page),
        check_labels(page),
        check_legend(page),
        check_sizes(page),
        check_colours(page),
        check_page(page, title),
    )
    return [_worded(item) for item in found]


def _worded(found: Defect) -> Defect:
    """Set a message as French print does, with its place."""
    if found.place is None:
        return Defect(found.rule, punctuate(found.message))
    message = f"{found.message.removesuffix('.')} ({told_place(found.place)})."
    return Defect(found.rule, punctuate(message), found.place)
