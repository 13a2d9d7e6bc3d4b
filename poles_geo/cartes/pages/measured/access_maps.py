"""The pages of access and of need: classes of a distance or a supply, circles of what is missing.

Each says what its costs are, « à vol d'oiseau » or the table that gave them.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.reach.need import Needs
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.pages.areas.choropleth import map_ratio
from poles_geo.cartes.pages.areas.symbol_map import map_symbols
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.communes.identity import unit_of_areas
from poles_geo.errors import Faults, TableError
from poles_geo.typography import french_exact, french_number

LACKING = "Les professionnels qui manquent"
"""Beginning of the title of the need, before the zone."""
COSTS = ("km", "minutes")
SUPPLY, WITHIN = "acces", "a_portee"
MISSING, UNSERVED = "manque", "non servis"
RANKED = "_rang_"
"""In the name of a column, before the lowest rank of the sites that it is about."""
PERCENT = 100


def map_access(
    areas: gpd.GeoDataFrame,
    access: pd.DataFrame,
    column: str = "",
    *,
    title: str = "",
    unit: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    palette: str | None = None,
    names: str = "places",
    zone: Zone | None = None,
    unit_name: str = "",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw an access in classes: what the nearest costs, or the supply within reach.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: communes, or the territories of a mean.
    access : DataFrame
        As :func:`access` gives it, or its :func:`mean_by`; index codes of `areas`. Its `attrs` say
        what the costs are, which the page repeats.
    column : str
        What is drawn: km, minutes, km_rang_2…, acces, a_portee (a share, in %); by default the
        cost of the nearest.
    title, unit : str
        By default, what the column is, and what its costs are.
    subtitle, source, date, author, method, classes, palette, names, zone, unit_name, style
        As for :func:`map_ratio`.
    regions_year, communes, land
        As for :func:`map_ratio`.

    Raises
    ------
    TableError
        No such column, or one of codes; costs that the table does not say; as for
        :func:`map_ratio`.
    LayoutError, ChoiceError
        As for :func:`map_ratio`.

    Warns
    -----
    UserWarning
        As for :func:`map_ratio`.
    """
    table = plain_table(access)
    told = _costs_of(access, "access")
    name = column or next((cost for cost in COSTS if cost in table), COSTS[0])
    faults = Faults("access")
    note_index(faults, table.index, "code")
    note_columns(faults, table, (name,))
    faults.raise_if_any()
    if pd.api.types.is_string_dtype(table[name]):
        numbered = [str(column) for column in table if pd.api.types.is_numeric_dtype(table[column])]
        raise TableError(
            f"access, {name} : des mesures sont attendues, trouvé des textes ou des codes ; "
            f"colonnes de nombres : {', '.join(numbered)}."
        )
    is_share = name.startswith(WITHIN)
    numbers = pd.to_numeric(table[name], errors="coerce").astype("Float64")
    values = (PERCENT * numbers if is_share else numbers).dropna()
    values.attrs = dict(access.attrs)
    ranked = any(RANKED in str(column) for column in table)
    what, words = _words(name, told, access.attrs["remarques"], ranked=ranked)
    what += _where(zone, values.attrs, areas, regions_year, land)
    return map_ratio(
        areas, values,
        title=title or what, unit=unit or words, subtitle=subtitle,
        source=source, date=date, author=author,
        method=method, classes=classes, palette=palette, names=names, zone=zone,
        unit_name=unit_name, style=style, regions_year=regions_year, communes=communes, land=land,
    )  # fmt: skip


def map_need(
    areas: gpd.GeoDataFrame,
    needs: Needs | pd.DataFrame,
    *,
    title: str = "",
    counts_name: str = "Professionnels qui manquent",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    scale_with: pd.Series | None = None,
    names: str = "places",
    zone: Zone | None = None,
    unit_name: str = "",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the professionals missing: a circle in proportion to their number.

    Where the table says why, a circle has the colour of the state: sites full, or none in reach.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code.
    needs : Needs or DataFrame
        As :func:`need` gives it, whose communes are drawn, or sums of them by territory:
        manque; etat where it is there.
        Its `attrs` say what the costs are, and the limit, which the page repeats.
    title, subtitle : str
        By default, what is drawn, the costs and the limit.
    counts_name, source, date, author, scale_with, names, zone, unit_name, style
        As for :func:`map_symbols`.
    regions_year, land
        As for :func:`map_symbols`.

    Raises
    ------
    TableError
        No column manque; nothing missing; costs that the table does not say; as for
        :func:`map_symbols`.
    LayoutError, ChoiceError
        As for :func:`map_symbols`.
    """
    needs = needs.communes if isinstance(needs, Needs) else needs
    table = plain_table(needs)
    told = _costs_of(needs, "needs")
    faults = Faults("needs")
    note_index(faults, table.index, "code")
    note_columns(faults, table, (MISSING,))
    faults.raise_if_any()
    missing = pd.to_numeric(table[MISSING], errors="coerce").astype("Float64")
    if not (missing > 0).any():
        raise TableError("needs : aucun professionnel ne manque ; il n'y a rien à dessiner.")
    states = table["etat"] if "etat" in table else pd.Series(UNSERVED, table.index)
    kinds = states.where(missing > 0).dropna()  # where nobody is missing, there is nothing to tell
    missing.attrs = dict(needs.attrs)
    unit_name = unit_name or unit_of_areas(areas).one
    where = _where(zone, missing.attrs, areas, regions_year, land)
    remarks = needs.attrs["remarques"]
    said = f"Demande que nul site ne sert{_bound(told, remarks)}{_uses(remarks)}"
    return map_symbols(
        areas, missing[kinds.index],
        title=title or f"{LACKING}{where}",
        counts_name=counts_name, kinds=kinds, words="Ceux qui restent sans soin",
        subtitle=subtitle or f"{said}, par {unit_name}",
        source=source, date=date, author=author, scale_with=scale_with, names=names, zone=zone,
        unit_name=unit_name, style=style, regions_year=regions_year, land=land,
    )  # fmt: skip


def _costs_of(table: pd.DataFrame, name: str) -> str:
    """Say what the costs of a table are: « km à vol d'oiseau »."""
    remarks = table.attrs.get("remarques")
    told = remarks.get("couts") if isinstance(remarks, dict) else None
    if not told:
        raise TableError(
            f"{name} : la table ne dit pas ce que sont ses coûts (attrs, remarques, couts) ; celle "
            "de pg.access et de pg.need le dit, pg.read_table et pg.mean_by le gardent."
        )
    return str(told)


def _uses(remarks: Mapping[str, Any]) -> str:
    """Say what each inhabitant asks, and each professional serves, where a table says it."""
    use, patients = remarks.get("recours"), remarks.get("patients")
    if use is None or patients is None:
        return ""
    asked = use if isinstance(use, str) else f"{french_exact(use)} par habitant"
    return f" (recours : {asked} ; {french_exact(patients)} par professionnel)"


def _bound(costs: str, remarks: Mapping[str, Any]) -> str:
    """Say within which limit: « à 15 km à vol d'oiseau au plus »; what costs are without any."""
    limit = remarks.get("limite")
    if not isinstance(limit, int | float):
        return f", coûts en {costs}"
    return f" à {french_exact(limit)} {costs} au plus"


def _where(
    zone: Zone | None,
    attrs: Mapping[Hashable, Any],
    areas: gpd.GeoDataFrame,
    regions_year: int | None,
    land: Land | None,
) -> str:
    """End a title with the name of the zone."""
    extent, _ = locate(zone, attrs, units=areas, regions_year=regions_year, land=land)
    return "" if extent is None else in_words(extent)


def _words(name: str, costs: str, remarks: Mapping[str, Any], *, ranked: bool) -> tuple[str, str]:
    """Give the title and the unit of a column; sites that have ranks are pôles."""
    base, _, rank = name.partition(RANKED)
    site = "pôle" if ranked else "site"
    site = f"pôle de rang {rank} ou plus" if rank > "1" else "pôle de rang 1" if rank else site
    if base == WITHIN:
        return f"Qui a un {site} à portée", f"Part de la population{_bound(costs, remarks)}, en %"
    if base == SUPPLY:
        per, weighed = remarks.get("pour", 1), remarks.get("besoins")
        people = "par habitant" if per == 1 else f"pour {french_number(per)} habitants"
        if weighed:
            people += " pondéré par ses besoins" if per == 1 else " pondérés par leurs besoins"
        falls = f", {fall}" if (fall := remarks.get("decroissance")) else ""
        return "L'offre à portée de chacun", f"Offre {people}{_bound(costs, remarks)}{falls}"
    if base in COSTS:
        return f"Le {site} le plus proche", f"{'Distance' if base == 'km' else 'Temps'}, en {costs}"
    return f"L'accès : {name}", f"{name} ({costs})"
