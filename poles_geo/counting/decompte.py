"""The result of a count: persons, places and professions, and how to read them.

Read once from a file, and kept without identifiers; a table of another engine keeps its own, and
is read again. Summed up by commune here, by bassin in :mod:`poles_geo.counting.aggregate`.
"""

import html
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from poles_geo.coded import WARNINGS
from poles_geo.counting.ledger.bilan import Bilan
from poles_geo.counting.located.placements import Attachment, By, Placements, tally
from poles_geo.counting.located.places import Places, Postal
from poles_geo.typography import french_date, punctuate

SOURCE_RPPS = "Annuaire Santé (Agence du numérique en santé)"
NURSES_WARNING = (
    "Infirmiers : le service statistique du ministère (DREES) avertit que le RPPS ne les "
    "dénombre pas encore bien."
)
PSYCHIATRY_WARNING = (
    "Infirmiers psychiatriques : connus par le seul code 69 ; les infirmiers du diplôme commun "
    "qui exercent en psychiatrie comptent en proximité."
)


@dataclass(frozen=True, eq=False, repr=False)
class Decompte:
    """Health professionals of a source, person by person, with their ledger.

    Attributes
    ----------
    bilan : Bilan
        Where every row and every person went.
    by : {"person", "fraction", "activity"}
        What is counted.
    postal : {"unique", "share", "none"}
        What a postal code was worth.
    nature : str
        What the source counts: « personnes », « table par commune », « BPE »…
    source, date : str
        As maps print them; the date is unknown (None) when the name of the file has none.
    professions : tuple of str
        Codes of the professions, in reading order.
    places : Places
        Places of the source.
    placements : Placements
        Persons, places and professions; without any identifier, but in the engine of a table.
    warnings : tuple of str
        That go with the counts of such a source, in French.
    status : str
        « exercice libéral », when others are not counted.
    lacking : DataFrame
        ``lieu``, ``profession`` (positions): numbers that a table leaves empty.
    has_modes : bool
        Whether the source says modes d'exercice.
    told_unit : str
        What a table in memory says that its numbers count; empty when it does not.
    """

    bilan: Bilan
    by: By
    postal: Postal
    nature: str
    source: str
    date: str | None
    professions: tuple[str, ...]
    places: Places
    placements: Placements
    warnings: tuple[str, ...] = ()
    status: str = ""
    has_modes: bool = False
    lacking: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"lieu": [], "profession": []}, dtype="int64")
    )
    told_unit: str = ""

    @property
    def unit(self) -> str:
        """What one unit of the counts is, in French."""
        if self.placements.n_persons is None:
            return self.told_unit or self.nature
        return {"person": "personnes", "fraction": "parts de personnes",
                "activity": "activités"}[self.by]  # fmt: skip

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Counts by commune and profession, for reading.

        Index ``code_commune``, a column per profession. Bassins are not the sum of their
        communes: see :func:`aggregate`. A person with two professions is in both columns. Places
        left to the zoning by ``postal="unique"`` are not in it. A number that a table leaves empty
        is missing, as is the sum of the rows of a commune that one of them leaves empty.
        """
        table = self.places.communes
        line = self.places.table["ligne"].to_numpy()[table["lieu"]]
        table = table[line != "postal_multiple"]
        communes = pd.Index(sorted(table["code_commune"].unique()), name="code_commune")
        table = table.rename(columns={"code_commune": "unite"})
        link = Attachment.from_table(table, communes)
        values = tally(self.placements, link, len(self.professions), by=self.by)
        columns = pd.Index(self.professions, name="code_profession")
        counts = pd.DataFrame(values, index=communes, columns=columns)
        if self.placements.n_persons is not None:
            counts = counts.loc[counts.any(axis=1), counts.any(axis=0)]
        if self.by != "fraction" and self.postal != "share" and (counts % 1 == 0).all(axis=None):
            counts = counts.astype(np.int64)
        empty = self.lacking.merge(table[["lieu", "unite"]], on="lieu")
        if len(empty):
            missing = np.zeros(counts.shape, bool)
            missing[counts.index.get_indexer(pd.Index(empty["unite"])), empty["profession"]] = True
            counts = counts.convert_dtypes().mask(missing)
        counts.attrs = {
            "source": self.source, "fichier": self.bilan.source, "date": self.date,
            "unite": self.unit,
            WARNINGS: self.warnings_told(self.professions),
        }  # fmt: skip
        return counts

    def __repr__(self) -> str:
        return f"Decompte({self.bilan.title!r})"

    def _repr_html_(self) -> str:
        """Show what is counted, and the ledger, at the end of a notebook cell."""
        dated = f", {french_date(self.date)}" if self.date else ""
        said = "".join(
            f"<li>{html.escape(text)}</li>" for text in self.warnings_told(self.professions)
        )
        head = html.escape(punctuate(f"Décompte : {self.unit} ({self.source}{dated})"))
        return f"<p><b>{head}</b></p><ul>{said}</ul>{self.bilan._repr_html_()}"

    def warnings_told(self, codes: Collection[str]) -> list[str]:
        """Warnings that go with counts of these professions, in French."""
        if self.placements.n_persons is None:
            return list(self.warnings)
        nurses = NURSES_WARNING if "60" in codes else None
        psychiatry = PSYCHIATRY_WARNING if {"60", "69"} <= set(codes) else None
        dated = None if self.date else "Date du fichier inconnue."
        return [text for text in (nurses, psychiatry, dated) if text]
