"""What a count of a generated file must find, worked out row by row from how it was made."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from register_generator import BASSIN, Register, TextLine

PROXIMITE = ("10G", "21", "28", "40", "60", "70")
POLE = ("10S", "50", "69", "91")
ORDER = ("10G", "10S", "21", "28", "40", "50", "60", "69", "70", "91", "71", "93", "62")


@dataclass
class Truth:
    """What a count must find, worked out row by row."""

    file: Register
    postal: str = "unique"
    modes: frozenset[str] | None = None
    replacements: bool = True
    students: bool = False
    military: bool = False
    unspecialised_generalist: bool = True

    def exclusion(self, line: TextLine) -> str:
        """Line of the ledger of a row that does not count, in order of precedence."""
        kind = line.cells["Code genre activité"]
        if line.exclusion.startswith("rejet_") or line.exclusion == "profession_illisible":
            return line.exclusion
        if line.exclusion == "militaire" and not self.military:
            return "militaire"
        if line.exclusion == "etudiant" and not self.students:
            return "etudiant"
        if not self.replacements and kind in ("GENR02", "GENR03"):
            return "remplacement"
        if self.modes is not None and line.cells["Code mode exercice"] not in self.modes:
            return "mode"
        return ""

    def persons(self) -> set[str]:
        return {row.person for row in self.file.lines if self._is_read(row)}

    def _is_read(self, line: TextLine) -> bool:
        return not line.exclusion.startswith("rejet_")

    def profession(self, line: TextLine) -> str:
        """Profession, généralistes told from spécialistes by all the rows of the person."""
        if line.profession != "10":
            return line.profession
        skills = self._skills()[line.person]
        if skills & {"SM26", "SM53", "SM54"} or (not skills and self.unspecialised_generalist):
            return "10G"
        return "10S"

    def _skills(self) -> dict[str, set[str]]:
        if not hasattr(self, "_known"):
            found: dict[str, set[str]] = defaultdict(set)
            for row in self.file.lines:
                readable = row.cells["Code profession"] == "10" and self._is_read(row)
                if readable and row.skills and "savoir_faire" not in self.file.edition:
                    found[row.person].add(row.skills)
            if "savoir_faire" in self.file.edition:
                found.update(self.file.skills)
            self._known = found
        return self._known

    def bilan_line(self, line: TextLine) -> str:
        if out := self.exclusion(line):
            return out
        if line.place == "hors_zonage":
            return "code"
        if line.place == "postal_multiple" and self.postal == "share":
            return "partage"
        if self.postal == "none" and line.place in (
            "postal", "libelle", "cedex", "postal_multiple", "postal_inconnu",
        ):  # fmt: skip
            return "postal_non_utilise"
        return line.place

    def bilan(self, order: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Rows and persons by line; a person is in the first of theirs."""
        return self._ledger_lines([(row, self.bilan_line(row)) for row in self.file.lines], order)

    def _ledger_lines(
        self, lines: list[tuple[TextLine, str]], order: Iterable[str]
    ) -> dict[str, tuple[int, int]]:
        rank = {key: position for position, key in enumerate(order)}
        rows: dict[str, int] = defaultdict(int)
        best: dict[str, str] = {}
        for row, key in lines:
            rows[key] += 1
            if self._is_read(row):
                best[row.person] = min(best.get(row.person, key), key, key=rank.__getitem__)
        persons = list(best.values())
        return {key: (count, persons.count(key)) for key, count in rows.items()}

    def placed(self) -> list[tuple[TextLine, dict[str, float]]]:
        """Rows that count, with the part of each commune where they may be."""
        found = []
        for row in self.file.lines:
            if self.exclusion(row) or not row.communes:
                continue
            if self.postal == "none" and self.bilan_line(row) == "postal_non_utilise":
                continue
            found.append((row, {code: 1 / len(row.communes) for code in row.communes}))
        return found

    def by_commune(self, by: str) -> dict[tuple[str, str], float]:
        """Count by commune and profession."""
        presence: dict[tuple[str, str, str], dict[object, float]] = defaultdict(dict)
        activities: dict[tuple[str, str], float] = defaultdict(float)
        for row, parts in self.placed():
            if row.place == "postal_multiple" and self.postal == "unique":
                continue
            for code, part in parts.items():
                profession = self.profession(row)
                activities[code, profession] += part
                presence[row.person, code, profession][self._place(row)] = part
        return self._summed(by, presence, activities)

    def _place(self, row: TextLine) -> object:
        """Identity of a place: two rows of one place are one presence."""
        names = ("Code commune", "Code postal", "Bureau cedex", "Code pays")
        return tuple(row.cells.get(f"{name} (coord. structure)", "") for name in names)

    def _summed(
        self, by: str, presence: dict[tuple[str, str, str], dict[object, float]],
        activities: dict[tuple[str, str], float],
    ) -> dict[tuple[str, str], float]:  # fmt: skip
        if by == "activity":
            return dict(activities)
        weight = {key: min(1.0, sum(places.values())) for key, places in presence.items()}
        total: dict[str, float] = defaultdict(float)
        for (person, _, _), value in weight.items():
            total[person] += value
        result: dict[tuple[str, str], float] = defaultdict(float)
        for (person, code, profession), value in weight.items():
            result[code, profession] += value / total[person] if by == "fraction" else value
        return dict(result)

    def by_bassin(self, by: str, professions: frozenset[str]) -> dict[tuple[str, str], float]:
        """Count by bassin and profession, a person once a bassin under the first profession."""
        presence: dict[tuple[str, str], dict[object, float]] = defaultdict(dict)
        first: dict[tuple[str, str], str] = {}
        activities: dict[tuple[str, str], float] = defaultdict(float)
        for row, parts in self.placed():
            profession = self.profession(row)
            if profession not in professions:
                continue
            for bassin, part in self.bassins(parts).items():
                activities[bassin, profession] += part
                key = row.person, bassin
                presence[key][self._place(row)] = part
                first[key] = min(first.get(key, profession), profession, key=ORDER.index)
        keyed = {(who, where, first[who, where]): places
                 for (who, where), places in presence.items()}  # fmt: skip
        return self._summed(by, keyed, activities)

    def bassins(self, parts: dict[str, float]) -> dict[str, float]:
        """Bassins of a row; without sharing, all its communes must be in one."""
        found: dict[str, float] = defaultdict(float)
        for code, part in parts.items():
            if code in BASSIN:
                found[BASSIN[code]] += part
        if self.postal != "share" and (len(found) > 1 or sum(found.values()) < 0.999):
            return {}
        return dict(found)

    def bilan_of_bassins(
        self, professions: frozenset[str], order: Iterable[str]
    ) -> dict[str, tuple[int, int]]:
        """Rows and persons by line of the ledger of a zoning."""
        parts = {id(row): shares for row, shares in self.placed()}
        lines = []
        for row in self.file.lines:
            key = self.bilan_line(row)
            if not self.exclusion(row) and self.profession(row) not in professions:
                key = "hors_professions"
            elif id(row) in parts:
                there = bool(self.bassins(parts[id(row)]))
                if row.place == "postal_multiple" and self.postal == "unique":
                    key = "postal_un_bassin" if there else "postal_multiple"
                elif not there:
                    away = row.place == "outre_mer"
                    key = "outre_mer_hors_zonage" if away else "hors_zonage"
            lines.append((row, key))
        return self._ledger_lines(lines, order)
