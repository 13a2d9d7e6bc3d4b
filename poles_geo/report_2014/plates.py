"""The numbered maps of the report of 2014: title, extent, what each is about."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

import poles_geo as pg

NORTH = (
    "Nord - Pas-de-Calais",
    "Picardie",
    "Haute-Normandie",
    "Champagne-Ardenne",
    "Île-de-France",
)
BASSINS_ET_POLES = "Les bassins de vie 2012 définis par l'Insee et les pôles d'offre"


@dataclass(frozen=True)
class Plate:
    """A map of the report.

    Attributes
    ----------
    title : str
    regions : tuple of str
        Regions of 2014 that it is about; none for metropolitan France.
    bordering : bool
        Also the regions that border them.
    """

    title: str
    regions: tuple[str, ...] = ()
    bordering: bool = False


PLATES = {
    "1": Plate(f"{BASSINS_ET_POLES} de la France métropolitaine"),
    "1bis": Plate(f"{BASSINS_ET_POLES} dans la France du nord", NORTH),
    "2": Plate("Les 153 pôles d'offre de la France métropolitaine"),
    "3": Plate("Les pôles de la France septentrionale", NORTH),
    "4": Plate("Rhône-Alpes et ses périphéries", ("Rhône-Alpes",), bordering=True),
    "5": Plate("Le maillage breton", ("Bretagne",)),
    "6": Plate(
        "La France de l'ouest",
        ("Bretagne", "Pays de la Loire", "Poitou-Charentes", "Basse-Normandie"),
    ),
    "7": Plate(
        "La France du centre",
        ("Centre", "Limousin", "Auvergne", "Bourgogne", "Franche-Comté", "Poitou-Charentes"),
    ),
    "8": Plate("Paris et ses satellites", ("Île-de-France",)),
    "9": Plate("Le littoral méditerranéen", ("Languedoc-Roussillon", "Provence-Alpes-Côte d'Azur")),
    "10a": Plate("Le Crunch bas-normand", ("Basse-Normandie",), bordering=True),
    "10b": Plate("Le Crunch toulousain", ("Midi-Pyrénées",), bordering=True),
}
"""Every map but 11 and the schema, which have their own builders."""


def map_report(
    number: str | int,
    poles: pd.DataFrame | None = None,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    rules: pg.Rules | None = None,
    style: pg.cartes.Style = pg.cartes.STYLE_REPORT,
) -> pg.Carte:
    """Draw a map of the report by its number.

    Parameters
    ----------
    number : {"1", "1bis", "2", …, "9", "10a", "10b", "11", "schema"}
        Number in the report. Its map 11 is printed there as « Carte 110 ».
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    bassins, rules, style
        As for :func:`map_national`. Without bassins, maps 1 and 1bis have the pôles alone, and
        their title says so; the schema has none in any case.

    Raises
    ------
    ChoiceError
        Unknown number; the message lists them.
    """
    key = pg.errors.check_choice(
        str(number).lower().replace(" ", ""), (*PLATES, "11", "schema"), "number"
    )
    poles = pg.load_report() if poles is None else poles
    if key == "11":
        title = "Les pôles d'offre du Bassin minier"
        return pg.map_bassin_minier(poles, bassins=bassins, title=title, rules=rules, style=style)
    if key == "schema":
        return pg.map_schema(poles, rules=rules, style=style)
    plate = PLATES[key]
    title = plate.title
    if bassins is None:
        title = title.replace(BASSINS_ET_POLES, "Les pôles d'offre")
    if not plate.regions:
        return pg.map_national(poles, bassins=bassins, title=title, rules=rules, style=style)
    regions = [*plate.regions, *(bordering(plate.regions) if plate.bordering else ())]
    return pg.map_poles(poles, regions, bassins=bassins, title=title, rules=rules, style=style)


def bordering(regions: Sequence[str]) -> list[str]:
    """Regions of 2014 that share an edge with some regions, in alphabetical order."""
    outlines = pg.load_regions().geometry
    within = shapely.union_all([outlines[name] for name in regions])
    touching = outlines.index[outlines.intersects(within)]
    return [name for name in touching if name not in regions]
