"""Health professions: code of the register → profession → proximité, pôle or psychiatrie.

Counted: the health professions of the Code de la santé publique, one group each. Known but
counted nowhere: titles and social professions of the same registers, and codes withdrawn.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, Faults

Group = Literal["proximite", "pole", "psychiatrie"]
Register = Literal["RPPS", "ADELI"]

PHYSICIAN_CODE = "10"
"""Code of médecins in the registers, which counts split into « 10G » and « 10S »."""

GENERALIST_SKILLS = frozenset({"SM26", "SM53", "SM54"})
"""Savoir-faire of general practitioners: a médecin who has one of them is a « 10G »."""


@dataclass(frozen=True)
class Profession:
    """One profession, as the counts name it.

    Parameters
    ----------
    code : str
        `code_profession` of the counts. It is the register's own code, but for médecins: one
        code of the register, two professions of the report, hence « 10G » (généralistes)
        and « 10S » (spécialistes).
    label : str
        Name in French, as the register prints it.
    group : {"proximite", "pole", "psychiatrie"} or None
        Where the report's definitions put it. « psychiatrie » is the part of « pole » that
        the rule counts apart. None: in no group, never counted.
    register_2014 : {"RPPS", "ADELI"} or None
        Register that held the profession in 2014. None: in neither at the time.
    health_profession : bool
        Whether it is a health profession of the Code de la santé publique.
    withdrawn : bool
        Whether the code has been withdrawn from the register.
    """

    code: str
    label: str
    group: Group | None
    register_2014: Register | None
    health_profession: bool = True
    withdrawn: bool = False

    @property
    def plural(self) -> str:
        """Name in the plural, in small letters: « masseurs-kinésithérapeutes »."""
        head, of, tail = self.label.partition(" en ")
        words = re.sub(r"(?<=[a-z])(?<!s)(?=[ -]|$)", "s", head.lower())
        return PLURALS.get(self.code, words + of + tail)

    @property
    def register_code(self) -> str:
        """Code in the files of the register: « 10 » for « 10G » and « 10S »."""
        return self.code.rstrip("GS")


PLURALS = {
    "31": "assistants dentaires",
    "32": "physiciens médicaux",
    "82": "podo-orthésistes",
    "86": "techniciens de laboratoire médical",
    "98": "manipulateurs ERM",
}
"""Names that « s » after each word does not make plural."""


def _title(code: str, label: str) -> Profession:
    return Profession(code, label, None, "ADELI", health_profession=False)


def _gone(code: str) -> Profession:
    label = "Code supprimé en décembre 2024"
    return Profession(code, label, None, None, health_profession=False, withdrawn=True)


_TABLE = (
    Profession("10G", "Médecin généraliste", "proximite", "RPPS"),
    Profession("10S", "Médecin spécialiste", "pole", "RPPS"),
    Profession("21", "Pharmacien", "proximite", "RPPS"),
    Profession("26", "Audioprothésiste", "pole", "ADELI"),
    Profession("28", "Opticien-Lunetier", "proximite", "ADELI"),
    # In the Code de la santé publique since the loi n° 2016-41 of 26 January 2016.
    Profession("31", "Assistant dentaire", "pole", None),
    # In the Code de la santé publique since the ordonnance n° 2017-48 of 19 January 2017.
    Profession("32", "Physicien médical", "pole", None),
    *(_gone(code) for code in ("35", "36", "37", "38", "39")),
    Profession("40", "Chirurgien-Dentiste", "proximite", "RPPS"),
    Profession("50", "Sage-Femme", "pole", "RPPS"),
    Profession("60", "Infirmier", "proximite", "ADELI"),
    Profession("69", "Infirmier psychiatrique", "psychiatrie", "ADELI"),
    Profession("70", "Masseur-Kinésithérapeute", "proximite", "ADELI"),
    Profession("80", "Pédicure-Podologue", "proximite", "ADELI"),
    Profession("81", "Orthoprothésiste", "pole", "ADELI"),
    Profession("82", "Podo-Orthésiste", "pole", "ADELI"),
    Profession("83", "Orthopédiste-Orthésiste", "pole", "ADELI"),
    Profession("84", "Oculariste", "pole", "ADELI"),
    Profession("85", "Epithésiste", "pole", "ADELI"),
    Profession("86", "Technicien de laboratoire médical", "pole", "ADELI"),
    Profession("91", "Orthophoniste", "pole", "ADELI"),
    Profession("92", "Orthoptiste", "pole", "ADELI"),
    Profession("94", "Ergothérapeute", "pole", "ADELI"),
    Profession("95", "Diététicien", "pole", "ADELI"),
    Profession("96", "Psychomotricien", "pole", "ADELI"),
    Profession("97", "Conseiller en génétique", "pole", "ADELI"),
    Profession("194", "Conseiller en génétique", "pole", "ADELI"),
    Profession("98", "Manipulateur ERM", "pole", "ADELI"),
    _title("41", "Assistant de service social"),
    _title("200", "Assistant de service social"),
    _title("71", "Ostéopathe"),
    _title("171", "Ostéopathe"),
    _title("72", "Psychothérapeute"),
    _title("172", "Psychothérapeute"),
    _title("73", "Chiropracteur"),
    _title("173", "Chiropracteur"),
    _title("93", "Psychologue"),
    _title("193", "Psychologue"),
)

PROFESSIONS = MappingProxyType({profession.code: profession for profession in _TABLE})
"""Every code known, in reading order; a profession with two codes has two entries."""


@dataclass(frozen=True, repr=False)
class ProfessionSet:
    """Which professions count, and in which group: the definition behind a table of effectifs.

    Parameters
    ----------
    name : str
        Name of the set, as captions print it.
    source : str
        Where the definition comes from.
    proximite, pole : frozenset of str
        Codes of the two groups, which share none: effectif = proximité + pôle. Any iterable of
        codes is accepted, of :data:`PROFESSIONS` or of another nomenclature.
    infirmiers_psychiatrie : frozenset of str
        The codes among `pole` that are psychiatric nurses.

    Raises
    ------
    ChoiceError
        When the groups overlap, when a psychiatric code is not in `pole`, or when code « 10 »
        is given: it must be split first.

    Examples
    --------
    The present definition without dental assistants:

    >>> from dataclasses import replace
    >>> chosen = replace(
    ...     PROFESSIONS_TODAY,
    ...     name="Professions actuelles, sans assistants dentaires",
    ...     pole=PROFESSIONS_TODAY.pole - {"31"},
    ... )
    >>> chosen.group("31") is None
    True
    """

    name: str
    source: str
    proximite: frozenset[str]
    pole: frozenset[str]
    infirmiers_psychiatrie: frozenset[str]

    def __post_init__(self) -> None:
        check_fields(self, "name", "source")
        faults = Faults(f"ensemble de professions « {self.name} »")
        for group in ("proximite", "pole", "infirmiers_psychiatrie"):
            object.__setattr__(self, group, _checked_codes(getattr(self, group), group, faults))
        if PHYSICIAN_CODE in self.codes:
            faults.add("le code 10 (médecins) se compte sous 10G (généralistes) et 10S (autres)")
        if both := self.proximite & self.pole:
            faults.add(f"codes à la fois de proximité et de pôle : {', '.join(sorted(both))}")
        if outside := self.infirmiers_psychiatrie - self.pole:
            faults.add(
                "codes d'infirmiers psychiatriques absents des codes de pôle, qui les "
                f"comprennent : {', '.join(sorted(outside))}"
            )
        faults.raise_if_any(ChoiceError)

    def __repr__(self) -> str:
        return f"ProfessionSet({self.name!r})"

    @property
    def codes(self) -> frozenset[str]:
        """Every code that counts."""
        return self.proximite | self.pole

    def group(self, code: str) -> Group | None:
        """Group of `code`; None when the set does not count it."""
        if code in self.infirmiers_psychiatrie:
            return "psychiatrie"
        if code in self.pole:
            return "pole"
        return "proximite" if code in self.proximite else None


def _checked_codes(codes: object, group: str, faults: Faults) -> frozenset[str]:
    """Codes as a frozenset of texts; anything else is a fault and leaves the set empty."""
    if isinstance(codes, Iterable) and not isinstance(codes, str):
        codes = list(codes)
        if all(isinstance(code, str) for code in codes):
            return frozenset(codes)
    faults.add(f"{group} : une suite de codes en texte est attendue, trouvé {codes!r}")
    return frozenset()


def _codes(professions: Iterable[Profession], *groups: Group) -> frozenset[str]:
    return frozenset(p.code for p in professions if p.group in groups)


def _profession_set(name: str, source: str, professions: Iterable[Profession]) -> ProfessionSet:
    retained = list(professions)
    return ProfessionSet(
        name=name,
        source=source,
        proximite=_codes(retained, "proximite"),
        pole=_codes(retained, "pole", "psychiatrie"),
        infirmiers_psychiatrie=_codes(retained, "psychiatrie"),
    )


REPORT = "ORS Nord – Pas-de-Calais, « Le maillage des pôles d'offre », mars 2014"
PROFESSIONS_2014 = _profession_set(
    "Professions de santé du rapport de 2014",
    REPORT,
    (p for p in _TABLE if p.register_2014 is not None),
)
"""The report's set: health professions that RPPS or ADELI held in 2014.

Dental assistants (31) and medical physicists (32) became health professions in 2016 and 2017:
they are not in it, so that a recent file is counted as the report would have counted it.
"""

PROFESSIONS_TODAY = _profession_set(
    "Professions de santé actuelles",
    "Annuaire Santé (RPPS seul depuis la fermeture d'ADELI), code de la santé publique",
    _TABLE,
)
"""Every health profession known today, by the same definition of proximité and pôle.

It adds to the report's set the dental assistants and the medical physicists, both of pôle.
Psychiatric nurses are known by code 69 alone: a nurse of the common diploma who works in
psychiatry has code 60 and counts in proximité.
"""
