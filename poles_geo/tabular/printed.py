"""Columns of a table as print shows them: French headers, French numbers, title and sources.

Nothing is counted or sorted here: a table is shown as it comes, with its index when it has a
name, without its geometry.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype, is_scalar

from poles_geo.coded import said_of, warnings_in
from poles_geo.typography import french_number, typeset

BY_RANK = {
    "": "Pôles de rang {}",
    "a_portee_": "À portée, rang {}",
    "km_": "Distance en km, rang {}",
    "minutes_": "Minutes, rang {}",
    "probabilite_": "Probabilité du rang {}",
}
"""Beginning of the columns that there are for each of six ranks → their printed headers."""
LABELS = {
    "a_portee": "À portée",
    "acces": "Accès",
    "annee_avant": "Année avant",
    "annee_cle": "Année de la clé",
    "annee_cog": "Année des communes",
    "articulation": "Sa perte en isole d'autres",
    "au_dela": "Au-delà",
    "autres_communes": "Autres communes",
    "avant": "Avant",
    "bassin_apres": "Unité après",
    "bassin_avant": "Unité avant",
    "besoin": "Besoin",
    "capacite": "Capacité",
    "cause_codes": "Dû aux communes d'une autre année",
    "cause_professions": "Dû aux professions comptées",
    "cause_reelle": "Évolution réelle",
    "cause_source": "Dû à la source",
    "cause_zonage": "Dû au zonage",
    "changent": "Bassins qui changent de rang",
    "classement_apres": "Classement après",
    "classement_avant": "Classement avant",
    "code": "Code",
    "code_a": "Code a",
    "code_apres": "Code après",
    "code_avant": "Code avant",
    "code_b": "Code b",
    "code_bassin": "Code du bassin de vie",
    "code_commune": "Code de la commune",
    "code_deuxieme_masse": "Code du deuxième par la masse",
    "code_deuxieme_rang": "Code du deuxième par le rang",
    "code_dominant": "Code du dominant",
    "code_pole": "Code du pôle le plus proche",
    "code_postal": "Code postal",
    "code_premier": "Code du premier pôle",
    "code_site": "Code du lieu",
    "code_tete": "Code de la tête",
    "code_zone": "Code du territoire",
    "codes": "Codes",
    "colonne": "Colonne",
    "communaute": "Communauté",
    "communes": "Liste des communes",
    "condition": "Condition",
    "constat": "Constat",
    "coupes": "Pôles coupés",
    "couples": "Couples",
    "couverture": "Part comptée de la population",
    "crunch": "Crunch",
    "crunch_relatif": "Crunch relatif",
    "dans": "Dans les groupes",
    "date": "Date",
    "degre": "Nombre de liens",
    "demande": "Demande",
    "denominateur": "Potentiel du dénominateur",
    "departement": "Département",
    "dependants": "Dépendants",
    "destination": "Destination",
    "deuxieme_masse": "Deuxième par la masse",
    "deuxieme_rang": "Deuxième par le rang",
    "distance_dedans_km": "Distance au plus proche de la région (km)",
    "distance_km": "Distance (km)",
    "dominant": "Dominant",
    "dominant_km": "Distance au dominant (km)",
    "domine": "Dominé",
    "ecart": "Écart",
    "ecart_general": "Écart à l'ensemble",
    "ecart_pct": "Écart en %",
    "ecart_profil": "Écart des profils",
    "effectif": "Professionnels",
    "effectif_apres": "Professionnels après",
    "effectif_avant": "Professionnels avant",
    "effectif_pour_100000_habitants": "Professionnels pour 100\u202f000 habitants",
    "emis": "Flux émis",
    "enonce": "Énoncé",
    "entre": "Entre les groupes",
    "entre_poles": "Entre pôles",
    "epci": "Intercommunalité",
    "etat": "État",
    "etat_france": "État, France",
    "etat_region": "État, région",
    "explication": "Explication",
    "exposant": "Pôle qui expose",
    "exposition": "Exposition",
    "flux_dominant": "Flux dominant",
    "force": "Force",
    "forme": "Forme",
    "formes": "Formes",
    "fragile": "Fragile",
    "france": "France",
    "gini": "Gini",
    "groupe": "Groupe",
    "groupements": "Groupements",
    "habitants_attendus": "Habitants attendus",
    "herfindahl": "Herfindahl",
    "hors_pole": "Hors pôle",
    "id": "Identifiant",
    "infirmiers_psychiatrie": "Infirmiers psychiatriques",
    "intermediarite": "Intermédiarité",
    "interne": "Flux interne",
    "km": "Distance en km",
    "lecture": "Lecture",
    "libelle": "Libellé",
    "libre": "Capacité libre",
    "lieu": "Lieu",
    "ligne": "Ligne",
    "lignes": "Lignes",
    "manque": "Professionnels qui manquent",
    "marge": "Marge",
    "marge_personnes": "Marge en personnes",
    "marge_rang": "Rang voisin",
    "marge_unite": "Unité de la marge",
    "masse": "Masse",
    "masse_coupee": "Masse coupée",
    "masse_dependante": "Masse dépendante",
    "masse_premier": "Sa masse",
    "membres": "Membres",
    "mesure": "Mesure",
    "minutes": "Minutes",
    "motif": "Motif",
    "moyenne": "Moyenne",
    "n_au_dela": "Communes au-delà",
    "n_communes": "Communes",
    "n_coupes": "Nombre de pôles coupés",
    "n_groupements": "Nombre de groupements",
    "n_poles": "Pôles",
    "niveau": "Niveau",
    "nom": "Nom",
    "nom_a": "Nom de a",
    "nom_b": "Nom de b",
    "nom_bassin": "Nom de l'unité",
    "nom_dominant": "Nom du dominant",
    "nom_exposant": "Nom de qui expose",
    "nom_proche": "Nom du plus proche",
    "nom_publie": "Nom publié",
    "non_servis": "Patients non servis",
    "numerateur": "Potentiel du numérateur",
    "origine": "Origine",
    "page": "Page",
    "part": "Part",
    "part_au_dela": "Part au-delà",
    "part_contestee": "Part contestée",
    "part_dominante": "Part du flux dominant",
    "part_moyenne": "Part moyenne du dominant",
    "part_pole_hors_psychiatrie": "Part de pôle, hors psychiatrie",
    "part_premier": "Part du premier",
    "part_proximite": "Part de proximité",
    "part_psychiatrie": "Part de psychiatrie",
    "part_second": "Part du second",
    "part_surface_au_dela": "Part de la surface au-delà",
    "part_tirages": "Part des tirages",
    "part_tunnel": "Part sous effet tunnel",
    "partie": "Partie",
    "passage": "Passage",
    "patients": "Patients",
    "pente": "Pente rang-taille",
    "personnes": "Personnes",
    "phrase": "Phrase",
    "place": "Placement",
    "plus_proche": "Profil le plus proche",
    "poids": "Poids",
    "pole": "Professionnels de pôle",
    "poles": "Liste des pôles",
    "population": "Population",
    "population_au_dela": "Population au-delà",
    "population_contestee": "Population contestée",
    "population_sans_pole": "Population sans pôle",
    "population_tunnel": "Population sous effet tunnel",
    "precision": "Précision",
    "premier": "Premier",
    "probabilite_du_rang": "Probabilité du rang",
    "probabilite_hors_pole": "Probabilité d'être hors pôle",
    "proche": "Le plus proche",
    "proche_km": "Distance au plus proche (km)",
    "professionnels": "Professionnels du lieu",
    "professions": "Professions",
    "professions_egales": "Professions également présentes",
    "proximite": "Professionnels de proximité",
    "publie": "Publié",
    "rang": "Rang",
    "rang1": "Rang 1",
    "rang2": "Rang 2",
    "rang3": "Rang 3",
    "rang4": "Rang 4",
    "rang_apres": "Rang après",
    "rang_avant": "Rang avant",
    "rang_deuxieme": "Rang du deuxième par le rang",
    "rang_dominant": "Rang du dominant",
    "rang_premier": "Rang du premier",
    "rang_proche": "Rang du plus proche",
    "rapport": "Rapport des masses",
    "rapport_masse": "Premier sur deuxième par la masse",
    "rapport_rang": "Premier sur deuxième par le rang",
    "ratio": "Ratio",
    "recalcule": "Recalculé",
    "recompte": "Recompté",
    "recu": "Flux reçu",
    "region": "Sa région",
    "region_2014": "Région",
    "region_2016": "Région actuelle",
    "relais_ensemble": "Relais de l'ensemble",
    "relais_pour_1000": "Relais pour 1\u202f000 habitants",
    "reserve": "Ce qui n'est pas dit",
    "rubrique": "Rubrique",
    "rupture_a_km": "Rupture, depuis a (km)",
    "rupture_b_km": "Rupture, depuis b (km)",
    "sature": "Saturé",
    "second": "Deuxième",
    "servis": "Patients servis",
    "seuil": "Seuil",
    "seuil_rang": "Rang du seuil",
    "seuil_variation": "Variation du seuil",
    "shannon": "Shannon",
    "sigle": "Sigle",
    "site": "Lieu le plus proche",
    "sites": "Lieux à portée",
    "sous_total_1_2": "Rangs 1 et 2",
    "sous_total_3_4": "Rangs 3 et 4",
    "statut": "Statut",
    "surface_au_dela_km2": "Surface au-delà (km²)",
    "surface_km2": "Surface (km²)",
    "territoire": "Territoire",
    "tete": "Tête",
    "theil": "Theil",
    "total": "Total",
    "tunnel": "Effet tunnel",
    "type": "Type",
    "type_pole": "Type de pôle",
    "unite": "Unité",
    "unites": "Unités",
    "valeur": "Valeur",
    "variation": "Variation",
    **{
        f"{column}rang_{rang}": label.format(rang)
        for column, label in BY_RANK.items()
        for rang in range(1, 7)
    },
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
    lines += warnings_in(said)
    return [typeset(line) for line in lines]
