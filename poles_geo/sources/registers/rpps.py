"""Annuaire Santé: rows of the registers RPPS and ADELI, one row an activity of one person.

Any edition known by its columns (2017, 2021, 2026 and between). Only the columns that a count
needs are ever read: no name, no telephone number, no address.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import narwhals as nw

from poles_geo.errors import Faults, LayoutError
from poles_geo.tabular.headings import plain
from poles_geo.tabular.texts.headers import Header, read_header
from poles_geo.tabular.texts.streams import TextFile
from poles_geo.typography import french_count

T = TypeVar("T")

ROLES = {
    "personne": ("identificationnationalepp",),
    "profession": ("codeprofession",),
    "categorie": ("codecategorieprofessionnelle",),
    "libelle_categorie": ("libellecategorieprofessionnelle",),
    "savoir_faire": ("codesavoirfaire",),
    "mode": ("codemodeexercice", "codemodedexercice"),
    "genre": ("codegenreactivite", "codegenredactivite"),
    "bureau": ("bureaucedexcoordstructure", "bureaucedexstructure"),
    "code_postal": ("codepostalcoordstructure", "codepostalstructure"),
    "code_commune": ("codecommunecoordstructure", "codecommunestructure"),
    "pays": ("codepayscoordstructure", "codepaysstructure"),
}
"""Column read for each role, by its plain spellings; nothing else is read from a file."""

PUBLISHED = {
    "personne": "Identification nationale PP",
    "profession": "Code profession",
    "savoir_faire": "Code savoir-faire",
    "mode": "Code mode exercice",
    "genre": "Code genre activité",
    "categorie": "Code catégorie professionnelle",
    "code_postal": "Code postal (coord. structure)",
    "code_commune": "Code commune (coord. structure)",
}
OF_FILTERS = frozenset({"categorie", "libelle_categorie", "mode", "genre"})
REQUIRED = ("personne", "profession", "code_postal", "code_commune")

OF_ANNUAIRE = re.compile(r"ps.?libreacces|extractionmonotable", re.IGNORECASE)
ACTIVITY_COLUMNS = re.compile(r"personne.?activite|cat18|monotable", re.IGNORECASE)
PERSONS = frozenset({"identificationnationalepp", "identifiantpp"})
FIRST_LINE = 1 << 16
SKILL_COLUMNS = re.compile(r"savoir.?faire", re.IGNORECASE)


@dataclass(frozen=True)
class RegisterFile:
    """An activity file whose layout is known.

    Attributes
    ----------
    header : Header
    roles : dict of str to int
        Position of each column needed, by role.
    skills : Header or None
        The SavoirFaire file, when the activity file has no savoir-faire.
    """

    header: Header
    roles: dict[str, int]
    skills: Header | None = None

    @property
    def name(self) -> str:
        """Name of the file, for messages."""
        return self.header.text.name

    def has(self, role: str) -> bool:
        """Whether there is a column for a role."""
        return role in self.roles

    @property
    def edition(self) -> str:
        """Name of the layout, in French."""
        width = len(self.header.columns)
        if self.header.quoted:
            return f"ExtractionMonoTable CAT18 ({width} colonnes)"
        return f"PS_LibreAcces ({width} colonnes)"

    def roles_for(self, filtering: Collection[str]) -> dict[str, int]:
        """Columns to read, by role: those of the filters that are not asked for are left out."""
        return _asked_for(self.roles, filtering)

    @property
    def skill_roles(self) -> dict[str, int]:
        """Columns of the SavoirFaire file, by role; none without that file."""
        if self.skills is None:
            return {}
        found = {role: self.skills.rang(ROLES[role]) for role in ("personne", "savoir_faire")}
        return {role: rank for role, rank in found.items() if rank is not None}


IN_MEMORY = "table donnée"


@dataclass(frozen=True)
class RegisterFrame:
    """A table of activities, of any engine.

    Attributes
    ----------
    frame : LazyFrame
    columns : dict of str to str
        Name of each column needed, by role.
    name : str
        Of the workbook that it was read in; « table donnée » without one.
    """

    frame: nw.LazyFrame[Any]
    columns: dict[str, str]
    name: str = IN_MEMORY

    def has(self, role: str) -> bool:
        """Whether there is a column for a role."""
        return role in self.columns

    @property
    def edition(self) -> str:
        """Name of the layout, in French."""
        engine = self.frame.implementation.name.lower()
        width = len(self.frame.collect_schema())
        return f"PS_LibreAcces (table {engine}, {width} colonnes)"

    def columns_for(self, filtering: Collection[str]) -> dict[str, str]:
        """Columns to read, by role: those of the filters that are not asked for are left out."""
        return _asked_for(self.columns, filtering)


def _asked_for(columns: Mapping[str, T], filtering: Collection[str]) -> dict[str, T]:
    unused = OF_FILTERS - set(filtering)
    return {role: column for role, column in columns.items() if role not in unused}


def published_name(role: str) -> str:
    """Name of a column as the register publishes it."""
    return PUBLISHED[role]


def has_persons(names: Collection[str]) -> bool:
    """Whether columns identify persons, as those of the Annuaire Santé do."""
    return not PERSONS.isdisjoint(map(plain, names))


def names_persons(text: TextFile) -> bool:
    """Whether the first line of a text says so, whatever its separator and encoding."""
    with text.open() as (stream, _):
        line = stream.read(FIRST_LINE).partition(b"\n")[0]
    spelled = plain(line.decode("latin-1"))
    return any(name in spelled for name in PERSONS)


def is_named_as_register(text: TextFile) -> bool:
    """Whether the name of a text is that of a file of the Annuaire Santé."""
    kinds = (OF_ANNUAIRE, ACTIVITY_COLUMNS, SKILL_COLUMNS)
    return any(kind.search(name) for kind in kinds for name in (text.name, text.path.name))


def open_rpps(texts: list[TextFile]) -> RegisterFile:
    """Find the activity file among texts, and check its layout.

    Raises
    ------
    LayoutError
        When there is none or several, or when columns are missing: the message lists them.
    """
    header = read_header(_activity_text(texts))
    roles = {role: rank for role in ROLES if (rank := header.rang(ROLES[role])) is not None}
    missing = [PUBLISHED[role] for role in REQUIRED if role not in roles]
    skills = None
    if not missing and "savoir_faire" not in roles:
        skills = _skills_header(texts, header.text)
        if skills is None:
            missing = [f"{PUBLISHED['savoir_faire']} (ou le fichier SavoirFaire à côté)"]
    if missing:
        raise LayoutError(
            f"{header.text.name} : ce n'est pas un fichier d'activités de l'Annuaire Santé en "
            f"libre accès. Colonnes manquantes : {', '.join(missing)}. "
            f"{_kind(header)}Donnez PS_LibreAcces_Personne_activite_….txt, ou le zip entier."
        )
    return RegisterFile(header, roles, skills)


def register_frame(frame: nw.LazyFrame[Any], name: str = IN_MEMORY) -> RegisterFrame:
    """Check that a table has the columns of an activity file.

    Raises
    ------
    LayoutError
        When columns are missing, are there twice, or hold dates, lists or bytes, that each engine
        writes in its own way: the message lists them.
    """
    names = frame.collect_schema().names()
    if frame.implementation.is_spark_like():
        # It takes the dots of « (coord. structure) » for those of a path.
        names = [column.replace(".", " ") for column in names]
        frame = nw.from_native(nw.to_native(frame).toDF(*names))
    columns: dict[str, str] = {}
    for column in names:
        for role in (role for role, spellings in ROLES.items() if plain(column) in spellings):
            if role in columns:
                raise LayoutError(f"{name} : la colonne « {column} » est en double.")
            columns[role] = column
    needed = (*REQUIRED, "savoir_faire")
    if missing := [PUBLISHED[role] for role in needed if role not in columns]:
        raise LayoutError(
            f"{name} : ce n'est pas un fichier d'activités de l'Annuaire Santé. Colonnes "
            f"manquantes : {', '.join(missing)}. Colonnes trouvées : {', '.join(names[:12])}… "
            "Un tableau par commune se donne en mémoire (DataFrame), en CSV ou en classeur."
        )
    schema = frame.collect_schema()
    faults = Faults(name)
    for column in columns.values():
        kind = schema[column]
        if kind.is_nested() or kind.is_temporal() or kind == nw.Binary:
            found = str(kind).partition("(")[0]
            faults.add(f"colonne « {column} » : du texte est attendu, trouvé {found}")
    faults.raise_if_any(LayoutError)
    return RegisterFrame(frame, columns, name)


def _activity_text(texts: list[TextFile]) -> TextFile:
    """Choose the activity file by its name."""
    if len(texts) == 1:
        return texts[0]
    found = [text for text in texts if ACTIVITY_COLUMNS.search(text.name)]
    names = ", ".join(text.name for text in texts[:10])
    if not found:
        raise LayoutError(
            f"{texts[0].path.name} : fichier PS_LibreAcces_Personne_activite_….txt attendu ; "
            f"trouvé : {names}."
        )
    if len(found) > 1:
        raise LayoutError(
            f"{french_count(len(found), 'fichier')} d'activités ({names}) : donnez-en un seul, "
            "deux dates ne s'additionnent pas."
        )
    return found[0]


def _skills_header(texts: list[TextFile], activities: TextFile) -> Header | None:
    """Header of the SavoirFaire file that goes with an activity file."""
    candidates = texts
    if len(texts) == 1 and activities.member is None:
        date = re.search(r"\d{6,}", activities.name)
        beside = (TextFile(file) for file in sorted(activities.path.parent.iterdir()))
        candidates = [text for text in beside if not date or date[0] in text.name]
    found = [text for text in candidates if SKILL_COLUMNS.search(text.name)]
    if len(found) != 1:
        return None
    header = read_header(found[0])
    needed = ("personne", "savoir_faire")
    missing = [PUBLISHED[role] for role in needed if header.rang(ROLES[role]) is None]
    if missing:
        raise LayoutError(f"{found[0].name} : colonnes manquantes : {', '.join(missing)}.")
    return header


def _kind(header: Header) -> str:
    """Say which other file of the same zip this one is, when it shows."""
    known = {plain(name) for name in header.columns}
    if "codetypediplomeobtenu" in known or "codediplomeobtenu" in known:
        return "Le fichier donné est celui des diplômes (Dipl_AutExerc). "
    if "codesavoirfaire" in known and "codepostalcoordstructure" not in known:
        return "Le fichier donné est celui des savoir-faire (SavoirFaire). "
    if known.isdisjoint(spelling for spellings in ROLES.values() for spelling in spellings):
        return "Sa première ligne n'est pas l'en-tête d'un tel fichier. "
    return f"Colonnes trouvées : {', '.join(header.columns[:12])}… "
