"""What the colour and the shape of a structure say: its statut and its nature, in order.

The defaults of the field are here: how far a project has gone, shapes, how many of each a reader
tells apart. Any other list brings its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.colors import is_color_like, to_hex, to_rgb

from poles_geo.cartes.canvas.style import Style
from poles_geo.coded import note_columns, plain_column
from poles_geo.errors import ChoiceError, Faults, check_choice
from poles_geo.tabular.texts.quoting import shape

PROGRESS = ("en fonctionnement", "en opérationnalisation", "en conception", "en réflexion")
"""Progress of a care structure, the most advanced first."""
SHAPES = {
    "square": "s", "triangle": "^", "diamond": "D", "triangle-down": "v", "plus": "P", "cross": "X",
}  # fmt: skip
"""Shapes, in the order in which natures are given one, and the mark that draws each."""
SHAPE_COLUMNS = ("nature", "territoire")
"""Columns that may give the shape, the first that is there."""
MOST = len(SHAPES)
"""Statuts, and natures, that a reader tells apart at the size of a symbol."""
OTHERS = "autres"
"""Nature of the structures of none of those asked."""
SEVERAL = ("fan", "number")

Several = Literal["fan", "number"]


@dataclass(frozen=True)
class StructureKey:
    """What the symbols of a list of structures say, the same on every map of it.

    Attributes
    ----------
    statuses : tuple of str
        In order, the most advanced first; none when the list has no statut.
    shape_column : str
        « nature » or « territoire »; empty when every symbol has one shape.
    natures : tuple of str
        In order; the last is « autres » when some are grouped.
    colours : tuple of str
        One a statut, else one a nature; empty: those of the style.
    shapes : tuple of str
        One of :data:`SHAPES` a nature.
    several : {"fan", "number"}
        Structures that would cover one another in a commune stand side by side where it holds
        them, or are one symbol with their number.
    """

    statuses: tuple[str, ...] = ()
    shape_column: str = ""
    natures: tuple[str, ...] = ("",)
    colours: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ("square",)
    several: Several = "fan"

    @property
    def heading(self) -> str:
        """What the legend calls the statuts."""
        return "Avancement" if self.statuses == PROGRESS else "Statut"

    @property
    def marks(self) -> dict[str, str]:
        """Mark of each nature."""
        return {name: SHAPES[shape] for name, shape in zip(self.natures, self.shapes, strict=True)}

    def colour_of(self, style: Style) -> dict[str, str]:
        """Colour of each statut, else of each nature."""
        said = self.statuses or self.natures
        own = self.colours or (
            spread(style.progress_colours, len(said))
            if self.statuses
            else style.nature_colours[: len(said)]
        )
        return dict(zip(said, own, strict=True))


def structure_key(
    structures: pd.DataFrame,
    *,
    statuses: Sequence[str] | None = None,
    natures: Sequence[str] | None = None,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    shapes: Mapping[str, str] | Sequence[str] | None = None,
    several: Several = "fan",
) -> StructureKey:
    """Say what the colours and the shapes of a list of structures mean.

    Parameters
    ----------
    structures : DataFrame
        As for :func:`poles_geo.map_structures`.
    statuses, natures, colours, shapes, several
        As for :func:`poles_geo.map_structures`.

    Raises
    ------
    TableError
        A column there twice; a statut missing, unknown, or more statuts or natures than a reader
        tells apart.
    ChoiceError
        A colour or a shape that is none, or that not every statut or nature has.
    """
    check_choice(several, SEVERAL, "several")
    faults = Faults("table des structures")
    note_columns(faults, structures, dict.fromkeys(structures.columns))
    faults.raise_if_any()
    known = _statuses(structures, statuses, faults)
    column = next((name for name in SHAPE_COLUMNS if name in structures), "")
    kinds = _natures(structures, column, natures, faults)
    faults.raise_if_any()
    words = _common(structures, column)
    marks = _given(shapes, kinds, "shapes", tuple(SHAPES), words)
    for mark in marks:
        check_choice(mark, SHAPES, "shapes")
    own = _given(colours, known or kinds, "colours", (), words)
    if wrong := [repr(colour) for colour in own if not is_color_like(colour)]:
        raise ChoiceError(f"colours : une couleur est attendue ; trouvé : {', '.join(wrong)}.")
    return StructureKey(known, column, kinds, own, marks, several)


def spread(colours: Sequence[str], count: int) -> tuple[str, ...]:
    """Take colours along others, from the first to the last."""
    if count == len(colours):
        return tuple(colours)
    places = np.linspace(0, len(colours) - 1, count)
    parts = [
        np.interp(places, range(len(colours)), part)
        for part in zip(*map(to_rgb, colours), strict=True)
    ]
    return tuple(to_hex(rgb) for rgb in zip(*parts, strict=True))


def _statuses(
    structures: pd.DataFrame, asked: Sequence[str] | None, faults: Faults
) -> tuple[str, ...]:
    if "statut" not in structures:
        if asked is not None:
            faults.add("statuses : la table n'a pas de colonne statut")
        return ()
    given = plain_column(structures["statut"])
    told = given.astype("str").str.strip()
    empty = given.isna() | (told == "")
    if empty.any():
        faults.add(
            "statut vide : écrivez « non précisé », ou ôtez la colonne", structures.index[empty]
        )
    kind = structures["statut"].dtype
    expected: tuple[str, ...] = ()
    if asked is not None:
        expected = tuple(asked)
    elif told.isin(PROGRESS).any():
        expected = PROGRESS
    elif isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        expected = tuple(map(str, kind.categories))
    if expected:
        unknown = structures.index[~told.isin(expected) & ~empty]
        if len(unknown):
            faults.add(
                f"statut attendu parmi {', '.join(expected)} ; statuses=[…] en dit d'autres, dans "
                "l'ordre",
                unknown,
            )
    else:
        expected = tuple(sorted(told[~empty].unique()))
    _note_most(faults, "statut", expected, "regroupez-en avant de dessiner")
    return expected


def _natures(
    structures: pd.DataFrame, column: str, asked: Sequence[str] | None, faults: Faults
) -> tuple[str, ...]:
    if not column:
        if asked is not None:
            faults.add("natures : la table n'a ni colonne nature, ni colonne territoire")
        return ("",)
    found = sorted(nature_texts(structures[column]).unique())
    kinds = tuple(found)
    if asked is not None:
        kinds = tuple(asked)
        if set(found) - set(kinds):
            kinds = (*kinds, OTHERS)
        others = sorted(set(found) - set(asked))
        for name in asked:
            if name not in found and (near := get_close_matches(name, others, n=1)):
                faults.add(f"natures : « {name} » n'y est pas ; vouliez-vous dire « {near[0]} » ?")
        if others and len(others) == len(found):
            few = _quoted(found[:MOST], _common(structures, column))
            faults.add(f"natures : la table n'en a aucune ; elle a : {few}")
    _note_most(
        faults,
        column,
        kinds,
        f"natures=[…] dit les {MOST - 1} qui ont leur signe, les autres en ont un à elles toutes",
    )
    return kinds


def _common(structures: pd.DataFrame, column: str) -> set[str]:
    """Words of several structures, which tell of none."""
    told = [nature_texts(structures[name]) for name in ("statut", column) if name in structures]
    counts = [texts.value_counts() for texts in told]
    return {str(word) for found in counts for word in found.index[found > 1]} | set(PROGRESS)


def _quoted(names: Iterable[str], words: set[str]) -> str:
    return ", ".join(name if name in words else shape(name) for name in names)


def nature_texts(column: pd.Series) -> pd.Series:
    """Write what gives the shape as text; « non précisé » where there is nothing."""
    plain = plain_column(column)
    texts = plain.astype("str").str.strip()
    return texts.where(plain.notna() & (texts != ""), "non précisé")


def _note_most(faults: Faults, name: str, kinds: tuple[str, ...], remedy: str) -> None:
    if len(kinds) > MOST:
        faults.add(f"{name} : {MOST} valeurs au plus, trouvé {len(kinds)} ; {remedy}")


def _given(
    asked: Mapping[str, str] | Sequence[str] | None,
    names: tuple[str, ...],
    argument: str,
    usual: tuple[str, ...],
    words: set[str],
) -> tuple[str, ...]:
    """Give what is asked for each name, in order; what is usual when nothing is.

    `words`: the names that a message may quote.
    """
    if asked is None:
        return usual[: len(names)]
    if isinstance(asked, Mapping):
        if absent := [name for name in names if name not in asked]:
            raise ChoiceError(f"{argument} : rien n'est dit pour {_quoted(absent, words)}.")
        return tuple(asked[name] for name in names)
    if len(asked) < len(names):
        raise ChoiceError(f"{argument} : {len(asked)} pour {len(names)} : {_quoted(names, words)}.")
    return tuple(asked[: len(names)])
