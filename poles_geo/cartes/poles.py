"""Pôles on a map: checked, placed, drawn, named and explained in the legend."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.bassins import tint
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.etiquettes import Label
from poles_geo.cartes.legende import Rang
from poles_geo.cartes.style import Style, melange
from poles_geo.cartes.symboles import diameters, draw_circles
from poles_geo.errors import Faults
from poles_geo.rules import SHARES, Condition, Rules
from poles_geo.sources import edition
from poles_geo.typographie import imprime, nombre, pourcent

NOUNS = {
    "effectif": "professionnels",
    "effectif_hors_psychiatrie": "professionnels hors inf. psychiatriques",
    "part_pole": "de professionnels de pôle",
    "part_psychiatrie": "d’infirmiers psychiatriques",
}

FAINT = 0.62
"""Share of white in the colours of pôles that the map is not about."""


def check_poles(poles: pd.DataFrame, style: Style) -> gpd.GeoDataFrame:
    """Keep the ranked bassins, as points, strongest first, and say what is wrong with the table.

    A table without geometry gets the town hall of each bassin's centre commune, and the name and
    region of that commune when it has none; the polygon of a bassin gives way to it too.

    Raises
    ------
    TableError
        Column missing, rank without colour, effectif not positive, unknown code, other projection.
    """
    faults = Faults("table des pôles")
    absent = [column for column in ("rang", "effectif") if column not in poles.columns]
    if absent:
        faults.add(
            f"colonnes attendues : rang, effectif ; absentes : {', '.join(absent)} "
            "(pg.classify(effectifs) les donne)"
        )
        faults.raise_if_any()
    ranked = poles[poles["rang"].notna()].copy()
    strange = ranked.index[~ranked["rang"].isin(list(style.rangs))]
    if len(strange):
        faults.add(
            f"rangs sans couleur dans le style ({', '.join(map(str, style.rangs))})", strange
        )
    counts = pd.to_numeric(ranked["effectif"], errors="coerce").astype("float64")
    empty = ranked.index[~(counts > 0)]
    if len(empty):
        faults.add("effectif nul, négatif ou absent pour un pôle", empty)
    placed = isinstance(ranked, gpd.GeoDataFrame) and (ranked.geom_type == "Point").all()
    if placed and (ranked.crs is None or ranked.crs.to_epsg() != 2154):
        faults.add(f"projection attendue : EPSG:2154 (Lambert 93) ; trouvée : {ranked.crs}")
    if not placed:
        unknown = ranked.index[~ranked.index.isin(edition.load_communes().index)]
        if len(unknown):
            faults.add("codes de bassin qui ne sont pas une commune de 2024, sans point", unknown)
    faults.raise_if_any()
    if not placed:
        codes = ranked.index.to_series()
        centre = edition.load_communes().loc[codes]
        ranked = gpd.GeoDataFrame(
            pd.DataFrame(ranked).drop(columns="geometry", errors="ignore"),
            geometry=edition.centres(codes),
        )
        for column in ("nom", "region"):
            if column not in ranked.columns:
                ranked[column] = centre[column]
    ranked.attrs = dict(poles.attrs)
    order = ["rang", "effectif"]
    return gpd.GeoDataFrame(ranked.sort_values(order, ascending=[True, False], kind="stable"))


def draw_poles(ax: Axes, poles: gpd.GeoDataFrame, style: Style, *, faint: bool = False) -> None:
    """Draw the circles of pôles: area by number of professionals, colour by rank."""
    draw_circles(
        ax,
        poles.get_coordinates(),
        diameters(poles["effectif"], style),
        [rank_colour(rang, style, faint=faint) for rang in poles["rang"]],
        style,
        zorder=4.5 if faint else 5,
    )


def rank_colour(rang: int, style: Style, *, faint: bool = False) -> str:
    """Colour of a rank; lighter when the map is not about it."""
    return melange(style.rangs[rang], style.voisinage, FAINT) if faint else style.rangs[rang]


def labels_of(
    poles: gpd.GeoDataFrame, cadre: Cadre, style: Style, *, faint: bool = False
) -> list[Label]:
    """Labels of the pôles that the frame shows, strongest first; small and grey when faint."""
    xy = cadre.to_mm(poles.get_coordinates())
    sizes = diameters(poles["effectif"], style)
    inside = np.flatnonzero(((xy >= 0) & (xy <= (cadre.largeur, cadre.hauteur))).all(axis=1))
    return [
        Label(
            x=float(x),
            y=float(y),
            diametre=float(size),
            texte=imprime(nom),
            taille=style.note if faint else style.etiquettes[rang],
            gras=rang == 1 and not faint,
            couleur=style.gris if faint else style.encre,
        )
        for (x, y), size, nom, rang in zip(
            xy[inside],
            sizes[inside],
            poles["nom"].iloc[inside],
            poles["rang"].iloc[inside],
            strict=True,
        )
    ]


def ranks_of(poles: gpd.GeoDataFrame) -> list[int]:
    """Ranks present, the strongest first."""
    return sorted(int(rang) for rang in poles["rang"].unique())


def rank_rows(poles: gpd.GeoDataFrame, rules: Rules, style: Style, *, filled: bool) -> list[Rang]:
    """Legend rows of the ranks present: colour, « 2 – Grand pôle (42) », what the rule asks.

    `filled`: the map also fills the bassins.
    """
    counts = poles["rang"].value_counts()
    return [
        Rang(
            (style.rangs[rank.rang],),
            f"{rank.rang} – {rank.type_pole[:1].upper()}{rank.type_pole[1:]} ({counts[rank.rang]})",
            tuple(condition_printed(condition) for condition in rank.conditions),
            tint(rank.rang, style) if filled else None,
        )
        for rank in rules.ranks
        if rank.rang in counts
    ]


def condition_printed(condition: Condition) -> str:
    """Write a condition as the legend does: « plus de 10 000 professionnels »."""
    share = condition.mesure in SHARES
    bound = pourcent(float(condition.fraction), 0) if share else nombre(float(condition.fraction))
    return f"{condition.sens.replace('_', ' ')} {bound} {NOUNS[condition.mesure]}"


def notes_of(poles: gpd.GeoDataFrame) -> list[str]:
    """Tell which pôles of the map were published under another name."""
    if "nom_publie" not in poles:
        return []
    renamed = poles[poles["nom"] != poles["nom_publie"]]
    return [
        f"{nom} est publié sous le nom de « {publie} »."
        for nom, publie in zip(renamed["nom"], renamed["nom_publie"], strict=True)
    ]


def circles_boxes(poles: gpd.GeoDataFrame, cadre: Cadre, style: Style) -> np.ndarray:
    """Boxes in mm around the circles, which names of areas avoid (n × 4)."""
    xy = cadre.to_mm(poles.get_coordinates())
    half = diameters(poles["effectif"], style)[:, None] / 2
    return np.hstack([xy - half, xy + half])
