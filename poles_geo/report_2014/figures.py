"""The report's tables, counted again from any set of pôles: Figure 1, Figure 3, Annexe 2.

Counted: the pôles, bassins with a rank. Not counted: the bassins without rank. The
report's own figures are given as published, errors included, with their differences.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

import poles_geo as pg

RANKS = range(1, 7)
"""Ranks that a rule may give."""
TOTAL = "Total"


def _in_order(regions: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(regions, key=lambda region: region.replace("Î", "I")))


REGIONS = {
    "region_2014": _in_order(pg.REGIONS_2014),
    "region_2016": _in_order(pg.REGIONS_2016),
}
"""Regions that a table may be by, in the order of Figure 3: alphabetical, Île-de-France among the
I's."""
OVERSEAS_REGIONS = tuple(pg.OVERSEAS.values())
"""The départements overseas, each a region: after the others, where a table has their pôles."""

EXPLANATIONS = {
    ("Corse", "sous_total_3_4", 2): (
        "La Figure 1 compte un pôle de rang 3 et un de rang 4, mais n'en additionne qu'un."
    ),
    ("Corse", "total", 2): (
        "La Figure 1 donne un pôle, la Figure 3 en inventorie deux (Bastia et Ajaccio) ; "
        "la colonne « total » publiée somme donc à 152 et non à 153."
    ),
    ("Pays de la Loire", "rang3", 1): (
        "La Figure 1 compte deux pôles de rang 3, la Figure 3 n'en inventorie qu'un (Laval)."
    ),
    ("Pays de la Loire", "rang4", 1): (
        "La Figure 1 laisse la case vide, la Figure 3 inventorie un pôle de rang 4 (Cholet)."
    ),
    (TOTAL, "rang3", 46): (
        "Report de l'écart des Pays de la Loire : 47 dans la Figure 1, 46 dans la Figure 3."
    ),
    (TOTAL, "rang4", 50): (
        "Report de l'écart des Pays de la Loire : 49 dans la Figure 1, 50 dans la Figure 3."
    ),
}
"""Known errors of the published Figure 1: region, column, number counted in Figure 3 → reason."""


def figure1(poles: pd.DataFrame, *, by: str = "region_2014") -> pd.DataFrame:
    """Count the pôles by region and rank, as Figure 1 of the report does.

    Parameters
    ----------
    poles : DataFrame
        One row a bassin; the column `by`, rang (missing for a bassin that is no pôle), and the rule
        that gave the ranks, as :func:`poles_geo.rules_of` finds it.
    by : {"region_2014", "region_2016"}
        Regions of 2014, or of today.

    Returns
    -------
    DataFrame
        Index `by`, those of the metropole that the table counts, those overseas that
        have pôles, and a last row « Total »; rang1, rang2, sous_total_1_2, rang3, rang4,
        sous_total_3_4, total (Int64; 0 where there is none, which the published figure leaves
        empty). With another rule than the report's: a column for each of its ranks, and total.

    Raises
    ------
    TableError
        A column is missing, a rank is not one of the rule, a region is unknown; the message
        lists every fault.
    """
    ranked = _ranked(poles, (), by)
    rules = pg.rules_of(poles)
    ranks = [rank.rang for rank in rules.ranks]
    counts = pd.crosstab(ranked[by], ranked["rang"])
    beyond = [region for region in OVERSEAS_REGIONS if region in counts.index]
    field = pg.field_of(poles.attrs)
    regions = pg.REGIONS_2014 if by == "region_2014" else pg.REGIONS_2016
    known = [name for name in regions if field.counts([name]) or name in counts.index]
    rows = pd.Index([*known, *beyond], name=by)
    counts = counts.reindex(index=rows, columns=ranks)
    counts = counts.fillna(0).astype("Int64")
    counts.loc[TOTAL] = counts.sum()
    table = counts.rename(columns={rang: f"rang{rang}" for rang in ranks})
    table.columns.name = None
    table["total"] = counts.sum(axis=1)
    if rules == pg.RULES_ORS_2014:
        table.insert(2, "sous_total_1_2", counts[1] + counts[2])
        table.insert(5, "sous_total_3_4", counts[3] + counts[4])
    return _titled(table, poles, "Pôles d'offre de soins par région et par rang")


def published_figure1() -> pd.DataFrame:
    """Figure 1 as published, errors included: :func:`figure1`'s rows and columns.

    Returns
    -------
    DataFrame
        Empty cells of the report are missing values.
    """
    table = pg.load_figure1()
    table.attrs = {
        **table.attrs,
        "titre": "Figure 1 du rapport de mars 2014, telle que publiée",
    }
    return table


def figure1_differences(poles: pd.DataFrame) -> pd.DataFrame:
    """Compare the published Figure 1 with the count of `poles`, cell by cell.

    Parameters
    ----------
    poles : DataFrame
        As for :func:`figure1`; the published inventory is ``load_report()``.

    Returns
    -------
    DataFrame
        One row a cell that differs, an empty cell standing for 0, in the order of the figure:
        region_2014, colonne, publie, recalcule (Int64), explication (text, empty where the report's
        known errors do not explain the difference).

    Raises
    ------
    TableError
        As :func:`figure1`.
    ChoiceError
        Pôles of another rule, of a part of the country or of the professions.
    """
    counted = figure1(poles)
    check_comparable(poles, "region_2014")
    published = pg.load_figure1()
    rows = []
    for region in published.index:
        for column in published.columns:
            printed, number = published.loc[region, column], counted.loc[region, column]
            if (0 if pd.isna(printed) else printed) != number:
                reason = EXPLANATIONS.get((region, column, number), "")
                rows.append((region, column, printed, number, reason))
    columns = ["region_2014", "colonne", "publie", "recalcule", "explication"]
    table = pd.DataFrame(rows, columns=columns).astype({"publie": "Int64", "recalcule": "Int64"})
    return _titled(table, poles, "Écarts entre la Figure 1 publiée et le compte des pôles")


def figure3(poles: pd.DataFrame, *, by: str = "region_2014") -> pd.DataFrame:
    """Inventory of the pôles: by region, then rank, then decreasing number of professionals.

    Parameters
    ----------
    poles : DataFrame
        Index `code_bassin`; nom, the column `by`, rang, sigle, effectif, nom_publie where known.
    by : {"region_2014", "region_2016"}
        Regions of 2014, or of today.

    Returns
    -------
    DataFrame
        Same index; `by`, rang, sigle, nom, nom_publie where known, effectif.
    """
    ranked = _ranked(poles, ("nom", "sigle", "effectif"), by)
    columns = [by, "rang", "sigle", "nom", "nom_publie", "effectif"]
    table = ranked[[column for column in columns if column in ranked]]
    return _titled(table, poles, "Inventaire des pôles d'offre de soins par région")


def annexe2(poles: pd.DataFrame, *, by: str = "region_2014") -> pd.DataFrame:
    """List the pôles of each region by rank, as Annexe 2 of the report does.

    Parameters
    ----------
    poles : DataFrame
        nom, the column `by`, rang, type_pole, effectif.
    by : {"region_2014", "region_2016"}
        Regions of 2014, or of today.

    Returns
    -------
    DataFrame
        One row a region and rank that has pôles: `by`, rang, type_pole, n_poles, effectif (sum
        of the professionals), poles (« Nancy (11 905), … », by decreasing number).
    """
    ranked = _ranked(poles, ("nom", "type_pole", "effectif"), by)
    ranked = ranked.assign(
        type_pole=ranked["type_pole"].astype(str),
        poles=[
            f"{name} ({pg.typography.french_number(effectif)})"
            for name, effectif in zip(ranked["nom"], ranked["effectif"], strict=True)
        ],
    )
    table = ranked.groupby([by, "rang", "type_pole"], sort=False, as_index=False).agg(
        n_poles=("poles", "size"), effectif=("effectif", "sum"), poles=("poles", ", ".join)
    )
    return _titled(table, poles, "Liste des pôles d'offre de soins par région et par rang")


def structures_2013() -> pd.DataFrame:
    """Count the maisons and pôles de santé of May 2013 by territory and progress.

    Returns
    -------
    DataFrame
        Index `territoire` and a last row « Total »; one column a progress, the most advanced
        first, and total.
    """
    structures = pg.load_structures()
    table = pd.crosstab(structures["territoire"], structures["statut"])[list(pg.cartes.PROGRESS)]
    table["total"] = table.sum(axis=1)
    table.loc["Total"] = table.sum()
    table.columns.name = None
    title = "Maisons et pôles de santé du Nord – Pas-de-Calais, par territoire et avancement"
    table.attrs = {**structures.attrs, "titre": title}
    return table


def is_published(poles: pd.DataFrame) -> bool:
    """Whether pôles are the published ones, by their rule."""
    same = poles.attrs.get("publication") == pg.load_report().attrs["publication"]
    return bool(same) and pg.rules_of(poles) == pg.RULES_ORS_2014


def check_comparable(poles: pd.DataFrame, by: str) -> None:
    """Refuse to compare with the published Figure 1 what it does not count."""
    faults = pg.errors.Faults("comparaison avec la Figure 1 publiée")
    field = pg.field_of(poles.attrs)
    if pg.rules_of(poles) != pg.RULES_ORS_2014:
        faults.add("les rangs sont d'une autre règle que celle du rapport")
    if by != "region_2014":
        faults.add("le rapport compte par région de 2014 (--regions 2014)")
    if not field.national:
        faults.add(f"la table ne compte que {field.territory}")
    if field.professions:
        faults.add(f"la table ne compte pas toutes les professions ({field.professions})")
    faults.raise_if_any(pg.errors.ChoiceError)


def _titled(table: pd.DataFrame, poles: pd.DataFrame, title: str) -> pd.DataFrame:
    """Give a table its title, and the source and date of the pôles that it counts."""
    table.attrs = {**poles.attrs, "titre": title}
    return table


def _ranked(poles: pd.DataFrame, columns: Sequence[str], by: str) -> pd.DataFrame:
    """Check the table, and return the bassins that have a rank in the order of Figure 3."""
    faults = pg.errors.Faults("table des pôles")
    pg.errors.check_choice(by, REGIONS, "by")
    if again := poles.columns[poles.columns.duplicated()].unique().tolist():
        faults.add(f"colonnes en double : {', '.join(map(str, again))}")
        faults.raise_if_any()
    if "region_2014" not in poles:  # once called region
        poles = poles.rename(columns={"region": "region_2014"})
    wanted = (by, "rang", *columns)
    if missing := [column for column in wanted if column not in poles]:
        found = ", ".join(map(str, poles.columns)) or "aucune"
        faults.add(f"colonnes attendues : {', '.join(missing)} ; colonnes trouvées : {found}")
    _note(faults, "code de bassin en double", poles.index.duplicated(), poles.index)
    ranked = pd.DataFrame(poles)
    if "rang" in poles:
        ranked = ranked[ranked["rang"].notna()]
        strange = [rang not in RANKS for rang in ranked["rang"]]
        _note(faults, "rang attendu : un nombre entier de 1 à 6", strange, ranked.index)
    allowed = (*REGIONS[by], *OVERSEAS_REGIONS)
    if by in poles:
        unknown = ~ranked[by].isin(allowed)
        names = ", ".join(sorted(map(repr, ranked[by][unknown].unique())))
        expected = ", ".join(allowed)
        _note(faults, f"régions attendues : {expected} ; trouvé : {names}", unknown, ranked.index)
    for column in columns:
        if column == "effectif" and column in poles:
            numbers = pd.to_numeric(ranked[column], errors="coerce")
            wrong = ~numbers.between(0, float("inf"), inclusive="left")
            _note(faults, "effectif attendu : un nombre positif ou nul", wrong, ranked.index)
        elif column in poles:
            _note(faults, f"{column} absent", ranked[column].isna(), ranked.index)
    faults.raise_if_any()
    ranked = ranked.assign(**{by: ranked[by].astype(str)}, rang=ranked["rang"].astype("Int64"))
    if "effectif" not in columns:
        return ranked
    counts = pd.to_numeric(ranked["effectif"].astype(object))
    if isinstance(ranked["effectif"].dtype, pd.CategoricalDtype):
        ranked = ranked.assign(effectif=counts)
    keys = ranked.assign(
        place=ranked[by].map(allowed.index),
        effectif=-counts,
        code=ranked.index,
    )
    order = keys.sort_values(["place", "rang", "effectif", "code"]).index
    return ranked.loc[order]


def _note(faults: pg.errors.Faults, message: str, wrong: Iterable[bool], rows: pd.Index) -> None:
    """Note a fault when some rows have it, with their labels."""
    concerned = rows[np.asarray(wrong, dtype=bool)]
    if len(concerned):
        faults.add(message, concerned)
