"""The command ``poles-geo analyze deviations``: a ratio → its deviations, its inequality."""

from pathlib import Path

from poles_geo.cli.analyze.tables import check_sortie, write
from poles_geo.errors import ChoiceError, check_choice


def analyze_deviations(
    tableau: Path,
    /,
    *,
    ratio: str,
    sortie: Path,
    territoire: str | None = None,
    poids: str | None = None,
    voisins: Path | None = None,
    theil: Path | None = None,
) -> None:
    """Compare un ratio à la moyenne de tous, à celle du territoire, à celle des voisins.

    Parameters
    ----------
    tableau
        Tableau par bassin, qui a le ratio.
    ratio
        Sa colonne, comme effectif_pour_100000_habitants.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    territoire
        Colonne du territoire de chaque bassin, comme region_2014 ou departement.
    poids
        Colonne de ce par quoi le ratio est divisé, comme population ; sans elle, chaque bassin
        compte autant.
    voisins
        Tableau des voisins, de colonnes code_a et code_b, comme « poles-geo analyze links »
        l'écrit.
    theil
        Second tableau à écrire : l'inégalité (Theil) entre les territoires et dans chacun.
    """
    import pandas as pd

    from poles_geo.analyses import deviations as measures
    from poles_geo.communes.identity import noun_of
    from poles_geo.files import check_apart
    from poles_geo.sources.by_commune import read_commune_table
    from poles_geo.tabular.reading import read_table
    from poles_geo.typography import french_count, french_percent

    check_sortie(sortie, (tableau, voisins))
    if theil is not None:
        check_sortie(theil, (tableau, voisins))
        check_apart([(sortie, "--sortie"), (theil, "--theil")])
        if territoire is None:
            raise ChoiceError("--theil : --territoire est attendu, la colonne des territoires.")
    table = read_table(tableau)
    for column, option in ((ratio, "--ratio"), (territoire, "--territoire"), (poids, "--poids")):
        if column is not None:
            check_choice(column, table.columns, option)
    numbers = pd.to_numeric(table[ratio], errors="coerce").where(table[ratio].notna())
    values = numbers.where(numbers.notna() | table[ratio].isna(), table[ratio])
    values.attrs = table.attrs
    of = None if territoire is None else table[territoire]
    mass = None if poids is None else table[poids]
    pairs = None
    if voisins is not None:
        ends = ("codea", "codeb")
        links, _ = read_commune_table(voisins, ("code_a", "code_b"), "liste de voisins")
        pairs = links.data[[links.columns[end] for end in ends]].set_axis(
            list(measures.ENDS), axis=1
        )
    told = measures.deviations(values, territory=of, neighbours=pairs, weights=mass)
    write(told, sortie, french_count(int(told["ratio"].notna().sum()), noun_of(told.index)))
    if theil is not None and of is not None:
        shared = measures.theil(values, of, weights=mass)
        total = shared.attrs["theil"]
        part = french_percent(total["entre"] / total["total"], 0) if total["total"] else "0"
        write(shared, theil, f"{french_count(len(shared), 'territoire')}, {part} entre eux")
