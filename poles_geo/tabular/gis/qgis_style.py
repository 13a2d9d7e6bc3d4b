"""The style that QGIS gives a layer when it opens a GeoPackage: ranks, circles, names.

QGIS reads the table ``layer_styles`` of a GeoPackage, and takes the style marked as the default.
Its XML is that of QGIS 3 (opened with 3.22); other readers of GeoPackage ignore it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd

from poles_geo.palette import BASSIN_LINE, INK, LAND, RANK_COLOURS

if TYPE_CHECKING:
    import geopandas as gpd

NAME = "poles_geo"
RANK, TYPE, SIZE, LABEL = "rang", "type_pole", "effectif", "nom"
"""Columns that the style reads."""
DIAMETER_10000, LEAST_DIAMETER = 7.0, 1.2
"""Millimetres: circle of 10 000 professionals, the smallest one."""
OTHERS = "Hors pôle ou non compté"
TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT '2000-01-01T00:00:00.000Z'
)
"""


def write_style(table: "gpd.GeoDataFrame", path: Path, layer: str) -> None:
    """Add to a GeoPackage the style of one of its layers.

    Parameters
    ----------
    table : GeoDataFrame
        What the layer holds: points or polygons; rang, type_pole, effectif and nom are shown where
        they are there.
    path : Path
        The GeoPackage.
    layer : str
    """
    said = "Rangs, effectifs et noms" if RANK in table else "Noms"
    written = ("", "", layer, "geom", NAME, qml(table), "", True, said, "")
    with closing(sqlite3.connect(path)) as package, package:
        package.execute(TABLE)
        package.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            written,
        )
        package.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )


def qml(table: "gpd.GeoDataFrame") -> str:
    """Write the style of a layer, in QGIS's XML."""
    points = bool(table.geom_type.dropna().isin(("Point", "MultiPoint")).any())
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology|Labeling")
    root.set("labelsEnabled", str(int(LABEL in table)))
    ranks = _ranks(table)
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol" if ranks else "singleSymbol", symbollevels="0"
    )
    if ranks:
        renderer.set("attr", RANK)
        categories = ET.SubElement(renderer, "categories")
        for number, (rang, label) in enumerate([*ranks.items(), ("", OTHERS)]):
            ET.SubElement(
                categories, "category", value=str(rang), label=label, symbol=str(number),
                render="true",
            )  # fmt: skip
    symbols = ET.SubElement(renderer, "symbols")
    for number, colour in enumerate([*_colours(ranks), LAND]):
        _add_symbol(symbols, str(number), colour, points=points, sized=SIZE in table)
    if points and SIZE in table:
        renderer.set("enableorderby", "1")
        order = ET.SubElement(renderer, "orderby")
        ET.SubElement(order, "orderByClause", asc="0", nullsFirst="1").text = f'"{SIZE}"'
    if LABEL in table:
        _add_labels(root, points=points)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, encoding="unicode"
    )


def _ranks(table: pd.DataFrame) -> dict[int, str]:
    """Ranks of a table and what they are called, the strongest first."""
    if RANK not in table:
        return {}
    known = table[table[RANK].notna()].drop_duplicates(RANK).sort_values(RANK)
    named = known[TYPE] if TYPE in known else known[RANK].map("rang {}".format)
    return {int(rang): f"{rang} – {name}" for rang, name in zip(known[RANK], named, strict=True)}


def _colours(ranks: dict[int, str]) -> list[str]:
    """Colours of ranks: those of the maps, and between them when there are more ranks than four."""
    last = len(RANK_COLOURS) - 1
    if max(ranks, default=0) <= last + 1:
        return [RANK_COLOURS[rang - 1] for rang in ranks]
    places = [last * number / (len(ranks) - 1) for number in range(len(ranks))]
    known = [bytes.fromhex(colour[1:]) for colour in RANK_COLOURS]
    mixed = []
    for place in places:
        first = min(int(place), last - 1)
        share = place - first
        ends = zip(known[first], known[first + 1], strict=True)
        mixed.append(bytes(round(a + (b - a) * share) for a, b in ends))
    return [f"#{colour.hex()}" for colour in mixed]


def _add_symbol(symbols: ET.Element, name: str, colour: str, *, points: bool, sized: bool) -> None:
    kind, layer = ("marker", "SimpleMarker") if points else ("fill", "SimpleFill")
    symbol = ET.SubElement(symbols, "symbol", type=kind, name=name, alpha="1")
    drawn = ET.SubElement(symbol, "layer", {"class": layer, "enabled": "1", "locked": "0"})
    line = {"outline_color": _rgb(BASSIN_LINE), "outline_width": "0.2", "outline_style": "solid"}
    own = {"name": "circle", "size": "3", "size_unit": "MM"} if points else {"style": "solid"}
    _add_options(drawn, {"color": _rgb(colour), **line, "outline_width_unit": "MM", **own})
    if points and sized:
        size = f'max({LEAST_DIAMETER}, {DIAMETER_10000} * sqrt("{SIZE}" / 10000.0))'
        _add_properties(drawn, "size", size)


def _add_labels(root: ET.Element, *, points: bool) -> None:
    """Name the features, the most counted first, with a white halo."""
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    style = ET.SubElement(
        settings, "text-style", fieldName=LABEL, isExpression="0", fontSize="8",
        fontSizeUnit="Point", textColor=_rgb(INK), fontFamily="Open Sans",
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.7", bufferSizeUnits="MM",
        bufferColor=_rgb("#ffffff"),
    )  # fmt: skip
    placement = "6" if points else "1"
    ET.SubElement(settings, "placement", placement=placement, dist="0.5", distUnits="MM")


def _add_properties(layer: ET.Element, name: str, expression: str) -> None:
    properties = ET.SubElement(layer, "data_defined_properties")
    outer = ET.SubElement(properties, "Option", type="Map")
    _option(outer, "name", "")
    held = ET.SubElement(outer, "Option", type="Map", name="properties")
    one = ET.SubElement(held, "Option", type="Map", name=name)
    ET.SubElement(one, "Option", type="bool", name="active", value="true")
    _option(one, "expression", expression)
    ET.SubElement(one, "Option", type="int", name="type", value="3")
    _option(outer, "type", "collection")


def _add_options(layer: ET.Element, options: dict[str, str]) -> None:
    held = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        _option(held, name, value)
        ET.SubElement(layer, "prop", k=name, v=value)


def _option(held: ET.Element, name: str, value: str) -> None:
    ET.SubElement(held, "Option", type="QString", name=name, value=value)


def _rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},255"
