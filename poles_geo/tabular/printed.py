"""Columns of a table as print shows them: French headers, French numbers, title and sources.

Nothing is counted or sorted here: a table is shown as it comes, with its index when it has a
name, without its geometry.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype, is_scalar

from poles_geo.coded import said_of
from poles_geo.typography import french_number, typeset

LABELS = {
    "annee_cog": "Année des communes",
    "autres_communes": "Autres communes",
    "cause_codes": "Dû aux communes d'une autre année",
    "cause_professions": "Dû aux professions comptées",
    "cause_reelle": "Évolution réelle",
    "cause_source": "Dû à la source",
    "cause_zonage": "Dû au zonage",
    "classement_apres": "Classement après",
    "classement_avant": "Classement avant",
    "code_avant": "Code avant",
    "code_bassin": "Code du bassin de vie",
    "code_commune": "Code de la commune",
    "code_deuxieme_masse": "Code du deuxième par la masse",
    "code_deuxieme_rang": "Code du deuxième par le rang",
    "code_premier": "Code du premier pôle",
    "code_zone": "Code du territoire",
    "colonne": "Colonne",
    "communes": "Liste des communes",
    "couverture": "Part comptée de la population",
    "crunch": "Crunch",
    "crunch_relatif": "Crunch relatif",
    "departement": "Département",
    "deuxieme_masse": "Deuxième par la masse",
    "deuxieme_rang": "Deuxième par le rang",
    "distance_dedans_km": "Distance au plus proche de la région (km)",
    "distance_km": "Distance (km)",
    "dominant": "Dominant",
    "dominant_km": "Distance au dominant (km)",
    "ecart_profil": "Écart des profils",
    "ecart": "Écart",
    "ecart_pct": "Écart en %",
    "effectif": "Professionnels",
    "effectif_apres": "Professionnels après",
    "effectif_avant": "Professionnels avant",
    "epci": "Intercommunalité",
    "explication": "Explication",
    "exposant": "Pôle qui expose",
    "exposition": "Exposition",
    "gini": "Gini",
    "habitants_attendus": "Habitants attendus",
    "herfindahl": "Herfindahl",
    "infirmiers_psychiatrie": "Infirmiers psychiatriques",
    "lecture": "Lecture",
    "libelle": "Libellé",
    "lignes": "Lignes",
    "marge": "Marge",
    "marge_personnes": "Marge en personnes",
    "marge_rang": "Rang voisin",
    "marge_unite": "Unité de la marge",
    "masse": "Masse",
    "masse_premier": "Sa masse",
    "motif": "Motif",
    "n_communes": "Communes",
    "n_poles": "Pôles",
    "nom": "Nom",
    "nom_dominant": "Nom du dominant",
    "nom_exposant": "Nom de qui expose",
    "nom_proche": "Nom du plus proche",
    "nom_publie": "Nom publié",
    "part": "Part",
    "part_contestee": "Part contestée",
    "part_moyenne": "Part moyenne du dominant",
    "part_premier": "Part du premier",
    "part_second": "Part du second",
    "part_tirages": "Part des tirages",
    "part_tunnel": "Part sous effet tunnel",
    "pente": "Pente rang-taille",
    "passage": "Passage",
    "personnes": "Personnes",
    "phrase": "Phrase",
    "place": "Placement",
    "plus_proche": "Profil le plus proche",
    "pole": "Professionnels de pôle",
    "poles": "Liste des pôles",
    "population": "Population",
    "population_contestee": "Population contestée",
    "population_tunnel": "Population sous effet tunnel",
    "premier": "Premier",
    "proche": "Le plus proche",
    "proche_km": "Distance au plus proche (km)",
    "proximite": "Professionnels de proximité",
    "publie": "Publié",
    "rang": "Rang",
    "rang1": "Rang 1",
    "rang2": "Rang 2",
    "rang3": "Rang 3",
    "rang4": "Rang 4",
    "rang_dominant": "Rang du dominant",
    "rang_proche": "Rang du plus proche",
    "rang_deuxieme": "Rang du deuxième par le rang",
    "rang_premier": "Rang du premier",
    "rapport_masse": "Premier sur deuxième par la masse",
    "rapport_rang": "Premier sur deuxième par le rang",
    "rang_apres": "Rang après",
    "rang_avant": "Rang avant",
    "recalcule": "Recalculé",
    "region_2014": "Région",
    "region_2016": "Région actuelle",
    "relais_ensemble": "Relais de l'ensemble",
    "relais_pour_1000": "Relais pour 1\u202f000 habitants",
    "rupture_a_km": "Rupture, depuis a (km)",
    "rupture_b_km": "Rupture, depuis b (km)",
    "second": "Deuxième",
    "sigle": "Sigle",
    "sous_total_1_2": "Rangs 1 et 2",
    "sous_total_3_4": "Rangs 3 et 4",
    "statut": "Statut",
    "territoire": "Territoire",
    "total": "Total",
    "tunnel": "Effet tunnel",
    "type": "Type",
    "type_pole": "Type de pôle",
}
"""Column → printed header; any other column is printed under its own name.

A name that anybody's table may have says nothing of pôles."""

DIGITS = {
    **dict.fromkeys(("rapport_masse", "rapport_rang", "relais_pour_1000", "relais_ensemble"), 2),
    **dict.fromkeys(("part_premier", "herfindahl", "gini", "pente", "part_tirages"), 3),
    **dict.fromkeys(("crunch", "crunch_relatif", "ecart_profil"), 3),
}
"""Column → digits printed after the comma, where one is not enough."""

TOTAL = "Total"
"""Label of a row of totals, set apart in print."""


@dataclass(frozen=True)
class PrintedColumn:
    """One column to print.

    Parameters
    ----------
    label : str
        Its header.
    values : Series
        Its values, as they are in the table.
    decimals : int or None
        Digits after the comma; None for a column that is not of numbers.
    """

    label: str
    values: pd.Series
    decimals: int | None

    @property
    def texts(self) -> list[str]:
        """What each cell shows; nothing for a missing value."""
        return [self._text_of(value) for value in self.values]

    def _text_of(self, value: Any) -> str:
        if is_scalar(value) and pd.isna(value):
            return ""
        if self.decimals is not None:
            return french_number(value, self.decimals)
        if isinstance(value, bool):
            return "oui" if value else "non"
        return str(value)


def printed_columns(table: pd.DataFrame) -> list[PrintedColumn]:
    """Columns to print: the named levels of the index, then all but the geometry."""
    columns = []
    for name, values in flatten(table).items():
        is_number = is_numeric_dtype(values) and not is_bool_dtype(values)
        is_number &= not is_complex_dtype(values)
        digits = int(_has_decimals(values)) if is_number else None
        digits = DIGITS.get(str(name), digits) if digits else digits
        if name == "colonne":
            values = values.map(lambda column: LABELS.get(column, column))
        columns.append(PrintedColumn(LABELS.get(str(name), str(name)), values, digits))
    return columns


def _has_decimals(values: pd.Series) -> bool:
    with np.errstate(invalid="ignore"):  # of an infinite one
        return bool((values.dropna().to_numpy(float) % 1 != 0).any())


def flatten(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the named levels of the index into columns, and leave the geometry out."""
    flat = pd.DataFrame(table).loc[:, ~_geometries(table)]
    named = [name for name in flat.index.names if name is not None and name not in flat]
    flat = flat.reset_index(level=named) if named else flat
    return flat.reset_index(drop=True)


def has_geometry(table: pd.DataFrame) -> bool:
    """Tell whether a table has a column that :func:`flatten` leaves out."""
    return bool(_geometries(table).any())


def _geometries(table: pd.DataFrame) -> "pd.Series[bool]":
    return table.dtypes.astype(str).eq("geometry")


def title_of(table: pd.DataFrame, title: str) -> str:
    """Give the printed title: `title`, or the one in the `attrs` of the table."""
    return typeset(title or str(table.attrs.get("titre", "")))


def sources_of(table: pd.DataFrame) -> list[str]:
    """Give the lines that say where a table comes from, as far as its `attrs` know."""
    said = said_of(table.attrs)
    dated = f" ({said['date']})" if "date" in said else ""
    lines = [f"Sources : {said['source']}{dated}."] if "source" in said else []
    if publication := said.get("publication"):
        lines.append(f"D'après : {publication}.")
    if attribution := said.get("attribution"):
        lines.append(f"Réalisation : {attribution}.")
    lines += said.get("avertissements", [])
    return [typeset(line) for line in lines]
