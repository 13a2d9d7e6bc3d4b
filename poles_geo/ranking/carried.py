"""The rules that a ranked table carries with it, in its `attrs` and its metadata.

They say what its ranks are called and what each asks for; those of another table never do.
"""

from typing import TypeVar

import pandas as pd

from poles_geo.coded import note_columns, plain_table
from poles_geo.errors import ChoiceError, Faults, warn, worded
from poles_geo.ranking.rule_files import read_rules
from poles_geo.ranking.rules import MOST_RANKS, RULES_ORS_2014, Rank, Rules

Table = TypeVar("Table", bound=pd.DataFrame)

KEY = "regles"
"""Key of the rules in the `attrs`, as :func:`poles_geo.ranking.rule_files.written_rules` gives
them."""


def check_rules(rules: object) -> Rules:
    """Return rules, or raise ChoiceError with what they should be."""
    if not isinstance(rules, Rules):
        raise ChoiceError(
            f"rules : un objet Rules est attendu, trouvé {type(rules).__name__} ; "
            "pour un fichier, écrire rules=load_rules(chemin)."
        )
    return rules


def rules_of(poles: pd.DataFrame, rules: Rules | None = None) -> Rules:
    """Return the rules that say what the ranks of a table are.

    Parameters
    ----------
    poles : DataFrame
        rang, in whole numbers; type_pole and sigle where known.
    rules : Rules, optional
        Those that gave the ranks. By default, those that the table carries; without any, its own
        names and no condition.

    Raises
    ------
    TableError
        A rank that the rules do not have; without rules, a rank of several names.
    LayoutError
        The rules that the table carries cannot be read.
    ChoiceError
        `rules` is not a Rules.

    Warns
    -----
    UserWarning
        When the rules are not known.

    Examples
    --------
    >>> import poles_geo as pg
    >>> pg.rules_of(pg.load_report()).ranks[0].type_pole
    'pôle des grandes métropoles'
    """
    poles = _with_ranks(poles)
    if rules is not None:
        known = check_rules(rules)
    elif carried := _carried(poles):
        known = carried
    else:
        return _own_names(poles)
    ranks = {rank.rang for rank in known.ranks}
    faults = Faults("table des pôles")
    for rang in _ranks(poles):
        if rang not in ranks:
            rows = poles.index[poles["rang"] == rang]
            faults.add(f"rang {rang} : « {known.name} » n'a pas ce rang", rows)
    faults.raise_if_any()
    return known


def _with_ranks(poles: pd.DataFrame) -> pd.DataFrame:
    """Return pôles with plain columns, or raise that their ranks are no whole numbers."""
    faults = Faults("table des pôles")
    poles = plain_table(poles)
    note_columns(faults, poles, dict.fromkeys(["rang", *poles.columns]))
    faults.raise_if_any()
    ranks = pd.to_numeric(poles["rang"], errors="coerce")
    wrong = poles["rang"].notna() & ~(ranks.isin(range(1, MOST_RANKS + 1)))
    if wrong.any():
        faults.add(f"rang : un nombre entier de 1 à {MOST_RANKS} est attendu", poles.index[wrong])
    faults.raise_if_any()
    return poles


def rules_given(effectifs: pd.DataFrame, rules: Rules | None) -> Rules:
    """Return the rules that rank a table: those given, those that it carries, or the report's."""
    return check_rules(rules) if rules is not None else _carried(effectifs) or RULES_ORS_2014


def _carried(table: pd.DataFrame) -> Rules | None:
    carried = getattr(table, "attrs", {}).get(KEY)
    return read_rules(carried, "règles que porte la table des pôles") if carried else None


def without_rules(table: Table) -> Table:
    """Leave out the rules that a table carries, which every part of it would copy whole."""
    bare = table.copy(deep=False)
    bare.attrs = {name: value for name, value in table.attrs.items() if name != KEY}
    return bare


def last_rank(poles: pd.DataFrame) -> int:
    """Give the number of the last rank that the rules of a table have, or the table itself."""
    rules = _carried(poles)
    numbers = _ranks(poles) if rules is None else [rank.rang for rank in rules.ranks]
    return max(numbers, default=1)


def _ranks(poles: pd.DataFrame) -> list[int]:
    return sorted(int(rang) for rang in poles["rang"].dropna().unique())


def _own_names(poles: pd.DataFrame) -> Rules:
    """Name the ranks as the table does."""
    if numbers := _ranks(poles):
        warn(
            "table des pôles : elle ne porte pas sa règle ; les rangs ont les noms qu'elle leur "
            "donne, sans borne. "
            + worded(
                "pg.classify la lui donne, pg.read_table la retrouve à côté du fichier, et rules= "
                "la dit.",
                "Elle est dans le fichier « -metadata.json » que « poles-geo classify » écrit à "
                "côté du tableau, et --regles la dit.",
            )
        )
    faults = Faults("table des pôles")
    ranks = tuple(
        Rank(
            rang,
            _name(poles, "type_pole", rang, f"pôle de rang {rang}", faults),
            _name(poles, "sigle", rang, f"rang {rang}", faults),
            (),
        )
        for rang in numbers
    )
    faults.raise_if_any()
    return Rules("règle inconnue", "la table des pôles", ranks or (Rank(1, "pôle", "P", ()),))


def _name(poles: pd.DataFrame, column: str, rang: int, usual: str, faults: Faults) -> str:
    """Give what a column calls a rank, or the usual name when it says nothing."""
    if column not in poles:
        return usual
    said = poles.loc[poles["rang"] == rang, column].dropna().astype(str).str.strip()
    found = sorted(name for name in said.unique() if name)
    if len(found) > 1:
        faults.add(f"rang {rang} : un seul {column} est attendu, trouvé", found)
    return found[0] if found else usual
