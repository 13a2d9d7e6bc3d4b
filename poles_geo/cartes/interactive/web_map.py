"""The interactive map: one HTML file that opens from disk and asks nothing of any network.

The same ground, colours and circles as the printed maps. The script and its libraries are built by
``tools/build_edition/web_page.py``; the data lie beside it as text that no browser executes.
"""

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.colors import to_hex

from poles_geo.bassins import coverage
from poles_geo.cartes.canvas.areas import edges
from poles_geo.cartes.canvas.round_numbers import round_between
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, tint
from poles_geo.cartes.canvas.typeface import page_faces
from poles_geo.cartes.ground.extents import Zone, extent_named, in_words
from poles_geo.cartes.ground.land import COUNTRY_NAMES, SEAS, Land, land_at
from poles_geo.cartes.interactive.cards import COUNTS, NO_COUNT, OUTSIDE, bassin_cards
from poles_geo.cartes.interactive.packing import Grid, pack_areas, pack_lines
from poles_geo.cartes.interactive.sea_frames import (
    SeaFrame,
    frame_boxes,
    frames_for,
    ground_of,
    names_of,
    placed_in_frames,
)
from poles_geo.cartes.interactive.spoken import spoken_table
from poles_geo.cartes.layers.bassin_areas import check_bassins
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.layers.poles import in_order
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.layers.uncounted_areas import NOT_COUNTED
from poles_geo.cartes.legends.pole_legend import rank_rows, sizes_heading
from poles_geo.cartes.pages.overseas import projections_told
from poles_geo.cartes.surround.credits import (
    GROUND_SOURCE,
    credit_lines,
    national_title,
    subtitle_of,
    zoning_told,
)
from poles_geo.cartes.surround.limits import limits_of_style
from poles_geo.doors import check_fields, checked
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError
from poles_geo.files import atomic
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rank, Rules
from poles_geo.typography import NO_BREAK_SPACE, french_number, typeset

FRAME = Grid(west=-250_000, north=7_200_000, width=34_100, height=26_000, step=50)
"""France and what the embedded contours know around it: 1 705 by 1 300 km, in steps of 50 m."""

NO_BREAK_HYPHEN = "\u2011"
LICENCES = ("web/LICENCES.txt", "polices/OFL.txt")

FINE, COARSE = 250.0, 1_000.0
"""Simplification of the contours, in metres: for a near view, and for the whole country."""

FRONTIER = 1_000.0
"""Metres within which a contour of France and one of a neighbour are the same frontier."""
JOINT = 400.0
"""Metres by which the neighbours are drawn under France, whose contour is simplified."""

COLOURS = {
    "encre": "ink",
    "gris": "grey",
    "mer": "sea",
    "etranger": "abroad",
    "pays": "land",
    "voisinage": "around",
    "halo": "halo",
    "trait_cote": "coast_colour",
    "trait_frontiere": "frontier_colour",
    "trait_region": "region_colour",
    "trait_departement": "departement_colour",
    "trait_bassin": "bassin_colour",
}
"""What the script calls the colours of the style."""
WIDTHS = {"cote": "coast", "region": "region", "departement": "departement", "bassin": "bassin"}

INSTRUCTIONS = (
    "Flèches : déplacer la carte. Plus et moins : grossir, réduire. Zéro : revenir au début. "
    "Tabulation : aller aux pôles, puis flèches : passer d'un pôle à l'autre. Entrée : lire sa "
    "fiche. Échap : la fermer."
)


@dataclass(frozen=True)
class WebPage:
    """The interactive map: one HTML page, which needs no network.

    Attributes
    ----------
    html : str
        The same for the same data.
    """

    html: str

    def __post_init__(self) -> None:
        check_fields(self)

    @checked
    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, in a folder that exists."""
        with atomic(path) as temporary:
            temporary.write_bytes(self.html.encode("utf-8", "xmlcharrefreplace"))
        return Path(path)

    def _repr_html_(self) -> str:
        """Show the page at the end of a notebook cell, in a frame of its own."""
        page = html.escape(self.html)
        return (
            f'<iframe srcdoc="{page}" title="Carte interactive" '
            'style="width:100%;height:40em;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"WebPage({french_number(len(self.html))} signes)"


def map_interactive(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    zone: Zone | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> WebPage:
    """Draw the interactive map of the pôles, as one HTML page to show or to save.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`; bassins without rank have their card too. With a
        table of pôles alone, a bassin that it does not list is « hors pôle »; otherwise it has
        « pas de données ».
    bassins : GeoDataFrame, optional
        As :func:`poles_geo.read_bassins` gives them: each is outlined, those of the pôles are
        filled by rank.
    zone : optional
        Area of the metropole that the page opens on, as for :func:`poles_geo.map_poles`; by
        default, what is counted.
    title : str
        Replaces that of the map of France.
    rules : Rules, optional
        Those that gave the ranks, which the legend states; by default, as for
        :func:`poles_geo.map_national`.
    style : Style
        Colours and symbols; circles grow as the square root of the magnification.
    regions_year
        As for :func:`poles_geo.map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    WebPage

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area, or overseas.
    """
    land = land_at(poles.attrs, regions_year, land=land)
    extent = None if zone is None else extent_named(zone, units=bassins, land=land)
    if extent is not None and extent.overseas:
        raise ChoiceError("zone : la page interactive s'ouvre sur une aire de la métropole.")
    metropolitan, beyond = check_everywhere(poles, bassins, land=land)
    frames = frames_for(beyond)
    points = metropolitan
    if frames:
        everywhere = pd.concat([metropolitan, placed_in_frames(beyond, frames)])
        points = in_order(gpd.GeoDataFrame(everywhere), poles)
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    areas = None if bassins is None else check_bassins(bassins, metropolitan)
    unnamed = pd.Series(dtype=object)
    names = unnamed if bassins is None else bassins.get("nom", unnamed)
    cards = bassin_cards(poles, points, areas, names, rules, land=land)
    data = {
        "pas": FRAME.step,
        "cadre": [FRAME.width, FRAME.height],
        "france": _view(land.regions, []),
        "vue": _view(gpd.GeoSeries([extent.area]), [])
        if extent
        else _view(_about(points, areas, land=land), frames),
        "cadres": frame_boxes(frames, FRAME),
        "fonds": {**_ground(land=land), **ground_of(frames, FRAME, land=land)},
        "noms": [*_area_names(land=land), *names_of(frames, FRAME)],
        "bassins": None if areas is None else _packed(areas, cards.index),
        "fiches": _columns(cards),
        "comptes": list(COUNTS.values()),
        "rangs": _ranks(points, cards, rules, style, filled=areas is not None),
        "tailles": _sizes(points["effectif"]),
        "limites": _boundaries(style, bassins, land=land),
        "style": _style(style),
    }
    shown = title or (
        f"Les pôles d'offre de soins{in_words(extent)}"
        if extent
        else national_title(len(metropolitan), len(beyond), points.attrs)
    )
    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    headings = {
        "TITRE": shown,
        "SOUS_TITRE": subtitle_of(points.attrs) + dated,
        "TAILLES": sizes_heading(points.attrs),
    }
    notes = [projections_told(beyond["departement"])] if frames else []
    footer = [*notes, *_sources(points.attrs, bassins)]
    spoken = spoken_table(points if extent is None else points[extent.holds(points)], shown)
    return WebPage(_html(headings, footer, data, spoken, typeface=style.typeface))


def _view(areas: gpd.GeoSeries, frames: list[SeaFrame]) -> list[int]:
    """Bounds of what is shown first, in steps: left, top, right, bottom."""
    west, south, east, north = shapely.total_bounds([*areas, *(frame.polygon for frame in frames)])
    (left, top), (right, bottom) = FRAME.to_steps([(west, north), (east, south)]).tolist()
    return [left, top, right, bottom]


def _about(points: gpd.GeoDataFrame, areas: gpd.GeoSeries | None, *, land: Land) -> gpd.GeoSeries:
    """Bassins that are counted, all or in part; without bassins, regions of the pôles, or all."""
    if areas is not None:
        without = points.attrs.get(UNCOUNTED, {}).get(NOT_COUNTED, [])
        return gpd.GeoSeries(areas[~areas.index.isin(without)])
    regions = land.regions
    held = gpd.GeoSeries(regions[regions.index.isin(points[f"region_{land.year}"])])
    return held if len(held) else regions


def regions_of(departements: gpd.GeoSeries, *, land: Land) -> gpd.GeoSeries:
    """Union départements (index: departement, nom) into the regions of a land."""
    region = departements.index.get_level_values("departement").map(land.region_of)
    return coverage.dissolve(departements, region.to_numpy())


@cache
def _ground(*, land: Land) -> dict[str, str]:
    """Pack what lies under the pôles: areas to fill, lines to draw."""
    abroad = land.neighbours.clip(FRAME.polygon)
    departements = coverage.simplify(land.departements, FINE)
    regions = regions_of(departements, land=land)
    inner, border = edges(regions)
    strip = border.buffer(FRONTIER)
    beyond = abroad.union_all()
    shore = beyond.union(beyond.buffer(JOINT).intersection(strip))
    frontier = beyond.buffer(FRONTIER)
    frontiers = shapely.union_all([line.difference(strip) for line in edges(abroad)])
    return {
        "etranger": pack_areas(gpd.GeoSeries([shore]), FRAME)[0],
        "pays": "".join(pack_areas(regions, FRAME)),
        "frontieres": pack_lines(frontiers, FRAME),
        "departements": pack_lines(edges(departements)[0], FRAME),
        "cote": pack_lines(border.difference(frontier), FRAME),
        "regions": pack_lines(inner, FRAME)
        + pack_lines(shapely.line_merge(border.intersection(frontier)), FRAME),
    }


def _area_names(*, land: Land) -> list[list[Any]]:
    """Countries and seas around France, with the middle of what the first view shows of them."""
    west, south, east, north = land.regions.total_bounds
    shown = shapely.box(west, south, east, north).buffer(90_000, join_style="mitre")
    layers = [land.neighbours.rename(COUNTRY_NAMES), land.seas]
    named = pd.concat(layers).intersection(shown)
    named = named[~named.is_empty & named.index.isin([*COUNTRY_NAMES.values(), *SEAS])]
    circles = shapely.maximum_inscribed_circle(named.to_numpy(), 1_000)
    middles = FRAME.to_steps(shapely.get_coordinates(shapely.get_point(circles, 0)))
    return [
        [typeset(str(name)), x, y]
        for name, (x, y) in zip(named.index, middles.tolist(), strict=True)
    ]


def _packed(areas: gpd.GeoSeries, codes: pd.Index) -> dict[str, list[str]]:
    """Pack the bassins in the order of the cards, as seen from near and from afar."""
    levels = {"fins": FINE, "grossiers": COARSE}
    return {
        name: pack_areas(gpd.GeoSeries(simple.reindex(codes)), FRAME)
        for name, simple in (
            (name, coverage.simplify(areas, tolerance)) for name, tolerance in levels.items()
        )
    }


def _columns(cards: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Lay the cards by column, places in steps of the frame, missing values as null."""
    points = cards.geometry.to_numpy()
    known = ~shapely.is_missing(points)
    xy = np.full((len(points), 2), None, dtype=object)
    xy[known] = FRAME.to_steps(shapely.get_coordinates(points[known]))
    effectif = [None if pd.isna(value) else float(value) for value in cards["effectif"]]
    table = pd.DataFrame(cards).drop(columns=["geometry", "effectif"])
    columns = {str(name): values.tolist() for name, values in table.items()}
    x, y = xy.T.tolist()
    return {**columns, "code": cards.index.tolist(), "effectif": effectif, "x": x, "y": y}


def _ranks(
    points: gpd.GeoDataFrame, cards: gpd.GeoDataFrame, rules: Rules, style: Style, *, filled: bool
) -> list[dict[str, Any]]:
    """Rows of the legend: a rank each, then what is no pôle."""
    named = {rank.rang: rank for rank in rules.ranks}
    present = [rank.rang for rank in rules.ranks if (points["rang"] == rank.rang).any()]
    drawn = rank_rows(points, pd.Series(True, index=points.index), rules, style, filled=filled)
    rows = [
        {
            "rang": rang,
            "texte": typeset(row.text),
            "nom": _rank_name(named[rang]),
            "regle": [typeset(line) for line in row.notes],
            "couleur": to_hex(style.rank_colours[rang]),
            "fond": to_hex(tint(rang, style)),
        }
        for rang, row in zip(present, drawn, strict=True)
    ]
    counts = cards["rang"].value_counts()
    unknown = "Non compté, ou en partie" if UNCOUNTED in points.attrs else "Pas de données"
    return rows + [
        {
            "rang": state,
            "texte": f"{name} ({french_number(counts[state])})",
            "nom": name,
            "regle": [],
        }
        for state, name in ((OUTSIDE, "Hors pôle"), (NO_COUNT, unknown))
        if state in counts
    ]


def _rank_name(rank: Rank) -> str:
    """« Rang 1 – pôle des grandes métropoles (P-GM) », the sigle never cut at its dash."""
    sigle = rank.sigle.replace("-", NO_BREAK_HYPHEN)
    return typeset(f"Rang{NO_BREAK_SPACE}{rank.rang} – {rank.type_pole} ({sigle})")


def _sizes(effectifs: pd.Series) -> list[int]:
    """Round numbers for the legend of sizes, largest first: 1, 2 or 5 by a power of ten."""
    if effectifs.empty:
        return []
    return round_between(effectifs.min() * 0.8, effectifs.max() * 1.1)[::-1]


def _boundaries(
    style: Style, bassins: gpd.GeoDataFrame | None, *, land: Land
) -> list[dict[str, Any]]:
    """Kinds of lines drawn: what each is, its colour, its width in points."""
    region, departement, *others = limits_of_style(style, bassins, region=land.region_name)
    rows = [region, *others] if bassins is not None else [region, departement, *others]
    return [
        {"texte": typeset(row.text), "couleur": to_hex(row.colour), "largeur": row.width}
        for row in rows
    ]


def _style(style: Style) -> dict[str, Any]:
    """Colours, widths in points and sizes that the script draws with."""
    return {
        **{key: to_hex(getattr(style, name)) for key, name in COLOURS.items()},
        "largeurs": {key: getattr(style, f"{name}_width") for key, name in WIDTHS.items()},
        "symbole_10000": style.symbol_10000,
        "etiquettes": dict(style.label_sizes),
    }


def _sources(origin: dict[Any, Any], bassins: gpd.GeoDataFrame | None) -> list[str]:
    """Lines that say where the figures and the ground come from, and who made the page."""
    ground = GROUND_SOURCE + zoning_told(bassins)
    lines = [*origin.get("avertissements", ()), *credit_lines(origin, ground)]
    return [typeset(line) for line in lines]


def _html(
    headings: dict[str, str],
    sources: list[str],
    data: dict[str, Any],
    spoken: str,
    *,
    typeface: str,
) -> str:
    """Put the page together; only the script of the package may run in it."""
    template, script, sheet, *licences = (
        embedded.read_text(name)
        for name in ("web/carte.html", "web/carte.js", "web/carte.css", *LICENCES)
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        **{name: html.escape(typeset(text)) for name, text in headings.items()},
        "CONSIGNE": html.escape(typeset(INSTRUCTIONS)),
        "SOURCES": spoken + "".join(f"<p>{html.escape(line)}</p>" for line in sources),
        "REGLES": html.escape(policy),
        "STYLE": page_faces(typeface) + sheet,
        "LICENCES": html.escape("\n".join(licences)),
        "DONNEES": json_for_html(data),
        "SCRIPT": script,
    }
    pieces = template.split("@@")
    return "".join(parts[piece] if odd % 2 else piece for odd, piece in enumerate(pieces))


def json_for_html(data: object) -> str:
    r"""Write JSON that may lie in a ``<script>`` whatever its texts hold.

    ASCII alone, and no ``<``, ``>`` or ``&``: they are written ``\u003c``.
    """
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})
