"""Structures of one's own, or of FINESS, read from any list and placed on the map."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.communes.structure_points import (
    OUTSIDE,
    check_system,
    communes_at,
    declared_communes,
    distances,
    read_points,
    town_halls,
)
from poles_geo.errors import ChoiceError, Faults, TableError, warn
from poles_geo.projections import DEGREES
from poles_geo.sources.structures.finess import CATEGORIES, NUMBER
from poles_geo.sources.structures.structure_lists import TEXTS, read_structure_list
from poles_geo.tabular.numbers import at_lines
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.typography import french_count, french_number, listed

ALL = "all"
POINT, HALL = "point", "mairie"
"""How a structure is placed: by its own point, or at the town hall of its commune."""
SHOWN = 5
CARRIED = ("titre", "source", "date", "attribution")
"""What a list says of itself that its structures keep."""


def read_structures(
    source: str | Path | pd.DataFrame,
    *,
    categories: Mapping[str, str] | Collection[str] | Literal["all"] | None = None,
    columns: Mapping[str, str] | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
) -> gpd.GeoDataFrame:
    """Read care structures: a table, a layer of points, or FINESS as it is published.

    Parameters
    ----------
    source : path, DataFrame or GeoDataFrame
        CSV, workbook or table with a column of names (nom, denomination, raison sociale…), and
        codes of communes of any year, or longitude and latitude, or x and y; statut, nature (or
        type), territoire and finess are kept when they are there, and no other column. GeoJSON,
        GeoPackage or shapefile of points. Or FINESS: the file without header of the extraction
        « etalab-cs1100507 », or the JSON « structures », zipped, gzipped or not. A list that is
        in memory goes through the same door.
    categories : mapping, collection, or "all", optional
        Of FINESS: codes of the categories that are kept, and, in a mapping, what each is called,
        which is the `nature` that chooses its symbol. By default maisons de santé (603), CPTS
        (604) and centres de santé (124); "all" keeps every one. Of another list, by default all.
    columns : mapping, optional
        Name of a column → what it is: nom, code_commune, longitude, latitude, x, y, statut,
        nature, territoire, finess, categorie.
    crs : str or int, optional
        System of x and y, in place of what the layer says. By default, for a table, the legal
        projection of the commune, or degrees.
    layer : str, optional
        Layer of a file that has several.

    Returns
    -------
    GeoDataFrame
        One row a structure, in the order of the list, EPSG:4326: nom; statut, nature, territoire,
        finess, categorie when known; code_commune (of 2024, that of the list carried over, else
        the one where the point is; missing outside the communes), place (« point », or « mairie »
        where there is no point, or one outside the commune declared), geometry. `attrs`: titre,
        source, date when they are known; bilan (rows by what became of them, which add up),
        hors_commune (a dict a point that is outside the commune declared: ligne, finess,
        code_commune, commune_du_point, km), non_placees (ligne, motif), avertissements, which the
        maps print.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        None of these layouts; points in another system than the one said, with what was seen.
    ChoiceError
        Unknown category, column, layer or system.
    TableError
        No structure that can be placed.

    Warns
    -----
    UserWarning
        When rows are not read, repeated or not placed, points are outside their commune or missing,
        a category has no structure.

    Notes
    -----
    A structure whose point is outside its commune by more than a kilometre is put at the town hall.
    FINESS does not tell the centres de santé polyvalents from the others.

    Examples
    --------
    >>> table = pd.DataFrame({"nom": ["MSP du Beffroi"], "code_commune": ["59350"]})
    >>> read_structures(table).to_crs(2154)[["nom", "code_commune", "place"]].values.tolist()
    [['MSP du Beffroi', '59350', 'mairie']]
    """
    rows = read_structure_list(source, columns=columns, crs=crs, layer=layer)
    name = _name(source)
    told: dict[Any, Any] = dict(rows.attrs)
    ledger, remarks = _unread(told, len(rows))
    rows = _chosen(rows, categories, "registre" in told, ledger, remarks)
    rows = _once(rows, ledger, remarks)
    placed, lists = _placed(rows, name, ledger, remarks)
    for remark in remarks:
        warn(f"{name} : {remark}")
    known: dict[Any, Any] = {key: told[key] for key in CARRIED if key in told}
    kept = [*known_columns(placed), "code_commune", "place", "geometry"]
    structures = gpd.GeoDataFrame(placed[kept].reset_index(drop=True), crs=DEGREES)
    before = warnings_in(told)
    structures.attrs = {
        **known,
        "bilan": {**ledger, "structures": len(structures)},
        **lists,
        WARNINGS: [*before, *remarks],
    }
    return structures


def _unread(told: Mapping[Any, Any], read: int) -> tuple[dict[str, int], list[str]]:
    """Begin the ledger and the remarks with what the reader of the layout has set aside."""
    unread, closed = told.get("lignes_illisibles", []), told.get("fermees", 0)
    ledger = {"lignes": read + len(unread) + closed, "fermées": closed, "illisibles": len(unread)}
    remarks = []
    if unread:
        count = french_count(len(unread), "ligne illisible", "lignes illisibles")
        remarks.append(f"{count}, laissées de côté ({at_lines(unread)}).")
    if alone := told.get("sans_structure", 0):
        count = french_count(alone, "point d'un numéro", "points de numéros")
        remarks.append(f"{count} que le fichier n'a pas : est-il entier ?")
    return {name: n for name, n in ledger.items() if n or name == "lignes"}, remarks


def known_columns(rows: pd.DataFrame) -> list[str]:
    """Columns that say what the structures are, those that a list has."""
    return [name for name in TEXTS if name in rows]


def _name(source: str | Path | pd.DataFrame) -> str:
    if isinstance(source, pd.DataFrame):
        return "table des structures"
    return Path(source).name


def _chosen(
    rows: pd.DataFrame,
    categories: Mapping[str, str] | Collection[str] | None,
    register: bool,
    ledger: dict[str, int],
    remarks: list[str],
) -> pd.DataFrame:
    """Keep the structures of some categories, and call them as asked."""
    asked = categories is not None
    if categories is None:
        categories = CATEGORIES if register else ALL
    if categories == ALL:
        return rows
    if isinstance(categories, str):
        raise ChoiceError(
            f"categories = {categories!r} : des codes entre crochets, un dictionnaire code → nom, "
            f'ou "{ALL}" sont attendus.'
        )
    if "categorie" not in rows:
        raise ChoiceError(
            "categories : cette liste n'a pas de colonne de catégories ; choisissez-en les "
            "structures vous-même, ou dites la colonne par columns=."
        )
    held = rows["categorie"].isin(list(categories))
    if not held.any():
        common = rows["categorie"].value_counts().head(SHOWN)
        seen = ", ".join(f"{quoted(code)} ({french_number(n)})" for code, n in common.items())
        raise ChoiceError(
            f"categories : aucune structure des catégories {', '.join(categories)} ; les plus "
            f"nombreuses : {seen}."
        )
    absent = [code for code in categories if code not in set(rows["categorie"])]
    if asked and absent:
        remarks.append(f"aucune structure de catégorie {listed(absent)}.")
    if others := int((~held).sum()):
        ledger["autres catégories"] = others
    chosen = rows[held].copy()
    labels = categories if isinstance(categories, Mapping) else CATEGORIES
    own = chosen["categorie"].map(dict(labels))
    chosen["nature"] = own.fillna(chosen["nature"]) if "nature" in chosen else own
    return chosen


def _once(rows: pd.DataFrame, ledger: dict[str, int], remarks: list[str]) -> pd.DataFrame:
    """Keep the first row of each number of FINESS; tell those that nothing distinguishes."""
    if "finess" in rows:
        rows = _once_a_number(rows, ledger, remarks)
    alike = rows.drop(columns="ligne").astype(str).duplicated()
    if alike.any():
        count = french_count(int(alike.sum()), "ligne répète", "lignes répètent")
        remarks.append(
            f"{count} en tout une structure déjà lue ({at_lines(rows.loc[alike, 'ligne'])}), au "
            "même endroit ; si ce sont des doublons, ôtez-les."
        )
    return rows


def _once_a_number(rows: pd.DataFrame, ledger: dict[str, int], remarks: list[str]) -> pd.DataFrame:
    numbers = rows["finess"].str.strip().str.upper()
    numbers = numbers.where(~numbers.str.fullmatch(r"\d{8}"), "0" + numbers)
    rows = rows.assign(finess=numbers)
    again = numbers.str.fullmatch(NUMBER) & numbers.duplicated()
    if not again.any():
        return rows
    said = rows.drop(columns="ligne").astype(str)
    other = again & ~said.duplicated()
    ledger["répétées"] = int(again.sum())
    count = french_count(int(again.sum()), "ligne répète", "lignes répètent")
    differ = f", {french_number(int(other.sum()))} en disent autre chose" if other.any() else ""
    remarks.append(
        f"{count} un numéro FINESS déjà lu ({at_lines(rows.loc[again, 'ligne'])}) ; la première "
        f"est gardée{differ}."
    )
    return rows[~again]


def _placed(
    rows: pd.DataFrame, name: str, ledger: dict[str, int], remarks: list[str]
) -> tuple[pd.DataFrame, dict[Any, Any]]:
    """Give each structure its commune and its point; list what is doubtful or left out."""
    rows = rows.reset_index(drop=True)
    declared, old = declared_communes(rows["code_commune"])
    points = read_points(rows, declared)
    check_system(rows, points, declared, name)
    there = ~np.isnan(points[:, 0])
    inside = communes_at(points)
    away = distances(points, declared)
    outside = away > OUTSIDE
    communes = declared.where(declared.notna(), inside)
    nowhere = ~there & declared.isna().to_numpy()
    named = (rows["nom"].astype("str").str.strip() != "").to_numpy()
    halls = (~there | outside) & declared.notna().to_numpy()
    places = points.copy()
    places[halls] = town_halls(declared[halls])
    table = rows.assign(
        code_commune=communes,
        place=np.where(halls, HALL, POINT),
        geometry=gpd.GeoSeries(shapely.points(places), crs=DEGREES),
    )
    table["nom"] = table["nom"].astype("str").str.strip()
    missing = int((~there & halls).sum())
    if missing and "x" in rows:
        count = french_count(missing, "structure sans coordonnées", "structures sans coordonnées")
        remarks.append(f"{count}, placées à la mairie de leur commune.")
    stray = there & ~outside & communes.isna().to_numpy()
    if stray.any():
        count = french_count(int(stray.sum()), "point", "points")
        remarks.append(
            f"{count} dans aucune commune de France ({at_lines(rows.loc[stray, 'ligne'])})."
        )
    listed_outside = _outside(rows, declared, inside, away, outside)
    if listed_outside:
        remarks.append(_told_outside(listed_outside))
    left = nowhere | ~named
    reasons = np.where(
        ~named,
        "sans nom",
        np.where(rows["code_commune"] == "", "ni commune ni point", "commune inconnue, sans point"),
    )
    unplaced = [
        {"ligne": int(line), "motif": str(reason)}
        for line, reason in zip(rows.loc[left, "ligne"], reasons[left], strict=True)
    ]
    if unplaced:
        ledger["non placées"] = len(unplaced)
        count = french_count(len(unplaced), "structure non placée", "structures non placées")
        motifs = pd.Series([str(one["motif"]) for one in unplaced]).value_counts()
        why = ", ".join(f"{motif} : {french_number(n)}" for motif, n in motifs.items())
        remarks.append(f"{count} ({why} ; {at_lines(rows.loc[left, 'ligne'])}).")
    faults = Faults(name)
    if left.all():
        faults.add(
            "aucune structure n'a de nom et de place : un code de commune de l'Insee, ou des "
            "coordonnées, sont attendus",
            rows["ligne"],
        )
    faults.raise_if_any(TableError)
    carried = dict(zip(rows.loc[old, "code_commune"], declared[old], strict=True))
    return table[~left], {
        "hors_commune": listed_outside,
        "non_placees": unplaced,
        "communes_reportees": carried,
    }


def _outside(
    rows: pd.DataFrame,
    declared: pd.Series,
    inside: pd.Series,
    away: np.ndarray,
    outside: np.ndarray,
) -> list[dict[str, object]]:
    """List the points that are outside the commune that their structure declares."""
    lines = rows["ligne"].tolist()
    numbers = rows["finess"].tolist() if "finess" in rows else [""] * len(rows)
    return [
        {
            "ligne": int(lines[row]),
            "finess": numbers[row],
            "code_commune": str(declared[row]),
            "commune_du_point": "" if pd.isna(inside[row]) else str(inside[row]),
            "km": round(float(away[row]) / 1000, 1),
        }
        for row in np.flatnonzero(outside)
    ]


def _told_outside(outside: list[dict[str, object]]) -> str:
    shown = ", ".join(
        f"ligne {one['ligne']} : {one['code_commune']}, point "
        + (f"à {one['commune_du_point']}" if one["commune_du_point"] else "hors de France")
        for one in outside[:SHOWN]
    )
    more = ", …" if len(outside) > SHOWN else ""
    count = french_count(len(outside), "point", "points")
    return (
        f"{count} hors de la commune que dit la structure, placée à sa mairie ({shown}{more} ; "
        'tous dans attrs["hors_commune"]).'
    )
