"""Calls that warn: of what draws."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib import pyplot as plt
from overseas_poles import POLES as OVERSEAS
from shapely import Point

import poles_geo as pg
from poles_geo import cartes
from poles_geo.edition import embedded as edition
from poles_geo.ranking.rule_files import written_rules

AJACCIO, BASTIA, LILLE, FORT_DE_FRANCE, SAINT_PIERRE = "2A004", "2B033", "59350", "97209", "97502"
WORDS = {"title": "Essai", "unit": "Essai"}


def poles(*others: str) -> pd.DataFrame:
    """Make a table of Corse's two pôles and of other bassins, without points."""
    codes = pd.Index([AJACCIO, BASTIA, *others], name="code_bassin")
    table = pd.DataFrame({"rang": 2, "effectif": 3_000}, index=codes)
    elsewhere = codes.str.startswith("975")
    table["nom"] = pd.Series(codes, codes).where(elsewhere)
    table["region_2014"] = pd.Series("Collectivité", codes, dtype=object).where(elsewhere)
    table.attrs = {"regles": written_rules(pg.RULES_ORS_2014)}
    return table


@cache
def squares(*codes: str) -> gpd.GeoDataFrame:
    """Squares of 10 km around the town halls of bassins."""
    index = pd.Index(codes, name="code_bassin")
    halls = edition.centres(pd.Series(codes, index))
    areas = gpd.GeoDataFrame(geometry=halls.buffer(5_000, cap_style="square"), crs=2154)
    areas["nom"] = areas.index
    return areas


def unruled(table: pd.DataFrame) -> pd.DataFrame:
    """Lose the rules that gave the ranks."""
    table.attrs = {}
    return table


def described(table: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that the tables of the report want."""
    shares = dict.fromkeys(("part_pole", "part_psychiatrie", "proximite", "pole"), 0.3)
    return table.assign(sigle="PU", type_pole="pôle urbain", motif="", **shares)


def ratios(*values: float) -> pd.Series:
    """Give values to départements, the first ones."""
    return pd.Series(values, index=edition.load_departements().index[: len(values)])


def costed(table: pd.DataFrame) -> pd.DataFrame:
    """Say what the costs of a table are."""
    table.attrs = {"remarques": {"couts": "km à vol d'oiseau"}}
    return table


def holed() -> gpd.GeoDataFrame:
    """Départements, the second one without polygon."""
    areas = edition.load_departements()
    areas.loc[areas.index[1], "geometry"] = None
    return areas


def constrained() -> Any:
    """Make axes on Corse that an automatic layout will resize."""
    _, ax = plt.subplots(layout="constrained")
    cartes.draw_poles(poles(), ax=ax)
    return ax


def structures() -> gpd.GeoDataFrame:
    """Make one structure in Corse."""
    table = {"nom": ["Essai"], "statut": ["en réflexion"], "nature": ["maison"]}
    return gpd.GeoDataFrame(table, geometry=[Point(1_180_000, 6_110_000)], crs=2154)


def link() -> pd.DataFrame:
    """Link Corse's two pôles."""
    return pd.DataFrame({"code_a": [AJACCIO], "code_b": [BASTIA], "force": [1.0]})


def overseas() -> gpd.GeoDataFrame:
    """Place Fort-de-France."""
    return cartes.check_everywhere(poles(FORT_DE_FRANCE))[1]


AWAY = "outre-mer, hors de cette carte"
UNRULED = "ne porte pas sa règle"
COLLECTIVITY = "collectivité d'outre-mer"
UNDRAWN = "sans polygone de bassin"
LAYOUT = "mise en page automatique"
WHOLE = "toutes entières"
FEWER = "classes au lieu de"
LOST = "sans polygone en métropole"

Call = Callable[[Path], object]
CALLS: dict[str, tuple[str, Call]] = {
    "map_national": (
        COLLECTIVITY,
        lambda _: pg.map_national(poles(SAINT_PIERRE)),
    ),
    "map_national without room": (
        "n'a pas la place",
        lambda _: pg.map_national(poles(*OVERSEAS), style=cartes.STYLE_HALF_PAGE),
    ),
    "map_national, bassins": (
        UNDRAWN,
        lambda _: pg.map_national(poles(), bassins=squares(AJACCIO)),
    ),
    "rules_of": (
        UNRULED,
        lambda _: pg.rules_of(unruled(poles())),
    ),
    "map_national without rules": (
        UNRULED,
        lambda _: pg.map_national(unruled(poles())),
    ),
    "map_report without rules": (
        UNRULED,
        lambda _: pg.map_report("5", unruled(poles())),
    ),
    "map_region": (
        AWAY,
        lambda _: pg.map_region(poles(FORT_DE_FRANCE), "Corse"),
    ),
    "map_poles of a region": (
        AWAY,
        lambda _: pg.map_poles(poles(FORT_DE_FRANCE), "corse"),
    ),
    "map_poles of a département": (
        AWAY,
        lambda _: pg.map_poles(poles(FORT_DE_FRANCE), "2A"),
    ),
    "map_bassin_minier": (
        AWAY,
        lambda _: pg.map_bassin_minier(poles(LILLE, FORT_DE_FRANCE)),
    ),
    "map_schema": (
        AWAY,
        lambda _: pg.map_schema(poles(FORT_DE_FRANCE), "Corse", links=link()),
    ),
    "map_structures": (
        AWAY,
        lambda _: pg.map_structures(structures(), poles(FORT_DE_FRANCE), zone="Corse"),
    ),
    "map_report of regions": (
        AWAY,
        lambda _: pg.map_report("5", poles(FORT_DE_FRANCE)),
    ),
    "map_ratio, whole numbers": (
        WHOLE,
        lambda _: pg.map_ratio(edition.load_departements(), ratios(10, 200, 3, 4, 50), **WORDS),
    ),
    "map_gains": (
        WHOLE,
        lambda _: pg.map_gains(
            pd.DataFrame({"ecart_pct": ratios(10, 200, -3, 4, -50)}), edition.load_departements()
        ),
    ),
    "map_bivariate": (
        WHOLE,
        lambda _: pg.map_bivariate(
            edition.load_departements(),
            ratios(10, 200, 3, 4, 50),
            ratios(0.1, 0.2, 0.3, 0.4, 0.5),
            title="Essai",
            first_unit="Essai",
            second_unit="Essai",
        ),
    ),
    "map_access": (
        WHOLE,
        lambda _: pg.map_access(
            edition.load_departements(),
            costed(ratios(10, 200, 3, 4, 50).to_frame("km")),
            names="none",
        ),
    ),
    "map_symbols": (
        WHOLE,
        lambda _: pg.map_symbols(
            edition.load_departements(),
            ratios(*range(96)),
            ratio=ratios(10, 200, 3, 4, 50),
            title="Essai",
            counts_name="Essai",
        ),
    ),
    "map_smoothed": (
        FEWER,
        lambda _: pg.map_smoothed(
            edition.load_departements(),
            ratios(*range(1, 97)),
            span=90,
            step=40,
            classes=9,
            zone="Corse",
            **WORDS,
        ),
    ),
    "atlas": (
        COLLECTIVITY,
        lambda folder: pg.atlas(described(poles(SAINT_PIERRE)), folder, formats="svg"),
    ),
    "check_poles": (
        AWAY,
        lambda _: cartes.check_poles(poles(FORT_DE_FRANCE)),
    ),
    "check_everywhere": (
        COLLECTIVITY,
        lambda _: cartes.check_everywhere(poles(SAINT_PIERRE)),
    ),
    "draw_poles": (
        AWAY,
        lambda _: cartes.draw_poles(poles(FORT_DE_FRANCE)),
    ),
    "draw_labels": (
        AWAY,
        lambda _: cartes.draw_labels(poles(FORT_DE_FRANCE)),
    ),
    "draw_labels, layout": (
        LAYOUT,
        lambda _: cartes.draw_labels(poles(), ax=constrained()),
    ),
    "draw_links": (
        AWAY,
        lambda _: cartes.draw_links(link(), poles(FORT_DE_FRANCE)),
    ),
    "draw_legend": (
        AWAY,
        lambda _: cartes.draw_legend(poles(FORT_DE_FRANCE)),
    ),
    "draw_bassins": (
        UNDRAWN,
        lambda _: cartes.draw_bassins(squares(AJACCIO), poles()),
    ),
    "draw_bassins overseas": (
        AWAY,
        lambda _: cartes.draw_bassins(squares(AJACCIO, BASTIA), poles(FORT_DE_FRANCE)),
    ),
    "draw_structure_labels": (
        LAYOUT,
        lambda _: cartes.draw_structure_labels(structures(), ax=constrained()),
    ),
    "draw_structure_legend": (
        AWAY,
        lambda _: cartes.draw_structure_legend(structures(), poles(FORT_DE_FRANCE)),
    ),
    "draw_overseas_inset": (
        LAYOUT,
        lambda _: cartes.draw_overseas_inset("972", overseas(), (2, 2, 26, 26), ax=constrained()),
    ),
    "class_ratio, whole numbers": (
        WHOLE,
        lambda _: cartes.class_ratio(edition.load_departements(), ratios(10, 200, 3, 4, 50)),
    ),
    "class_ratio, fewer classes": (
        FEWER,
        lambda _: cartes.class_ratio(edition.load_departements(), ratios(0.5, 1.5, 2.5)),
    ),
    "class_ratio, no polygon": (
        LOST,
        lambda _: cartes.class_ratio(holed(), ratios(0.5, 1.5, 2.5), classes=2),
    ),
}
"""By public function that draws: what a warning says, and a call that gives it."""
