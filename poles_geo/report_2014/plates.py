"""The numbered maps of the report of 2014: title, extent, what each is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

import poles_geo as pg
from poles_geo.report_2014.bassin_minier import BASSIN_MINIER, map_bassin_minier
from poles_geo.report_2014.figures import OVERSEAS_REGIONS, is_published
from poles_geo.report_2014.figures import REGIONS as REGIONS_BY

NORTH = (
    "Nord - Pas-de-Calais",
    "Picardie",
    "Haute-Normandie",
    "Champagne-Ardenne",
    "Île-de-France",
)
BASSINS_ET_POLES = "Les bassins de vie 2012 définis par l'Insee et les pôles d'offre"
PUBLISHED, POLES = "Les 153 pôles d'offre", "Les pôles d'offre"
OF_BASSINS = ("1", "1bis")
"""Plates of the report that draw every bassin."""


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
    heads : bool
        Under its title, the first two pôles of these regions: what the title does not say.
    """

    title: str
    regions: tuple[str, ...] = ()
    bordering: bool = False
    heads: bool = False

    @property
    def about(self) -> list[str]:
        """Every region that it is about."""
        return [*self.regions, *(bordering(self.regions) if self.bordering else ())]


PLATES = {
    "1": Plate(f"{BASSINS_ET_POLES} de la France métropolitaine"),
    "1bis": Plate(f"{BASSINS_ET_POLES} dans la France du nord", NORTH),
    "2": Plate(f"{PUBLISHED} de la France métropolitaine"),
    "3": Plate("Les pôles de la France septentrionale", NORTH, heads=True),
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
    "10a": Plate(
        "Le Crunch bas-normand",
        ("Basse-Normandie",),
        bordering=True,
        heads=True,
    ),
    "10b": Plate(
        "Le Crunch toulousain",
        ("Midi-Pyrénées",),
        bordering=True,
        heads=True,
    ),
}
"""Every map but 11 and the schema, which have their own builders."""
OTHERWISE_DRAWN = ("2", "5", "8")
"""Plates that the atlas has under another name: France, Bretagne, Île-de-France."""
FRANCE, MESH, OTHERS, REGIONS, COMPARED = (
    "France et Bassin minier",
    "Le maillage et l'attraction",
    "Les autres cartes du rapport",
    "Les régions",
    "Nous et les autres",
)
"""Headings of the atlas."""
SHARED = {"proximite", "pole", "infirmiers_psychiatrie"}
"""Columns of a table that knows shares."""
ZONINGS = ("BV2012", "BV2022")
"""Zonings whose areas are embedded."""
NAMED = (
    *("Nord - Pas-de-Calais", "Rhône-Alpes", "Bretagne", "Midi-Pyrénées", "Basse-Normandie"),
    *("Île-de-France", "Provence-Alpes-Côte d'Azur"),
)
"""Regions of 2014 whose mesh the report names: the atlas sets them beside those like them."""
NAMED_TODAY = ("Hauts-de-France", "Auvergne-Rhône-Alpes", "Occitanie", "Normandie")
"""Regions of today that hold those of them that are no more."""
STRUCTURES = "maisons-et-poles-de-sante-2013"


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
        As for :func:`map_poles`; the 153 published pôles by default.
    bassins, rules, style
        As for :func:`map_poles`. Without bassins, maps 1 and 1bis of the published pôles have
        those of 2012, as in the report; of other pôles they have the pôles alone, and their title
        says so. The schema has none in any case.

    Raises
    ------
    ChoiceError
        Unknown number; the message lists them.
    """
    numbered = {known.number.lower(): known for known in pg.cartes.MAPS.values() if known.number}
    key = pg.errors.check_choice(str(number).lower().replace(" ", ""), numbered, "number")
    poles = pg.load_report() if poles is None else poles
    return numbered[key].draw(poles, bassins=bassins, rules=rules, style=style)


def _draw_plate(
    number: str, poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    plate = PLATES[number]
    title = plate.title
    if bassins is None and number in OF_BASSINS and is_published(poles):
        bassins = _bassins_of_report()
    if bassins is None or bassins.attrs.get("zonage") not in ZONINGS:
        title = title.replace(BASSINS_ET_POLES, POLES)
    elif known := bassins.attrs.get("millesime"):
        title = title.replace("2012", str(known))
    if not is_published(poles):
        title = title.replace(PUBLISHED, POLES)
    subtitle = _two_heads(poles, plate) if plate.heads else ""
    return pg.map_poles(
        poles, plate.about or None, bassins=bassins, title=title, subtitle=subtitle, **options
    )


def _two_heads(poles: pd.DataFrame, plate: Plate) -> str:
    """Name the two largest pôles of a plate, with their numbers; nothing of fewer."""
    wanted = {"nom", "region_2014", "rang", "effectif"}
    if not (wanted <= set(poles.columns) and poles.columns.is_unique):
        return ""
    known = poles.assign(effectif=pd.to_numeric(poles["effectif"], errors="coerce"))
    known = known.dropna(subset=["rang", "effectif"])
    inside = known[known["region_2014"].isin(plate.regions)]
    if len(inside) < 2:
        return ""
    first, second = (
        f"{pole['nom']} ({pg.typography.french_number(pole['effectif'])}"
        for _, pole in inside.sort_values("effectif", ascending=False).head(2).iterrows()
    )
    things = poles.attrs.get("unite")
    things = things if things == "établissements" else "professionnels de santé"
    day = poles.attrs.get("date")
    day = "" if pd.isna(day) else str(day).removesuffix(" 00:00:00").strip()
    date = f", {pg.typography.french_date(day)}" if day else ""
    return f"Premier pôle : {first} {things}) ; deuxième : {second}){date}"


@cache
def _bassins_of_report() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2012")


def _draw_bassin_minier(poles: pd.DataFrame, **options: Any) -> pg.Carte:
    return map_bassin_minier(poles, title="Les pôles d'offre du Bassin minier", **options)


def _draw_attraction_minier(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw who attracts the mining basin: Lille, or its own pôles."""
    del bassins  # the areas of attraction take their place
    title = "Le Bassin minier, entre Lille et ses propres pôles"
    return pg.map_attraction(poles, zone=list(BASSIN_MINIER), title=title, **options)


def _draw_mesh(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw the links between all the pôles, and those whose loss would cut others off."""
    del bassins  # it has none
    placed = pg.cartes.check_poles(poles)
    held = pg.centralities(pg.links(placed), placed)
    return pg.map_schema(
        poles, None, centralities=held, title="Le maillage des pôles d'offre", **options
    )


def draw_dependency(
    poles: pd.DataFrame,
    *,
    zone: Any = None,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> pg.Carte:
    """Draw on which heavier pôle each depends, in a zone or in the country."""
    del bassins  # it has none
    return pg.map_dependency(poles, zone, **options)


def draw_attraction(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw what each pôle attracts."""
    del bassins  # the areas of attraction take their place
    return pg.map_attraction(poles, **options)


def _draw_cooperations(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw the groupings that the report names, in its region."""
    del bassins
    pairs = pg.cooperations(pg.load_cooperations(), pg.read_composition("BV2012"), poles)
    return pg.map_cooperations(pairs, poles, **options)


def _draw_schema(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    del bassins  # it has none
    return pg.map_schema(poles, **options)


def _draw_structures(poles: pd.DataFrame, **options: Any) -> pg.Carte:
    options = {name: value for name, value in options.items() if name == "style"}
    return pg.map_structures(poles=poles, **options)


def _draw_field(poles: pd.DataFrame, **options: Any) -> pg.Carte:
    """Draw the territory that a table counts, when it is not the whole country."""
    field = pg.field_of(poles.attrs)
    title = f"Les pôles d'offre de soins, {field.territory}"
    return pg.map_poles(poles, title=title, **options)


def draw_shares(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw the shares that a rank bounds."""
    areas = pg.read_bassins(poles.attrs["zonage"]) if bassins is None else bassins
    return pg.map_shares(areas, poles, **options)


def draw_sensitivity(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> pg.Carte:
    """Draw the ranks that hold to a threshold."""
    if bassins is None and is_published(poles):
        bassins = _bassins_of_report()
    areas = pg.read_bassins(poles.attrs["zonage"]) if bassins is None else bassins
    return pg.map_sensitivity(areas, poles, **options)


def has_thresholds(poles: pd.DataFrame) -> bool:
    """Whether the ranks of a table can be held to the thresholds that give them."""
    return has_counts(poles) or is_published(poles)


def has_counts(poles: pd.DataFrame) -> bool:
    """Whether a table of a known zoning has all professions, a rule with bounds, and a pôle."""
    known = set(poles.columns) >= SHARED and poles.attrs.get("zonage") in ZONINGS
    if not known or pg.field_of(poles.attrs).professions:
        return False
    return pg.rules_of(poles).bounded and bool(poles["rang"].notna().any())


def has_shares(poles: pd.DataFrame) -> bool:
    """Whether a table of a known zoning has the shares of all professions, and a rank asks some."""
    known = set(poles.columns) >= SHARED and poles.attrs.get("zonage") in ZONINGS
    if not known or pg.field_of(poles.attrs).professions:
        return False
    return any(rank.asks_share for rank in pg.rules_of(poles).ranks)


def _has_field(poles: pd.DataFrame) -> bool:
    field = pg.field_of(poles.attrs)
    return not field.national and bool(field.departements)


def _counted(regions: Sequence[str], poles: pd.DataFrame) -> bool:
    """Whether a table counts all of some regions."""
    return pg.field_of(poles.attrs).counts(regions)


def _counts_plate(number: str, poles: pd.DataFrame) -> bool:
    return _counted(PLATES[number].about or pg.REGIONS_2014, poles)


def _counts_region(region: str, poles: pd.DataFrame) -> bool:
    """Whether a region is one of the date of a table, which counts it."""
    known = REGIONS_BY[f"region_{pg.regions_year(poles.attrs)}"]
    return region in known and _counted((region,), poles)


def _has_poles(region: str, poles: pd.DataFrame) -> bool:
    return bool((poles["region_2014"] == region).any())


def _has_schema(poles: pd.DataFrame) -> bool:
    there = bool((poles["region_2014"] == "Nord - Pas-de-Calais").any())
    return there and _counted(("Nord - Pas-de-Calais",), poles)


def _register() -> None:
    """Name the maps of the report, in the order of the atlas."""
    register = pg.cartes.register_map
    north = partial(_counted, ("Nord - Pas-de-Calais",))
    register(
        "france", pg.map_national, heading=FRANCE, overseas=True,
        fits=partial(_counted, pg.REGIONS_2014),
    )  # fmt: skip
    register("territoire", _draw_field, heading=FRANCE, fits=_has_field)
    register("parts", draw_shares, heading=FRANCE, overseas=True, fits=has_shares)
    register("sensibilite", draw_sensitivity, heading=FRANCE, overseas=True, fits=has_thresholds)
    register("bassin-minier", map_bassin_minier, heading=FRANCE, fits=north)
    register(
        "bassin-minier-attraction", _draw_attraction_minier, heading=FRANCE,
        fits=partial(_counted, pg.REGIONS_2014),
    )  # fmt: skip
    for name, draw in (
        ("maillage", _draw_mesh), ("dependance", draw_dependency), ("attraction", draw_attraction)
    ):  # fmt: skip
        register(name, draw, heading=MESH, fits=partial(_counted, pg.REGIONS_2014))
    register("cooperations", _draw_cooperations, heading=MESH, published_alone=True)
    for number in PLATES:
        heading = "" if number in OTHERWISE_DRAWN else OTHERS
        register(
            f"rapport-{number}", partial(_draw_plate, number), heading=heading, number=number,
            overseas=not PLATES[number].regions,
            fits=partial(_counts_plate, number),
        )  # fmt: skip
    register("rapport-11", _draw_bassin_minier, number="11")
    register("schema", _draw_schema, heading=OTHERS, number="schema", fits=_has_schema)
    register(STRUCTURES, _draw_structures, heading=OTHERS, published_alone=True)
    for region in dict.fromkeys([*REGIONS_BY["region_2014"], *REGIONS_BY["region_2016"]]):
        register(
            f"region-{pg.typography.slug(region)}", partial(_draw_region, region),
            heading=REGIONS, caption=region, fits=partial(_counts_region, region),
        )  # fmt: skip
    for region in (*NAMED, *NAMED_TODAY):
        register(
            f"nous-et-les-autres-{pg.typography.slug(region)}",
            partial(draw_configuration, region),
            heading=COMPARED, caption=region, fits=partial(compares, region),
        )  # fmt: skip
    for region in OVERSEAS_REGIONS:
        register(
            f"region-{pg.typography.slug(region)}", partial(_draw_region, region),
            heading=REGIONS, caption=region, overseas=True, fits=partial(_has_poles, region),
        )  # fmt: skip


def compares(region: str, poles: pd.DataFrame) -> bool:
    """Whether a table counts a region, which has pôles, and others to compare it with."""
    by = f"region_{pg.regions_year(poles.attrs)}"
    found = [name for name in dict.fromkeys(poles[by]) if _counts_region(name, poles)]
    return region in found and len(found) > 1


def draw_configuration(
    region: str,
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> pg.Carte:
    """Draw a region beside those that are like it, with the embedded population."""
    del bassins  # it has none
    return pg.map_configuration(poles, pg.read_communes(), region, **options)


def _draw_region(region: str, poles: pd.DataFrame, **options: Any) -> pg.Carte:
    return pg.map_region(poles, region, **options)


def bordering(regions: Sequence[str]) -> list[str]:
    """Regions of 2014 that share an edge with some regions, in alphabetical order."""
    outlines = pg.load_regions().geometry
    within = shapely.union_all([outlines[name] for name in regions])
    touching = outlines.index[outlines.intersects(within)]
    return [name for name in touching if name not in regions]


_register()
