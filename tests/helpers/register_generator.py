"""Files of the Annuaire Santé, of any size, with every trap of the real ones, and their truth.

The truth is written with each row, from what the row was made to be: nothing here reads a file,
nor imports the library.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

_PUBLISHED = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|"
    "Prénom d'exercice|Code profession|Libellé profession|Code catégorie professionnelle|"
    "Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|"
    "Numéro FINESS établissement juridique|Identifiant technique de la structure|"
    "Raison sociale site|Enseigne commerciale site|Complément destinataire (coord. structure)|"
    "Complément point géographique (coord. structure)|Numéro Voie (coord. structure)|"
    "Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|"
    "Mention distribution (coord. structure)|Bureau cedex (coord. structure)|"
    "Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|"
    "Libellé pays (coord. structure)|Téléphone (coord. structure)|"
    "Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|"
    "Libellé Département (structure)|Ancien identifiant de la structure|"
    "Autorité d'enregistrement|Code secteur d'activité|Libellé secteur d'activité|"
    "Code section tableau pharmaciens|Libellé section tableau pharmaciens|Code rôle|"
    "Libellé rôle|Code genre activité|Libellé genre activité"
)
HEADER_2026 = _PUBLISHED.split("|")
HEADER_2021 = HEADER_2026[:52]
VARIANTS = {
    "Libellé civilité d'exercice": "Libellé civilité exercice",
    "Code postal (coord. structure)": "Code Postal (coord. Structure)",
    "Code commune (coord. structure)": "Code commune (structure)",
    "Code Département (structure)": "Code département (coord. structure)",
    "Code rôle": "Code fonction",
    "Libellé rôle": "Libellé fonction",
    "Code genre activité": "Code genre d’activité",
    "Code mode exercice": "code mode d'exercice",
}
HEADER_VARIANT = [VARIANTS.get(name, name) for name in HEADER_2026]
NOT_IN_CAT18 = ("Code civilité", "Libellé civilité", "Code mode exercice", "Libellé mode exercice",
              "Code Département (structure)", "Libellé Département (structure)",
              "Ancien identifiant de la structure", "Autorité d'enregistrement")  # fmt: skip
HEADER_CAT18 = [name for name in HEADER_2021[:48] if name not in NOT_IN_CAT18]
_first_skill = HEADER_CAT18.index("Code type savoir-faire")
HEADER_CAT18[_first_skill : _first_skill + 4] = [
    "Code savoir-faire", "Libellé savoir-faire", "Code type savoir-faire",
    "Libellé type savoir-faire",
]  # fmt: skip
HEADER_CAT18.append("Adresse BAL MSSanté")
SKILLS_HEADER = [
    *HEADER_2026[:3], *HEADER_2026[7:17],
]  # fmt: skip
EDITIONS = ("2021", "2026", "variante", "cat18", "savoir_faire_a_part")

BASSIN = {
    "01034": "01034", "01015": "01034", "01053": "01053", "25462": "25462", "25204": "25204",
    "75056": "75056", "2A004": "2A004", "62710": "62710", "62711": "62710", "69123": "69123",
}  # fmt: skip
POSTAL_CODES = [
    ("01300", "01034", "BELLEY"), ("01300", "01015", "ARBOYS EN BUGEY"),
    ("01000", "01053", "BOURG EN BRESSE"), ("25300", "25462", "PONTARLIER"),
    ("25300", "25204", "DOUBS"), ("75001", "75101", "PARIS"), ("75020", "75120", "PARIS"),
    ("20000", "2A004", "AJACCIO"), ("62700", "62710", "ST MARTIN"),
    ("62701", "62711", "ST MARTIN"), ("69003", "69383", "LYON"),
    ("97200", "97209", "FORT DE FRANCE"),
]  # fmt: skip
PLACES = {
    "code": [("01034",), ("01015",), ("01053",), ("25462",), ("75056",), ("2A004",), ("62711",)],
    "arrondissement": [("75101", "75056"), ("75120", "75056"), ("69383", "69123")],
    "reparation": [
        ("1034", "01034"), ("1034.0", "01034"), (" 01053", "01053"), ("2a004", "2A004"),
        ("25462.0", "25462"), ("01 053", "01053"),
    ],
    "postal": [
        ("01000", "", "01053"), ("01000", "01000 AILLEURS", "01053"), ("1000", "", "01053"),
        ("75020", "75020 PARIS", "75056"), ("20000", "", "2A004"),
    ],
    "libelle": [
        ("25300", "25300 DOUBS", "25204"), ("25300", "25300 Pontarlier", "25462"),
        ("01300", "01300 ARBOYS-EN-BUGEY", "01015"), ("25300", 'PONTARLIER "', "25462"),
    ],
    "cedex": [
        ("01012", "01012 BOURG EN BRESSE CEDEX", "01053"),
        ("75651", "75651 PARIS CEDEX 13", "75056"), ("20303", "20303 AJACCIO CEDEX", "2A004"),
    ],
    "postal_multiple": [
        ("25300", "", ("25204", "25462")), ("25300", "25300 LA CLUSE", ("25204", "25462")),
        ("01300", "", ("01015", "01034")),
    ],
    "postal_inconnu": [
        ("01999", ""), ("62900", "62900 SAINT MARTIN CEDEX"), ("25012", "25012 BELLEY CEDEX"),
        ("00100", "00100 ARMEES"),
    ],
    "outre_mer": [("97209",)],
    "collectivite": [("97801",), ("97127",), ("98818",), ("97501",)],
    "etranger": [("99134", ""), ("", "99127")],
    "code_refuse": [("ABCDE",), ("20004",), ("0",), ("59350X",)],
    "sans_lieu": [()],
    "hors_zonage": [("59001",), ("14001",)],
}  # fmt: skip
PLACE_WEIGHTS = {"code": 12, "postal": 4, "libelle": 3, "sans_lieu": 3}
PROFESSIONS = ("10", "10", "60", "60", "60", "21", "28", "40", "50", "69", "70", "91", "71", "93",
               "62")  # fmt: skip
SKILL_COLUMNS = ("SM26", "SM53", "SM54", "SM20", "SM04", "", "C55")


@dataclass(frozen=True)
class TextLine:
    """One row, as it was made.

    `communes`: where it is (several when its postal code leaves several); `place`: kind of
    place; `exclusion`: line of the ledger of a row that does not count; `n_fields`: fields left in
    a row cut short.
    """

    person: str
    profession: str
    skills: str
    place: str
    communes: tuple[str, ...]
    cells: dict[str, str]
    exclusion: str = ""
    n_fields: int = 0


@dataclass
class Register:
    """Content of a file, and its truth."""

    lines: list[TextLine]
    edition: str
    line_end: str = "\n"
    bom: bool = False
    encoding: str = "utf-8"
    last_end: bool = True
    skills: dict[str, set[str]] = field(default_factory=dict)

    @property
    def header(self) -> list[str]:
        return {
            "2021": HEADER_2021, "2026": HEADER_2026, "variante": HEADER_VARIANT,
            "cat18": HEADER_CAT18,
            "savoir_faire_a_part": [n for n in HEADER_2026 if "savoir-faire" not in n],
        }[self.edition]  # fmt: skip

    def to_bytes(self) -> bytes:
        """Write the file."""
        lines = "".join(self._texts())
        if not self.last_end:
            lines = lines.removesuffix(self.line_end)
        return (b"\xef\xbb\xbf" if self.bom else b"") + lines.encode(self.encoding, "replace")

    def _texts(self) -> Iterator[str]:
        names = HEADER_2026 if self.edition == "variante" else self.header
        yield self._row(self.header)
        for line in self.lines:
            cells = [line.cells.get(name, "") for name in names]
            if line.exclusion == "rejet_colonnes":
                kept = cells[: line.n_fields]
                cells = kept if len(kept) < len(cells) else [*cells, "de trop", "encore"]
            yield self.line_end if line.exclusion == "rejet_vide" else self._row(cells)

    def _row(self, cells: list[str]) -> str:
        if self.edition == "cat18":
            quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells)
            return ";".join(quoted) + ";" + self.line_end
        end = "|" if self.edition == "2021" else ""
        return "|".join(cells) + end + self.line_end

    def skills_to_bytes(self) -> bytes:
        """Write the SavoirFaire file that goes with the edition without savoir-faire."""
        elsewhere = {"819999999999": {"SM26"}}
        lines = ["|".join(SKILLS_HEADER)]
        for person, codes in sorted({**self.skills, **elsewhere}.items()):
            for code in sorted(codes):
                cells = {"Identification nationale PP": person, "Code savoir-faire": code}
                lines.append("|".join(cells.get(name, "") for name in SKILLS_HEADER))
        return ("\n".join(lines) + "\n").encode()


def generate(
    seed: int,
    n_persons: int,
    *,
    edition: str = "2026",
    traps: float = 0.1,
    line_end: str = "\n",
    bom: bool = False,
    encoding: str = "utf-8",
    last_end: bool = True,
    shuffled: bool = False,
) -> Register:
    """Make a file.

    Parameters
    ----------
    seed, n_persons
        Seed and number of persons; one to five rows each.
    traps
        Probability of each trap of a row (rejected, student, military, replacement…).
    shuffled
        Shuffle the rows, so that those of a person are not together.
    """
    rng = random.Random(seed)
    file = Register([], edition, line_end, bom, encoding, last_end)
    for number in range(n_persons):
        person = _identifier(rng, number)
        professions = rng.choices(PROFESSIONS, k=2 if rng.random() < traps else 1)
        skills = rng.choices(SKILL_COLUMNS, k=2 if rng.random() < traps else 1)
        if "10" in professions and edition == "savoir_faire_a_part":
            file.skills[person] = {code for code in skills if code}
        for _ in range(rng.choice((1, 1, 1, 2, 2, 5))):
            row = _row(rng, person, rng.choice(professions), rng.choice(skills), traps)
            file.lines += [row] * rng.choice((1, 1, 1, 1, 2))
    if shuffled:
        rng.shuffle(file.lines)
    if file.lines and not last_end and file.lines[-1].exclusion.startswith("rejet_"):
        file.lines.append(_row(rng, "810000000000", "60", "", 0))
    return file


def _identifier(rng: random.Random, number: int) -> str:
    """RPPS, ADELI (Corsican ones have a letter), or a pseudonym."""
    kind = rng.random()
    if kind < 0.8:
        return f"810{number:09d}"
    if kind < 0.9:
        return f"0{rng.choice(('59', '2A', '75'))}9{number:06d}"
    return f"0{number:06d}" if kind < 0.95 else f"PSEUDO{number:08X}"


def _row(rng: random.Random, person: str, profession: str, skill: str, traps: float) -> TextLine:
    weights = [PLACE_WEIGHTS.get(kind, 1) for kind in PLACES]
    kind = rng.choices(list(PLACES), weights)[0]
    place = rng.choice(PLACES[kind])
    skill = skill if profession == "10" else ""
    cells = {
        "Type d'identifiant PP": "8",
        "Identification nationale PP": person,
        "Nom d'exercice": 'O"NOM',
        "Prénom d'exercice": "ÉLÉONORE",
        "Code profession": profession,
        "Libellé profession": "Médecin",
        "Code catégorie professionnelle": "C",
        "Libellé catégorie professionnelle": "Civil",
        "Code savoir-faire": skill,
        "Code mode exercice": rng.choice(("S", "L", "B", "")),
        "Raison sociale site": rng.choice(("CENTRE", '"LES TILLEULS', "L'ÉTÉ", "A;B")),
        "Téléphone (coord. structure)": "0600000000",
        "Code genre activité": rng.choice(("GENR01", "GENR01", "GENR04", "")),
        **_coordinates(kind, place),
    }
    out = ""
    if rng.random() < traps:
        cells |= {"Code catégorie professionnelle": "M"}
        label = rng.choice(("Militaire", "Agent public"))
        cells["Libellé catégorie professionnelle"] = label
        out = "militaire" if label == "Militaire" else ""
    elif rng.random() < traps:
        cells |= {"Code catégorie professionnelle": "E",
                  "Libellé catégorie professionnelle": "Étudiant"}  # fmt: skip
        out = "etudiant"
    if rng.random() < traps:
        cells["Code genre activité"] = rng.choice(("GENR02", "GENR03"))
    if rng.random() < traps / 2:
        cells["Code profession"] = rng.choice(("", "X1", "9"))
        out = "profession_illisible"
    fields = rng.choice((1, 7, 30, 999))
    if rng.random() < traps / 3:
        out = rng.choice(("rejet_colonnes", "rejet_vide", "rejet_identifiant"))
        if out == "rejet_identifiant":
            cells["Identification nationale PP"] = rng.choice(("", "?", "81\0000", " "))
    communes = _communes(kind, place)
    return TextLine(person, profession, skill, kind, communes, cells, out, fields)


def _coordinates(kind: str, place: tuple[object, ...]) -> dict[str, str]:
    names = ["Code commune"]
    if kind in ("postal", "libelle", "cedex", "postal_multiple", "postal_inconnu"):
        names = ["Code postal", "Bureau cedex"]
    elif kind == "etranger":
        names = ["Code commune", "Code pays"]
    return {
        f"{name} (coord. structure)": str(value) for name, value in zip(names, place, strict=False)
    }


def _communes(kind: str, place: tuple[object, ...]) -> tuple[str, ...]:
    if kind in ("postal_inconnu", "collectivite", "etranger", "code_refuse", "sans_lieu"):
        return ()
    last = place[-1]
    return last if isinstance(last, tuple) else (str(last),)


def write_large(path: Path, n_rows: int, *, seed: int = 0) -> pd.DataFrame:
    """Write a big plausible file of the 2026 layout, about 590 bytes a row; give its postal codes.

    Seven rows in ten have a commune code, two a postal code only, one no place; four persons have
    three rows between them. Places are drawn among 30 000 communes, a few of which have most.
    """
    rng = random.Random(seed)
    communes = [f"{dep:02d}{rank:03d}" for dep in range(1, 76) if dep != 20
                for rank in range(1, 405)]  # fmt: skip
    postal = {code: f"{code[:2]}{int(code[2:]) // 5:02d}0" for code in communes}
    columns = {name: rank for rank, name in enumerate(HEADER_2026)}
    templates = []
    for _ in range(60_000):
        code = communes[int(len(communes) * rng.random() ** 3)]
        row = _row(rng, "", "60", "", 0).cells
        cells = [row.get(name, "X" * 6) for name in HEADER_2026]
        profession = rng.choice(PROFESSIONS)
        cells[columns["Code profession"]] = profession
        cells[columns["Code savoir-faire"]] = (
            rng.choice(SKILL_COLUMNS) if profession == "10" else ""
        )
        label = f"{postal[code]} COMMUNE {code}"
        kind = rng.random()
        place = (label, postal[code], code) if kind < 0.7 else (label, postal[code], "")
        place = place if kind < 0.9 else ("", "", "")
        for name, value in zip(("Bureau cedex", "Code postal", "Code commune"), place, strict=True):
            cells[columns[f"{name} (coord. structure)"]] = value
        cells[columns["Code pays (coord. structure)"]] = ""
        cells[columns["Libellé Voie (coord. structure)"]] = "DE LA RÉPUBLIQUE ET DES ARTS " * 7
        templates.append("|".join(cells[3:]))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("|".join(HEADER_2026) + "\n")
        for start in range(0, n_rows, 100_000):
            stop = min(start + 100_000, n_rows)
            file.writelines(
                f"8|1{(row * 3) // 4:010d}|81{(row * 3) // 4:010d}|{template}\n"
                for row, template in zip(
                    range(start, stop), rng.choices(templates, k=stop - start), strict=True
                )
            )
    return pd.DataFrame(
        {
            "code_postal": [postal[code] for code in communes],
            "code_commune": communes,
            "acheminement": [f"COMMUNE {code}" for code in communes],
        }
    )
