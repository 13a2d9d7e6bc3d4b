"""Professionals per inhabitant: effectifs → a table of the same index.

Counted: the same persons as effectifs, over the inhabitants of the unit; nothing is rounded.
"""

import pandas as pd

from poles_geo.analyses.pole_points import note_some
from poles_geo.coded import note_columns
from poles_geo.communes.field import COVERAGE
from poles_geo.communes.identity import IDENTITY
from poles_geo.errors import ChoiceError, Faults

PER = (10_000, 100_000)
POPULATION = "population"
GROUPS = ("proximite", "pole", "infirmiers_psychiatrie")
COUNTS = rf"effectif(_.+)?|{'|'.join(GROUPS)}"


def densities(effectifs: pd.DataFrame, *, per: int = 100_000) -> pd.DataFrame:
    """Divide the counts of each unit by its inhabitants.

    Density of a unit: ``per * count / population``.

    Parameters
    ----------
    effectifs : DataFrame
        As :func:`poles_geo.aggregate` gives it: effectif, and those of proximite, pole,
        infirmiers_psychiatrie and the columns of a detail that are there; population;
        couverture, where it is there.
    per : {10_000, 100_000}
        Inhabitants.

    Returns
    -------
    DataFrame
        Same index and `attrs`; nom, departement, region_2014, region_2016 where they are there,
        population, then for each count ``effectif_pour_100000_habitants`` and so on (Float64).
        Missing where the unit is not counted, or in part (its count is not that of all its
        inhabitants), where its population is unknown or zero, and of a group of which the source
        has nobody at all while it lacks professions (``attrs["professions_absentes"]``).

    Raises
    ------
    ChoiceError
        `per` is none of its values.
    TableError
        No column of effectif or of population, or one that is not of numbers from 0.

    Examples
    --------
    >>> import poles_geo as pg
    >>> example = pg.load_example()
    >>> decompte = pg.count_professionals(example, columns={"infirmiers": "60"})
    >>> nurses = pg.aggregate(decompte, "BV2022")
    >>> table = pg.densities(nurses, per=10_000)
    >>> nurses.loc["59350", ["effectif", "population"]].tolist()
    [1948, 1079661]
    >>> print(table.loc["59350", "effectif_pour_10000_habitants"].round(1))
    18.0
    """
    if per not in PER:
        raise ChoiceError(f"per = {per!r} : valeurs possibles : 10_000, 100_000.")
    faults = Faults("table des effectifs")
    for column in ("effectif", POPULATION):
        if column not in effectifs:
            faults.add(f"colonne {column} absente (pg.aggregate la donne)")
    note_columns(faults, effectifs, dict.fromkeys(effectifs.columns))
    faults.raise_if_any()
    names = effectifs.columns[effectifs.columns.astype("str").str.fullmatch(COUNTS)]
    numbers = {name: pd.to_numeric(effectifs[name], "coerce") for name in (*names, POPULATION)}
    for name, values in numbers.items():
        wrong = effectifs.index[
            (values.isna() & effectifs[name].notna()) | (values < 0).fillna(False)
        ]
        if len(wrong):
            faults.add(f"{name} : un nombre d'au moins 0 est attendu", wrong)
    for name in dict.fromkeys(("effectif", POPULATION)):
        note_some(faults, effectifs[name])
    faults.raise_if_any()
    people = numbers[POPULATION].astype("Float64")
    known = people > 0
    if COVERAGE in effectifs:
        known &= pd.to_numeric(effectifs[COVERAGE], "coerce") == 1
    kept = [name for name in (*IDENTITY, POPULATION) if name in effectifs]
    table = pd.DataFrame(effectifs[kept].copy())
    lacking = bool(effectifs.attrs.get("professions_absentes"))
    for name in names:
        density = per * numbers[name].astype("Float64") / people
        nobody = lacking and name in GROUPS and not (numbers[name] > 0).any()
        table[f"{name}_pour_{per}_habitants"] = density.where(known.fillna(False) & (not nobody))
    table.attrs = dict(effectifs.attrs)
    return table
