"""What the commands that draw share: the table of pôles, its bassins, the style."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from poles_geo.errors import ChoiceError, check_choice

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from poles_geo.cartes.canvas.style import Style

STYLES = {
    "couleur": "STYLE_REPORT",
    "noir-et-blanc": "STYLE_BLACK_AND_WHITE",
    "demi-page": "STYLE_HALF_PAGE",
    "diapositive": "STYLE_SLIDE",
}
"""Names of the styles on the command line."""
PALETTE = {
    "encre": "ink",
    "gris": "grey",
    "mer": "sea",
    "terre": "land",
    "autour": "around",
    "etranger": "abroad",
    "zone": "zone_colour",
    "regions": "region_colour",
    "departements": "departement_colour",
    "bassins": "bassin_colour",
    "cotes": "coast_colour",
    "perimetre": "perimeter_colour",
}
"""Colours of a style that a project names."""
DEFAULT_STYLE, DEFAULT_FORMATS = "couleur", "pdf,png"


@dataclass(frozen=True)
class Drawn:
    """What a command draws.

    Attributes
    ----------
    poles : DataFrame
    bassins : GeoDataFrame, optional
    """

    poles: "pd.DataFrame"
    bassins: "gpd.GeoDataFrame | None"


def drawn(
    poles: Path | None,
    bassins: Path | None,
    regles: Path | None,
    *,
    source: str | None,
    date: str | None,
    auteur: str | None,
) -> Drawn:
    """Read what a command draws; without a table, the 153 published pôles.

    Raises
    ------
    ChoiceError
        Words or rules given for the published pôles.
    """
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.cartes.surround.credits import credited
    from poles_geo.ranking.carried import KEY
    from poles_geo.ranking.load_report import load_report
    from poles_geo.ranking.rule_files import load_rules, written_rules
    from poles_geo.tabular.reading import read_table

    if poles is None and any((source, date, auteur, regles)):
        raise ChoiceError(
            "--source, --date, --auteur et --regles décrivent le tableau donné par --poles."
        )
    table = load_report() if poles is None else read_table(poles)
    table = credited(table, source=source or "", date=date or "", author=auteur or "")
    if regles is not None:
        table.attrs[KEY] = written_rules(load_rules(regles))
    areas = None if bassins is None else read_bassins(None, composition=str(bassins))
    return Drawn(table, areas)


def style_named(
    name: str,
    typeface: str | None = None,
    colours: list[str] | None = None,
    palette: Mapping[str, str] = MappingProxyType({}),
) -> "Style":
    """Give a style by its French name, with a typeface, the colours of the ranks and others.

    `palette`: colours by the names of :data:`PALETTE`.

    Raises
    ------
    ChoiceError
        Unknown name; a value that the style refuses.
    """
    from dataclasses import replace

    from poles_geo.cartes.canvas import style

    check_choice(name, STYLES, "--style")
    chosen: style.Style = getattr(style, STYLES[name])
    if typeface is not None:
        chosen = replace(chosen, typeface=typeface)
    if colours:
        chosen = replace(chosen, rank_colours=MappingProxyType(dict(enumerate(colours, 1))))
    for key in palette:
        check_choice(key, PALETTE, "palette")
    own: dict[str, Any] = {PALETTE[key]: colour for key, colour in palette.items()}
    return replace(chosen, **own)


def words_of(text: str | None) -> list[str]:
    """Give the words between commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def zones_of(texts: list[str] | None) -> str | list[str] | None:
    """Give one name or several; a list of one is its name."""
    return texts[0] if texts and len(texts) == 1 else texts
