"""Invented files of FINESS, as they were published until 2026 and are since: no real place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from poles_geo.edition import embedded
from poles_geo.projections import OVERSEAS_PROJECTIONS

MARKS = {2154: "LAMBERT_93", 5490: "UTM_N20", 2972: "UTM_N22", 2975: "UTM_S40", 4471: "UTM_S38"}
LETTERS = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9F"}
LABELS = {"603": "Maison de santé (L.6223-3)", "604": "CPTS (invention)", "124": "Centre de Santé"}
TELEPHONE = "0320999999"
"""Of every establishment: it must be nowhere in what is read."""


@dataclass(frozen=True)
class Place:
    """An establishment, its commune of 2024, its point in a legal projection, or none."""

    number: str
    name: str
    category: str
    commune: str
    x: float | None = None
    y: float | None = None
    projection: int = 2154


def projection_of(commune: str) -> int:
    return OVERSEAS_PROJECTIONS.get(commune[:3], 2154)


def invented(
    communes: Sequence[str], seed: int = 1, categories: Sequence[str] = ("603", "604", "124")
) -> list[Place]:
    """Give an establishment in each commune, somewhere inside it."""
    draw = np.random.default_rng(seed)
    everywhere = {**_shapes(embedded.load_communes()), **_shapes(embedded.load_overseas())}
    places = []
    for rank, code in enumerate(communes):
        projection = projection_of(code)
        shape = gpd.GeoSeries([everywhere[code]], crs=4326 if projection != 2154 else 2154)
        area = shape.to_crs(projection).iloc[0]
        point = _inside(area, draw)
        number = f"{code[:2]}{rank:07d}"
        category = categories[rank % len(categories)]
        places.append(
            Place(number, f"Structure {rank}", category, code, point.x, point.y, projection)
        )
    return places


def _shapes(table: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    return dict(zip(table.index, table.geometry, strict=True))


def _inside(area: shapely.Geometry, draw: np.random.Generator) -> shapely.Point:
    west, south, east, north = area.bounds
    for _ in range(500):
        point = shapely.Point(draw.uniform(west, east), draw.uniform(south, north))
        if area.contains(point):
            return point
    return area.representative_point()


def structure_row(place: Place) -> str:
    """Write a row « structureet », quoted where a name needs it."""
    departement, commune = place.commune[:2], place.commune[2:]
    if place.commune[:3] in LETTERS:
        departement = LETTERS[place.commune[:3]]
    name = place.name
    if ";" in name or '"' in name:
        name = '"' + name.replace('"', '""') + '"'
    label = LABELS.get(place.category, "Autre établissement")
    return ";".join([
        "structureet", place.number, "590000000", name, name, "", "", "1", "R", "DU TEST", "", "",
        commune, departement, "INVENTE", "00000 INVENTE", TELEPHONE, TELEPHONE, place.category,
        label, "2201", "Inventés", "", "", "01", "ARS", "", "", "2019-01-01", "2019-01-01",
        "2020-01-01", "",
    ])  # fmt: skip


def place_row(place: Place) -> str:
    source = f"1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,{MARKS[place.projection]}"
    return f"geolocalisation;{place.number};{place.x:.1f};{place.y:.1f};{source};2020-01-01"


def finess_text(places: Sequence[Place], end: str = "\n") -> str:
    """Write the file without header, dated 11 March 2024."""
    rows = [structure_row(place) for place in places]
    rows += [place_row(place) for place in places if place.x is not None]
    return end.join(["finess;etalab;111;2024-03-11", *rows, ""])


def write_finess(
    path: Path, places: Sequence[Place], *, end: str = "\n", encoding: str = "cp1252"
) -> Path:
    path.write_bytes(finess_text(places, end).encode(encoding))
    return path


def place_object(place: Place, *, degrees_first: bool = True, swapped: bool = True) -> dict:
    """Write a place of the JSON: which pair is in degrees changes from one to the next."""
    pairs: dict[str, object] = {}
    if place.x is not None:
        point = gpd.GeoSeries.from_xy([place.x], [place.y], crs=place.projection).to_crs(4326)
        degrees = (f"{point.x.iloc[0]:.6f}", f"{point.y.iloc[0]:.6f}")
        metres = (f"{place.x:.2f}", f"{place.y:.2f}")
        metres = metres[::-1] if swapped else metres
        first, second = (degrees, metres) if degrees_first else (metres, degrees)
        pairs = dict(
            zip(
                ("coordonneeX", "coordonneeY", "directionLongitude", "directionLatitude"),
                (*first, *second),
                strict=True,
            )
        )
    geographic = {
        "usageAdresse": "03", "cogCommune": place.commune, "codePostal": "00000",
        "ligneAcheminement": "INVENTE", "coordonneesGeographique": pairs or None,
    }  # fmt: skip
    welcome = {"usageAdresse": "06", "cogCommune": "75056", "coordonneesGeographique": None}
    return {
        "informationsGeneralesEGE": {"numFinessEge": place.number, "nomEgeLong": place.name},
        "categorieentiteGeographiqueExercice": place.category,
        "adresse": [welcome, geographic],
        "contact": [{"telecom": {"telephone": TELEPHONE}}],
        "etatObjet": "A",
    }


def finess_json(places: Sequence[Place]) -> str:
    """Write the feed, one person at law a place, in every arrangement of coordinates in turn."""
    persons = [
        {"ege": [place_object(place, degrees_first=rank % 2 == 0, swapped=rank % 3 == 0)]}
        for rank, place in enumerate(places)
    ]
    feed = {"generatedAt": "2026-03-09T02:14:23Z", "schemaVersion": "v1.0.0", "pmej": persons}
    return json.dumps({**feed, "gco": [], "gcc": []}, ensure_ascii=False)
