"""Header rows: the plain spelling of names; unknown ones told from values before one is quoted."""

import re

import pandas as pd

from poles_geo.tabular.texts.quoting import is_number_or_code, shape
from poles_geo.typography import unaccented

HEADER_WITHIN = 60
"""Rows among which a header is sought."""
SHOWN = 30
"""Columns named in a message."""
VALUE = re.compile(r"(\d\W?){5}|@")
"""What a heading does not hold: five digits, an address."""
WORDS = frozenset(
    {
        "adresse", "adr", "age", "an", "annee", "av", "ap", "bassin", "bv", "categorie", "champ",
        "civilite", "cod", "code", "codgeo", "commune", "communes", "courriel", "cp", "cpts",
        "date", "dep", "depcom", "departement", "effectif", "effectifs", "email", "epci", "fiche",
        "genre", "geo", "id", "identifiant", "identification", "insee", "intitule", "iris",
        "latitude", "lib", "libelle", "libgeo", "libcom", "libepci", "libbv", "longitude", "mail",
        "mesure", "mod", "mode", "nature", "nb", "nom", "nombre", "num", "numero", "part", "pmun",
        "pole", "pop", "population", "postal", "prenom", "profession", "proximite", "rang", "reg",
        "region", "sexe", "sigle", "siren", "siret", "source", "statut", "telephone", "tel",
        "total", "type", "typecom", "typequ", "unite", "valeur", "ville", "zone",
    }
)  # fmt: skip
"""Words of headings; a row that has none of them may be one of values."""


def names_columns(cells: pd.DataFrame, position: int) -> bool:
    """Tell whether a row is surely a header.

    One of its cells has a word of headings; a column of numbers or codes is named, above them, by
    a word; no cell is a number of five digits, a telephone or an address.
    """
    row = [str(cell) for cell in cells.iloc[position]]
    if any(VALUE.search(cell) for cell in row) or WORDS.isdisjoint(words(" ".join(row))):
        return False
    below = cells.iloc[position + 1 : position + 1 + HEADER_WITHIN]
    named = [place for place, cell in enumerate(row) if cell and not is_number_or_code(cell)]
    numbered = (below.iloc[:, place].map(is_number_or_code).mean() for place in named)
    return bool(len(below)) and any(share > 0.5 for share in numbered)


def described(cells: pd.DataFrame, *, known: bool = False) -> str:
    """Say the columns of a table whose layout is unknown; no value of a row is ever quoted.

    Before a row is known to be the header, its columns are told by their shape.

    Parameters
    ----------
    cells : DataFrame of str
    known : bool, default False
        Whether the first row is the header.
    """
    for position in range(min(len(cells), HEADER_WITHIN)):
        row = [str(cell) for cell in cells.iloc[position]]
        if known or names_columns(cells, position):
            named = ["".join(c if c.isprintable() else "?" for c in cell[:40]) for cell in row]
            kept = [name for name in named if name]
            return ", ".join(kept[:SHOWN]) + (", …" if len(kept) > SHOWN else "")
        if any(VALUE.search(cell) for cell in row):
            break
    if cells.empty:
        return "aucune"
    shapes = ", ".join(shape(str(cell)) for cell in cells.iloc[0][:12])
    return f"pas d'en-tête reconnu ; première ligne : {shapes}"


def has_words(heading: str) -> bool:
    """Tell a heading that is no code: without digit, it has a word of headings."""
    return not any(sign.isdigit() for sign in heading) and not WORDS.isdisjoint(words(heading))


def words(text: str) -> set[str]:
    """Words of a text, without capitals nor accents: ``"97 - Total général"``, total, general."""
    return set(re.findall("[a-z]+", unaccented(text)))


def plain(name: object) -> str:
    """Lower-case letters and digits only: ``"Code INSEE"`` and ``"code_insee"`` are one name."""
    return re.sub(r"[^a-z0-9]", "", unaccented(str(name)))
