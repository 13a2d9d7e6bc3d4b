"""Typefaces of the maps, made known to matplotlib and to browsers: the edition's, or one's own."""

import base64
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError, SourceError, check_choice, worded

FAMILY, OTHER_SCRIPTS = "Poles Geo Sans", "DejaVu Sans"
"""The embedded typeface: Source Sans 3 cut down to French print; that of matplotlib."""
BOLD = (600, 700)
WEIGHTS = (400, 600)


@cache
def register_typeface() -> None:
    """Make the embedded typeface known to matplotlib.

    It has a bold of 600, others one of 700: each is found under both, without a line in a log.
    """
    for face in faces():
        fontManager.addfont(face)
    fontManager.ttflist += [
        replace(face, weight=weight)
        for face in fontManager.ttflist
        if face.name in (FAMILY, OTHER_SCRIPTS) and face.weight in BOLD
        for weight in BOLD
    ]


def faces() -> list[Path]:
    """Return the files of the embedded typeface."""
    return embedded.typeface_files()


@cache
def families(typeface: str) -> tuple[str, ...]:
    """Names of the families that a typeface stands for, known to matplotlib.

    The embedded one gives the signs that another lacks, such as thin spaces; that of matplotlib
    the letters of other scripts.

    Parameters
    ----------
    typeface : str
        Name of a family of this machine, or a file (.ttf, .otf).

    Raises
    ------
    ChoiceError
        No such family; a file that is no typeface.
    SourceError
        No such file.
    """
    register_typeface()
    argument = worded("style.typeface", "--police")
    if is_file(typeface):
        if not Path(typeface).is_file():
            raise SourceError(f"{argument} : fichier absent : {typeface}")
        try:
            fontManager.addfont(typeface)
            family = FontProperties(fname=typeface).get_name()
        except (OSError, RuntimeError) as error:
            raise ChoiceError(
                f"{argument} : {Path(typeface).name} n'est pas un fichier de caractères "
                "lisible (.ttf ou .otf)."
            ) from error
    else:
        family = check_choice(typeface, sorted(set(fontManager.get_font_names())), argument)
    return tuple(dict.fromkeys((family, FAMILY, OTHER_SCRIPTS)))


@contextmanager
def silent() -> Iterator[None]:
    """Leave out what matplotlib says, in English, of signs that no typeface draws."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def undrawn(texts: Iterable[Text]) -> dict[str, str]:
    """Give the signs that the typefaces of texts do not draw, each in the shortest that has it."""
    return {
        sign: text.get_text()
        for text in sorted(texts, key=lambda text: -len(text.get_text()))
        if text.get_visible()
        for sign in text.get_text()
        if not sign.isspace() and not any(ord(sign) in _signs(of) for of in text.get_fontfamily())
    }


@cache
def _signs(family: str) -> frozenset[int]:
    """Give the signs that a family draws."""
    return frozenset(get_font(findfont(FontProperties(family=[family]))).get_charmap())


def is_file(typeface: str) -> bool:
    """Whether a typeface is given by its file."""
    return typeface.lower().endswith((".ttf", ".otf"))


@cache
def font_faces(typeface: str = FAMILY) -> str:
    """Write typefaces as rules of a style sheet that hold their files.

    The embedded one, and before it the one of a file.
    """
    own = [face_rule(families(typeface)[0], Path(typeface))] if is_file(typeface) else []
    return "".join([*own, *(face_rule(FAMILY, path) for path in faces())])


@cache
def page_faces(typeface: str = FAMILY) -> str:
    """Write a typeface as rules of the style sheet of the interactive page, under one name.

    The page draws with :data:`FAMILY`: a file takes its place; a family of this machine does where
    the reader has it too, the embedded one elsewhere.
    """
    if is_file(typeface):
        families(typeface)
        return "".join(face_rule(FAMILY, Path(typeface), weight) for weight in WEIGHTS)
    own = families(typeface)[0]
    local = "" if own == FAMILY else f'local("{own}"),'
    return "".join(face_rule(FAMILY, path, local=local) for path in faces())


def face_rule(family: str, path: Path, weight: int | None = None, *, local: str = "") -> str:
    """Write a rule that holds a file; by default, of the weight that its name says.

    `local`: what comes before it in the sources of the rule.
    """
    weight = weight or WEIGHTS["SemiBold" in path.name]
    style = "italic" if "Italic" in path.name else "normal"
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
        f"src:{local}url(data:font/ttf;base64,{data})}}"
    )
