"""What activity rows say: profession, savoir-faire, place, and whether they count.

Counted: each thing that rows say, once, with the number of rows that say it. Persons are not
here.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from poles_geo.codes import CODE
from poles_geo.counting.known_professions.professions import (
    GENERALIST_SKILLS,
    PHYSICIAN_CODE,
    PROFESSIONS,
)
from poles_geo.counting.ledger.bilan import KEYS, ORDER, exportable
from poles_geo.counting.located.places import COLUMNS, Location, Places, locate
from poles_geo.counting.located.postal_keys import communes_of_several
from poles_geo.sources.registers.activity_rows import told_apart

REPLACEMENTS = ("GENR02", "GENR03")
SKILLS = {
    "generaliste": nw.col("savoir_faire").is_in(sorted(GENERALIST_SKILLS)),
    "specialiste": nw.col("savoir_faire").str.starts_with("SM")
    & ~nw.col("savoir_faire").is_in(sorted(GENERALIST_SKILLS)),
    "autre": (nw.col("savoir_faire") != "") & ~nw.col("savoir_faire").str.starts_with("SM"),
}
"""What a savoir-faire makes of a médecin: general practice, another speciality, neither."""


PROFESSIONS_REWRITTEN = (
    ("^\\s*=?[\"']*\\s*", ""),
    (r"([.,]0+)?[\"'\s]*$", ""),
    (f"^0({'|'.join(sorted({p.register_code for p in PROFESSIONS.values()}))})$", "${1}"),
)
"""What a spreadsheet adds to a code of profession, and how it is taken off: patterns in order."""


MODES = {
    "L": "libéral", "S": "salarié", "B": "bénévole", "I": "indirect", "": "de mode inconnu",
}  # fmt: skip
"""Modes d'exercice of the register."""


@dataclass(frozen=True)
class Filters:
    """Which rows count, beyond having a person and a profession.

    Attributes
    ----------
    modes : frozenset of str or None
        Modes d'exercice kept (S, L, B, I; empty for unknown). None: all of them.
    replacements, students, military : bool
        Whether replacements (genre GENR02 and GENR03), students (catégorie E) and military
        (catégorie M when its label says so: since 2024 it means civil servants) count.
    """

    modes: frozenset[str] | None = None
    replacements: bool = True
    students: bool = False
    military: bool = False

    @property
    def status(self) -> str:
        """« exercice libéral »; empty when every mode is kept."""
        if self.modes is None or self.modes >= set(MODES):
            return ""
        kept = [told for mode, told in MODES.items() if mode in self.modes]
        return f"exercice {' ou '.join(kept)}"

    @property
    def roles(self) -> frozenset[str]:
        """Columns that these filters need."""
        wanted = {
            "mode": self.modes is not None,
            "genre": not self.replacements,
            "categorie": not (self.students and self.military),
            "libelle_categorie": not self.military,
        }
        return frozenset(role for role, needed in wanted.items() if needed)

    def tests(self) -> dict[str, tuple[str, nw.Expr]]:
        """Give what sets a row aside, in order: the column that says it, and when.

        Keys are lines of the ledger.
        """
        category, label = nw.col("categorie"), nw.col("libelle_categorie").str.to_lowercase()
        tests = {
            "profession_illisible":
                ("profession", ~nw.col("profession").str.contains("^[0-9]{2,3}$")),
            "militaire": ("categorie", (category == "M") & label.str.starts_with("milit")),
            "etudiant": ("categorie", category == "E"),
            "remplacement": ("genre", nw.col("genre").is_in(REPLACEMENTS)),
            "mode": ("mode", ~nw.col("mode").is_in(sorted(self.modes or ()))),
        }  # fmt: skip
        counted = {"militaire": self.military, "etudiant": self.students,
                   "remplacement": self.replacements, "mode": self.modes is None}  # fmt: skip
        return {line: test for line, test in tests.items() if not counted.get(line)}


@dataclass(frozen=True, eq=False)
class Statements:
    """What the rows of a register say.

    Attributes
    ----------
    table : DataFrame
        One row per ``fiche``: ``lignes`` (rows that say it), ``ligne`` (rank of its line in the
        ledger), ``compte`` (whether its rows count), ``code`` (what the ledger exports: that of
        the place, or what sets the rows aside), ``poste``, ``medecin``,
        ``poste_de_specialiste`` (that of a médecin who is not généraliste) and the classes of
        :data:`SKILLS`.
    professions : tuple of str
        Codes, in reading order.
    places : Places
    postes : DataFrame
        Index ``poste``: ``lieu`` (position in the table of `places`), ``profession`` (position
        in `professions`) and ``mode`` (in :data:`MODES`; one that is not there is unknown).
    mended : int
        Rows whose code of profession has been repaired.
    """

    table: nw.DataFrame[pl.DataFrame]
    professions: tuple[str, ...]
    places: Places
    postes: pd.DataFrame
    mended: int = 0

    def codes(self, *, counted: bool) -> pd.DataFrame:
        """Codes of rows that count without a plain commune code, or of those set aside.

        Columns: ``ligne``, ``code``, ``lignes``.
        """
        unclear = self.table.filter(
            nw.col("ligne") != ORDER["code"], nw.col("compte") == nw.lit(counted)
        )
        table = unclear.group_by("ligne", "code").agg(nw.col("lignes").sum()).to_pandas()
        table["ligne"] = np.array(KEYS)[table["ligne"]]
        return table.sort_values(["ligne", "code"])


def read_statements(
    fiches: nw.DataFrame[pl.DataFrame], roles: tuple[str, ...], filters: Filters, location: Location
) -> Statements:
    """Read what rows say.

    Parameters
    ----------
    fiches : DataFrame
        ``fiche`` and ``lignes``.
    roles : tuple of str
        What a fiche says, in order.
    filters : Filters
    location : Location
    """
    absent = {"savoir_faire", "categorie", "libelle_categorie", "mode", "genre", *COLUMNS}
    said = told_apart(fiches, roles).with_columns(
        **{role: nw.lit("") for role in sorted(absent - set(roles))}
    )
    said = _place_said_once(_professions_mended(said))
    where = said.select(*COLUMNS).unique().sort(*COLUMNS)
    places = locate(
        where.to_pandas(),
        postal_codes=location.postal_codes,
        postal=location.postal,
        weights=location.populations,
    )
    where = where.with_columns(
        nw.new_series("lieu", range(len(where)), nw.Int32, backend="polars"),
        nw.new_series("rang", places.ranks.tolist(), nw.Int16, backend="polars"),
        nw.new_series("code", places.table["code"].tolist(), nw.String, backend="polars"),
    )
    professions = _in_reading_order(said)
    line, code, counted = nw.col("rang"), nw.col("code"), nw.lit(value=True)
    for key, (role, test) in reversed(filters.tests().items()):
        line = nw.when(test).then(nw.lit(ORDER[key], nw.Int16)).otherwise(line)
        code = nw.when(test).then(exportable(nw.col(role))).otherwise(code)
        counted = counted & ~test
    said = said.join(where, on=list(COLUMNS)).with_columns(
        ligne=line, code=code, compte=counted,
        medecin=nw.col("profession") == PHYSICIAN_CODE, **SKILLS,
    )  # fmt: skip
    said = said.join(_numbers(professions), on="profession", how="left")
    said = said.with_columns(exercice=nw.col("mode").replace_strict(
        list(MODES), list(range(len(MODES))), default=list(MODES).index(""), return_dtype=nw.Int32
    ))  # fmt: skip
    of_specialists = said.filter("medecin").select(
        "lieu", "exercice", numero="numero_de_specialiste"
    )
    postes = nw.concat([said.select("lieu", "exercice", "numero"), of_specialists])
    postes = postes.drop_nulls().unique().sort("lieu", "numero", "exercice").with_row_index("poste")
    postes = postes.with_columns(nw.col("poste").cast(nw.Int32))
    for name in ("", "_de_specialiste"):
        keys = {"numero": f"numero{name}", "poste": f"poste{name}"}
        said = said.join(postes.rename(keys), on=["lieu", "exercice", keys["numero"]], how="left")
    kept = ("fiche", "lignes", "ligne", "compte", "code", "medecin", *SKILLS, "poste",
            "poste_de_specialiste")  # fmt: skip
    table = postes.rename({"numero": "profession", "exercice": "mode"}).to_pandas()
    table = table.set_index("poste")
    mended = int(said.filter("reparee")["lignes"].sum())
    return Statements(said.select(*kept), tuple(professions), places, table, mended)


def _professions_mended(said: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Give codes of professions back what a spreadsheet took: « 60.0 », « 060 », « '60 »."""
    profession = nw.col("profession")
    for pattern, replacement in PROFESSIONS_REWRITTEN:
        profession = profession.str.replace_all(pattern, replacement)
    readable = profession.str.contains("^[0-9]{2,3}$")
    profession = nw.when(readable).then(profession).otherwise(nw.col("profession"))
    said = said.with_columns(profession_dite=nw.col("profession"), profession=profession)
    return said.with_columns(reparee=nw.col("profession_dite") != nw.col("profession"))


def _numbers(professions: list[str]) -> nw.DataFrame[pl.DataFrame]:
    """Position of professions by code of the register, where médecins have one code for two."""
    position = {code: rank for rank, code in enumerate(professions)}
    position[PHYSICIAN_CODE] = position["10G"]
    codes = pl.DataFrame({"profession": list(position), "numero": list(position.values())})
    of_specialists = pl.when(pl.col("profession") == PHYSICIAN_CODE).then(position["10S"])
    return nw.from_native(
        codes.with_columns(numero_de_specialiste=of_specialists).cast(
            {"numero": pl.Int32, "numero_de_specialiste": pl.Int32}
        )
    )


def _place_said_once(said: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Forget what a place says beside a commune code that needs no repair.

    But the postal code beside a commune of several: a zoning may know them apart.
    """
    plain = nw.col("code_commune").str.contains(f"^(?:{CODE})$")
    several = nw.col("code_commune").is_in(list(communes_of_several()))
    needed = {role: ~plain for role in COLUMNS if role != "code_commune"}
    needed["code_postal"] = ~plain | several
    return said.with_columns(
        nw.when(test).then(role).otherwise(nw.lit("")).alias(role) for role, test in needed.items()
    )


def _in_reading_order(said: nw.DataFrame[Any]) -> list[str]:
    """Professions of the counts: those of :data:`PROFESSIONS` first, in its order."""
    order = {code: rank for rank, code in enumerate(PROFESSIONS)}
    readable = said.filter(nw.col("profession").str.contains("^[0-9]{2,3}$"))
    met = set(readable["profession"].unique().to_list()) - {PHYSICIAN_CODE} | {"10G", "10S"}
    return sorted(met, key=lambda code: (order.get(code, len(order)), code))
