"""A register of communes of any year and of postal codes, counted with nothing else at hand.

The truth is made by hand from Insee's events and La Poste's lines, read here as plain text.
"""

import csv
import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import poles_geo as pg

ROLES = (
    "Identification nationale PP", "Code profession", "Code savoir-faire",
    "Code postal (coord. structure)", "Code commune (coord. structure)",
)  # fmt: skip
MERGERS = ("31", "32", "33")
CITIES = ("75", "13055", "132", "69123", "6938")


@pytest.fixture(scope="module")
def heirs(real_data: Path) -> dict[str, str]:
    """Commune of 2024 of each commune that entered another since 2015, and was not divided."""
    with (real_data / "cog" / "v_mvt_commune_2024.csv").open(encoding="utf-8-sig") as file:
        events = sorted(csv.DictReader(file), key=lambda row: row["DATE_EFF"])
    entered: dict[str, str] = {}
    divided = {row["COM_AV"] for row in events if row["MOD"] == "21"}
    divided |= {row["COM_AP"] for row in events if row["MOD"] == "21"}
    for row in events:
        both = row["TYPECOM_AV"] == row["TYPECOM_AP"] == "COM"
        if both and row["MOD"] in (*MERGERS, "41", "50") and row["DATE_EFF"] > "2014-12-31":
            old, new = row["COM_AV"], row["COM_AP"]
            entered = {code: new if heir == old else heir for code, heir in entered.items()}
            if old != new:
                entered[old] = new
    chosen = {old: new for old, new in entered.items() if not {old, new} & divided}
    assert len(chosen) > 1_000
    return chosen


@pytest.fixture(scope="module")
def postal(real_data: Path) -> dict[str, str]:
    """Commune of each postal code that serves one alone."""
    served = defaultdict(set)
    text = (real_data / "cog" / "laposte_hexasmal.csv").read_text("latin-1")
    for line in text.splitlines()[1:]:
        commune, _, code = line.split(";")[:3]
        served[code].add(commune)
    alone = {code: min(communes) for code, communes in served.items() if len(communes) == 1}
    return {code: commune for code, commune in alone.items() if not commune.startswith(CITIES)}


@pytest.mark.parametrize("seed", range(3))
def test_old_communes_and_postal_codes_need_no_other_file(
    seed: int, heirs: dict[str, str], postal: dict[str, str], tmp_path: Path
) -> None:
    bassins = pg.read_composition("BV2022")["code_bassin"]
    draw = random.Random(seed)
    old = [(code, "", heirs[code]) for code in draw.sample(sorted(heirs), 400)]
    by_postal = [("", code, postal[code]) for code in draw.sample(sorted(postal), 400)]
    new = [(code, "", code) for code in draw.sample(sorted(bassins.dropna().index), 400)]
    places = [
        place for place in (*old, *by_postal, *new)
        if place[2] in bassins.index and place[2][:2] not in ("75", "97")
    ]  # fmt: skip
    draw.shuffle(places)
    rows = [f"{rank}|60||{code}|{commune}" for rank, (commune, code, _) in enumerate(places)]
    path = tmp_path / "PS_LibreAcces_Personne_activite_202412.txt"
    path.write_text("\n".join(["|".join(ROLES), *rows, ""]), "utf-8")
    table = pg.aggregate(pg.count_professionals(path), "BV2022", field="all")
    expected = Counter(bassins[commune] for _, _, commune in places)
    found = {code: count for code, count in table["effectif"].items() if count}
    assert found == expected
    assert table["effectif"].sum() == len(places)
    assert table.attrs["communes_douteuses"] == table.attrs["communes_hors_zonage"] == {}
