"""Co-operations observed between places of care: a hypergraph of bassins, and its pairs.

Counted: the members that a list names, in the bassin of their commune. Not counted: members
without commune, groupings without member, which are told; how much is shared.
"""

from itertools import combinations

import pandas as pd

from poles_geo.analyses.mesh.maillage import with_doubts
from poles_geo.analyses.pole_points import table_called
from poles_geo.bassins.attached import composition_of
from poles_geo.coded import WARNINGS, note_codes, note_columns, note_index, plain_table, warnings_in
from poles_geo.communes.identity import names_of_units
from poles_geo.errors import Faults, TableError, check_choice, worded
from poles_geo.sources.measured.groupings import NEEDED
from poles_geo.typography import french_count

EXPANSIONS = ("all", "star")
POLE = "pole"


def grouped_bassins(
    groupings: pd.DataFrame, zonage: pd.DataFrame, poles: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give the bassins of each grouping: a hypergraph, an edge of which joins any number.

    Parameters
    ----------
    groupings : DataFrame
        One row a member: id (of the grouping), forme, nom, membre, code_commune (missing when it
        is not known), as :func:`poles_geo.load_cooperations` gives them.
    zonage : DataFrame
        A composition, or bassins that carry theirs.
    poles : DataFrame, optional
        Index `code_bassin`: says which bassins are pôles.

    Returns
    -------
    DataFrame
        One row a grouping and a bassin, in the order in which members are named: id, forme, nom,
        code_bassin, nom_bassin (where `zonage` has it), membres (their number there), pole (with
        `poles`). `attrs`: those of `groupings`; remarques count the groupings, their members, and
        what has no place; avertissements name it, with the bassins that are no pôle.

    Raises
    ------
    TableError
        With every fault: a column that is not there; no row; a grouping without id; a code that is
        no text, or of no commune of `zonage`; a member named twice.

    Examples
    --------
    >>> import poles_geo as pg
    >>> found = pg.grouped_bassins(pg.load_cooperations(), pg.read_composition("BV2012"))
    >>> found.loc[found["id"] == found["id"][0], ["nom_bassin", "membres"]].to_numpy().tolist()
    [['Valenciennes', 2], ['Le Quesnoy', 1], ['Saint-Amand-les-Eaux', 1]]
    """
    table, composition = _checked(groupings, zonage, poles)
    table["code_bassin"] = composition["code_bassin"].reindex(table["code_commune"]).to_numpy()
    placed = table.dropna(subset=["code_bassin"])
    counts = placed.groupby(["id", "code_bassin"], sort=False)
    found = counts.agg(forme=("forme", "first"), nom=("nom", "first"), membres=("nom", "size"))
    found = found.reset_index()[["id", "forme", "nom", "code_bassin", "membres"]]
    if "nom_bassin" in composition:
        names = names_of_units(composition).reindex(found["code_bassin"])
        found.insert(4, "nom_bassin", names.to_numpy())
    if poles is not None:
        found[POLE] = found["code_bassin"].isin(poles.index)
    _tell(found, table, groupings)
    return found


def cooperations(
    groupings: pd.DataFrame,
    zonage: pd.DataFrame,
    poles: pd.DataFrame | None = None,
    *,
    expansion: str = "all",
) -> pd.DataFrame:
    """Expand groupings into the pairs of bassins that they join.

    A grouping of n bassins is not n·(n − 1)/2 agreements: pairs are a reading of it, to be set
    beside links between pôles, and the expansion is chosen.

    Parameters
    ----------
    groupings, zonage, poles
        As for :func:`poles_geo.grouped_bassins`.
    expansion : {"all", "star"}
        Every pair of the bassins of a grouping; or the first named with each other.

    Returns
    -------
    DataFrame
        One row a pair, in the order of the codes: code_a, code_b, nom_a, nom_b (where `zonage`
        has names), n_groupements, groupements and formes (« CHT-VAL, AVC »); with `poles`,
        entre_poles, whether both are. Members of one bassin make no pair. `attrs` as
        :func:`poles_geo.grouped_bassins`, and the expansion.

    Raises
    ------
    TableError
        As :func:`poles_geo.grouped_bassins`.
    ChoiceError
        Unknown expansion.

    Examples
    --------
    >>> import poles_geo as pg
    >>> bv2012, poles = pg.read_composition("BV2012"), pg.load_report()
    >>> table = pg.cooperations(pg.load_cooperations(), bv2012, poles)
    >>> print(len(table), "pairs, of which", table["entre_poles"].sum(), "of pôles")
    26 pairs, of which 15 of pôles
    """
    check_choice(expansion, EXPANSIONS, "expansion")
    members = grouped_bassins(groupings, zonage, poles)
    rows = []
    for _, group in members.groupby("id", sort=False):
        codes = group["code_bassin"].tolist()
        joined = (
            combinations(codes, 2) if expansion == "all" else ((codes[0], c) for c in codes[1:])
        )
        first = group.iloc[0]
        rows += [(*sorted(pair), first["id"], first["forme"]) for pair in joined]
    pairs = pd.DataFrame(rows, columns=["code_a", "code_b", "id", "forme"], dtype="str")
    table = pairs.groupby(["code_a", "code_b"]).agg(
        n_groupements=("id", "size"),
        groupements=("id", ", ".join),
        formes=("forme", lambda formes: ", ".join(dict.fromkeys(formes.dropna()))),
    )
    table = table.reset_index()
    if "nom_bassin" in members:
        names = names_of_units(members)
        for place, end in enumerate(("a", "b"), 2):
            table.insert(place, f"nom_{end}", names.reindex(table[f"code_{end}"]).to_numpy())
    if poles is not None:
        both = table["code_a"].isin(poles.index) & table["code_b"].isin(poles.index)
        table["entre_poles"] = both
    table.attrs = with_doubts(members.attrs, {"expansion": expansion}, [])
    return table


def _checked(
    groupings: pd.DataFrame, zonage: pd.DataFrame, poles: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the members and the composition, or every fault."""
    composition = composition_of(zonage)
    faults = Faults(worded("groupings", "table des groupements"))
    table = plain_table(groupings)
    note_columns(faults, table, NEEDED)
    faults.raise_if_any(TableError)
    table = table.reset_index(drop=True)
    if table.empty:
        faults.add("la table n'a aucune ligne")
    if table["id"].isna().any():
        faults.add("id : un groupement sans identifiant", (table.index[table["id"].isna()] + 1))
    codes = table["code_commune"].dropna()
    expected = "colonne code_commune : des codes en texte sont attendus"
    note_codes(faults, codes.tolist(), "code_commune", expected)
    faults.raise_if_any(TableError)
    if unknown := sorted(set(codes) - set(composition.index)):
        remedy = worded("pg.carry_composition le porte à leur année", "prenez-en un de leur année")
        faults.add(f"code_commune qui n'est dans aucun bassin du zonage ; {remedy}", unknown)
    named = table.dropna(subset=["membre"])
    again = named.duplicated(["id", "membre", "code_commune"])
    if again.any():
        twice = named.loc[again, ["id", "membre"]].astype("str").agg(" – ".join, axis=1)
        faults.add("membre nommé deux fois dans un groupement", twice.unique().tolist())
    if poles is not None:
        of_poles = Faults(table_called("poles"))
        note_index(of_poles, poles.index)
        if poles.empty:
            of_poles.add("la table n'a aucune ligne")
        faults.messages += [f"poles : {message}" for message in of_poles.messages]
    faults.raise_if_any(TableError)
    return table.copy(), composition


def _tell(found: pd.DataFrame, table: pd.DataFrame, groupings: pd.DataFrame) -> None:
    """Write in the `attrs` what was counted, and what has no place."""
    of_group = table.groupby("id", sort=False)
    unnamed = [str(name) for name, group in of_group if group["membre"].isna().all()]
    homeless = table[table["membre"].notna() & table["code_commune"].isna()]
    numbers = {
        "groupements": table["id"].nunique(),
        "membres": int(table["membre"].notna().sum()),
        "groupements sans membre nommé": len(unnamed),
        "membres sans commune": len(homeless),
    }
    doubts = []
    if unnamed:
        count = french_count(len(unnamed), "groupement")
        doubts.append(f"{count} sans membre nommé : {', '.join(unnamed)}.")
    if len(homeless):
        pairs = zip(homeless["id"], homeless["membre"], strict=True)
        names = " ; ".join(f"{name} ({member})" for name, member in pairs)
        doubts.append(f"{french_count(len(homeless), 'membre')} sans commune : {names}.")
    if POLE in found:
        outside = found[~found[POLE]].drop_duplicates("code_bassin")
        numbers["bassins qui ne sont pas des pôles"] = len(outside)
        if len(outside):
            named = "nom_bassin" if "nom_bassin" in outside else "code_bassin"
            names = ", ".join(str(name) for name in outside[named])
            doubts.append(f"{french_count(len(outside), 'bassin')} hors pôle : {names}.")
    found.attrs = with_doubts(groupings.attrs, numbers, [])
    found.attrs[WARNINGS] = [*warnings_in(groupings.attrs), *doubts]
