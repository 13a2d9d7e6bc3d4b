"""Columns and values of tables by commune → professions: codes, labels, the user's own words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from poles_geo.counting.known_professions.professions import PHYSICIAN_CODE, PROFESSIONS
from poles_geo.errors import ChoiceError, worded
from poles_geo.inputs import read_toml
from poles_geo.typography import unaccented

GROUPS = ("proximite", "pole", "psychiatrie")
"""What a column may count besides a profession: a whole group of the rule."""
OTHER_LABELS = {
    "généraliste": "10G", "omnipraticien": "10G", "spécialiste": "10S", "médecin": PHYSICIAN_CODE,
    "dentiste": "40", "infirmière": "60", "kiné": "70", "kinésithérapeute": "70",
    "masseur kiné": "70", "opticien": "28", "podologue": "80", "mg": "10G", "ide": "60",
    "mk": "70",
}  # fmt: skip
"""As people write them, besides the labels of the register; in the plural too."""
NUMBER_OF = re.compile(r"^(?:nb|nbre|nombre|effectif|total)s?\b\W*(?:(?:de|des)\b|d['’])?\s*")
"""What comes before a profession in the name of the column that counts it."""
CODED = re.compile(r"0*(\d{1,3})(?:\.0+)?([gs]?)")
RATIO = re.compile(r"[%‰]")
PREFIXED = re.compile(r"([0-9]{2,3}[GSgs]?)\s*[-–:]\s*\D.*")


def profession_of(name: str) -> str | None:
    """Tell the profession that a column or a value names.

    Codes (« 60 », « 060 », « 60.0 », « 10g »), labels of the register, singular or plural, both
    (« 10G - Médecin généraliste »), after « nombre de » or not.

    Returns
    -------
    str or None
        Code of :data:`poles_geo.PROFESSIONS`, or « 10 » for médecins that
        are not told apart. None when it is no profession, or a ratio of one (« Infirmiers (%) »).
    """
    name = name.strip()
    if RATIO.search(name):
        return None
    if prefixed := PREFIXED.fullmatch(name):
        name = prefixed[1]
    if coded := CODED.fullmatch(name.lower()):
        code = coded[1] + coded[2].upper()
        return code if code in PROFESSIONS or code == PHYSICIAN_CODE else None
    counted = NUMBER_OF.sub("", name.casefold().replace("_", " "), count=1)
    return _labels().get(key_of(name)) or _labels().get(key_of(counted))


def read_columns(source: Mapping[str, str] | str | Path) -> dict[str, str]:
    """Read which profession, or which group, each column of a table counts.

    Parameters
    ----------
    source : mapping or path
        Name of a column, or value of the column of professions → a code (« 10G », « 60 »), a label
        of the register, or a group (« proximite », « pole », « psychiatrie »). A TOML file holds
        the same, in a table ``colonnes`` or at its top.

    Raises
    ------
    SourceError
        The file cannot be read.
    LayoutError
        It is no TOML.
    ChoiceError
        A column counts what is no profession nor group; the message lists what may be.
    """
    given = source if isinstance(source, Mapping) else _toml(Path(source))
    columns = {}
    for name, meant in given.items():
        known = meant if meant in GROUPS else profession_of(str(meant))
        if known is None or known == PHYSICIAN_CODE:
            raise ChoiceError(
                f"{worded('columns', '--colonnes')} : « {name} » compte « {meant} », qui "
                "n'est ni une profession ni un groupe. Valeurs possibles : "
                f"{', '.join(GROUPS)}, ou un code : {', '.join(PROFESSIONS)}."
            )
        columns[str(name)] = known
    return columns


def _toml(path: Path) -> Mapping[str, object]:
    model = 'une ligne par colonne, comme "Médecins généralistes" = "10G"'
    content = read_toml(path, "colonnes", model)
    table = content.get("colonnes", content)
    return table if isinstance(table, dict) else content


@cache
def _labels() -> dict[str, str]:
    known = {key_of(label): code for label, code in OTHER_LABELS.items()}
    for code, profession in reversed(list(PROFESSIONS.items())):
        if not profession.withdrawn:
            known[key_of(profession.label)] = code
    return known


def key_of(label: str) -> str:
    """Words of a label in lower case, without accents, in the singular."""
    words = re.findall(r"[a-z]+|\d+", unaccented(label))
    return " ".join(word.removesuffix("s") for word in words)
