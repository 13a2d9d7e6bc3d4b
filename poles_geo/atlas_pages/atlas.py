"""The atlas: every map and table of a set of pôles in one folder, with a page that shows them."""

import fnmatch
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import geopandas as gpd
import pandas as pd
from tqdm.auto import tqdm

from poles_geo.analyses.reach.need import Needs
from poles_geo.analyses.regional.configurations import configurations
from poles_geo.atlas_pages.changes_pages import pages_of_changes
from poles_geo.atlas_pages.given_pages import pages_of_flows, pages_of_needs
from poles_geo.atlas_pages.index_page import Picture, index_page
from poles_geo.atlas_pages.mesh_pages import mesh_tables, pages_of_cooperations
from poles_geo.atlas_pages.workers import shared_out
from poles_geo.atlas_pages.zone_maps import COMPARED, maps_of_zone
from poles_geo.cartes.canvas.output.carte import FORMATS
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, land_of, within_words
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.interactive.web_map import map_interactive
from poles_geo.cartes.layers.overseas_poles import check_everywhere, together
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.uncounted_areas import uncounted_bassins
from poles_geo.cartes.lint.checks import faults_drawn
from poles_geo.cartes.lint.defects import Defect
from poles_geo.cartes.pages.registry import MAPS, NamedMap
from poles_geo.communes.field import KEY as FIELD
from poles_geo.communes.field import Field, field_of
from poles_geo.communes.read_communes import read_communes
from poles_geo.errors import ChoiceError, TableError, check_choice, warn, with_doubts, worded
from poles_geo.files import atomic, make_folder, swept
from poles_geo.ranking.carried import KEY, check_rules
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import Rules
from poles_geo.regions import REGIONS_KEY
from poles_geo.report_2014 import plates  # noqa: F401, its maps have names once it is imported
from poles_geo.report_2014.every_table import report_tables
from poles_geo.report_2014.figures import is_published
from poles_geo.tabular.writing import FORMATS as TABLE_FORMATS
from poles_geo.tabular.writing import write_content
from poles_geo.typography import french_count, french_noun, french_number, listed, punctuate

INTERACTIVE = "carte-interactive.html"
TABLES = "tableaux"

BAR = "{desc} : {n_fmt} sur {total_fmt} |{bar}| reste {remaining}"


class UnknownMapsError(ChoiceError):
    """Maps that an atlas has not.

    Parameters
    ----------
    names : sequence of str
        As they were asked.
    known : sequence of NamedMap
        Those of the atlas.
    """

    def __init__(self, names: Sequence[str], known: Sequence[NamedMap]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"{worded('maps', '--cartes')} : aucune carte du nom de {', '.join(names)} ; celles "
            f"de cet atlas : {', '.join(one.name for one in known)}."
        )


def atlas(
    poles: pd.DataFrame | None,
    folder: str | Path,
    *,
    zone: Zone | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    rules: Rules | None = None,
    formats: str | Sequence[str] = ("pdf", "png"),
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    compared: bool = False,
    changes: pd.DataFrame | None = None,
    groupings: pd.DataFrame | None = None,
    needs: Needs | pd.DataFrame | None = None,
    flows: pd.DataFrame | None = None,
    maps: Sequence[str] = (),
    workers: int = 1,
) -> list[Path]:
    """Draw every map, write every table of the report and the interactive map into a folder.

    Parameters
    ----------
    poles : DataFrame or None
        As for :func:`map_national`; None: the 153 published pôles.
    folder : path
        Made when it does not exist; files of the same names are replaced, others are left.
    zone : optional
        As for :func:`map_poles`: the atlas is that of this area, its départements, its schema. By
        default, what the table counts, with the maps of the report that it fills.
    bassins : GeoDataFrame, optional
        As for :func:`map_national`: every bassin is drawn, those of the pôles filled by rank.
    rules : Rules, optional
        Those that gave the ranks; by default, those that the table carries.
    formats : one or a sequence of {"pdf", "svg", "png"}
        Of the maps. The page shows SVG or PNG where it is among them.
    style : Style
    regions_year
        As for :func:`map_poles`.
    compared : bool
        Compare the pôles with the published Figure 1; the published ones always are.
    changes : DataFrame, optional
        As :func:`compare` gives it: what changed since another count has its maps and tables too.
    groupings : DataFrame, optional
        As :func:`read_groupings` gives them: who cooperates with whom. By default, those of the
        report for the published pôles, and none for others.
    needs : Needs or DataFrame, optional
        As :func:`need` gives it, or its communes: the professionals who are missing, summed by
        bassin in a region and in the country.
    flows : DataFrame, optional
        As :func:`nodal_flows` gives it, between communes or units of `bassins`.
    maps : sequence of str
        Names of those to draw, as their files are named: « territoire », « departement-nord »; a
        star stands for any ending, « departement-* ». By default, all of them.
    workers : int
        How many maps are drawn at once, each by a process of some 400 MB.

    Returns
    -------
    list of Path
        The files written, the page last.

    Raises
    ------
    ChoiceError
        Unknown format, or none; unknown area or map; pôles that cannot be compared with the report.
    TableError
        With every fault of the table; no pôle in it, or in the area; `changes` that are none,
        `groupings` without members, `needs` or `flows` without their columns,
        or of communes of another year.
    WriteError
        The folder cannot be made, or a file cannot be written. Each file is whole or absent, after
        an interruption too.

    Warns
    -----
    UserWarning
        What :func:`lint` finds first on a map, once for all those where it finds the same; what
        the maps themselves warn of.
    """
    formats = check_formats(formats)
    published = load_report() if poles is None else poles.copy()
    if rules is not None:
        published.attrs[KEY] = written_rules(check_rules(rules))
    land = land_at(published.attrs, regions_year)
    published.attrs[REGIONS_KEY] = land.year
    extent = None if zone is None else extent_named(zone, units=bassins, land=land)
    if extent is None:
        points, beyond = check_everywhere(published, bassins, land=land)
        counted = together(points, beyond)
        chosen = maps_to_draw(counted)
    else:
        land = land_of(extent, land)
        points = check_poles(published, bassins, land=land)
        counted = pd.DataFrame(points[extent.holds(points)].drop(columns="geometry"))
        counted.attrs = {**points.attrs, FIELD: _field_within(extent, points, land=land).written()}
        chosen = maps_of_zone(extent, counted, every=points, land=land)
    if counted.empty:
        raise TableError(_nothing_ranked(published, extent, land=land))
    report = report_tables(counted, by=f"region_{land.year}", compared=compared)
    if any(known.name.startswith(COMPARED) for known in chosen):
        report["configurations"] = _regions_compared(points, f"region_{land.year}")
    chosen, told = pages_of_cooperations(groupings, points, extent, bassins, chosen)
    report |= {**mesh_tables(points, extent, chosen), **told}
    if changes is not None:
        moved, told = pages_of_changes(changes, extent, bassins, land.year)
        chosen, report = [*chosen, *moved], {**report, **told}
    if needs is not None:
        wanting, told = pages_of_needs(needs, extent, bassins, land)
        chosen, report = [*chosen, *wanting], {**report, **told}
    if flows is not None:
        flowing, told = pages_of_flows(flows, extent, bassins, land)
        chosen, report = [*chosen, *flowing], {**report, **told}
    chosen = _kept(chosen, maps)
    folder = Path(folder)
    tables_folder = folder / TABLES
    make_folder(tables_folder)
    written = [
        write_content(table, tables_folder / f"{name}{suffix}")
        for name, table in report.items()
        for suffix in TABLE_FORMATS
    ]
    draw = partial(
        _draw,
        poles=points,
        everywhere=published,
        bassins=bassins,
        folder=folder,
        formats=formats,
        style=style,
    )
    bar = tqdm(
        shared_out(draw, chosen, workers),
        desc="Cartes",
        total=len(chosen),
        bar_format=BAR,
        leave=False,
        disable=None,
    )
    with swept(folder):
        drawn = dict(bar)
    written += [folder / f"{known.name}.{kind}" for known in chosen for kind in formats]
    shown: dict[str, list[Picture]] = {}
    for known in chosen:
        shown.setdefault(known.heading, []).append(drawn[known][0])
    opened = None if extent and extent.overseas else extent
    page_drawn, others = with_doubts(
        partial(map_interactive, published, zone=opened, bassins=bassins, style=style)
    )
    interactive = page_drawn.save(folder / INTERACTIVE)
    found = {known.name: drawn[known][2] for known in chosen}
    said = chain(*(texts for _, texts, _ in drawn.values()), others, _told(found))
    for message in dict.fromkeys(said):
        warn(message)
    page = folder / "index.html"
    with atomic(page) as temporary:
        text = index_page(shown, formats, report, counted, interactive=INTERACTIVE)
        temporary.write_text(text, encoding="utf-8")
    return [*written, interactive, page]


def present_files(folder: Path) -> list[Path]:
    """List the files of a folder that an atlas may replace: those of the kinds that it writes."""
    places = ((folder, (*FORMATS, "html")), (folder / TABLES, TABLE_FORMATS))
    return [
        path
        for place, kinds in places
        if place.is_dir()
        for path in place.iterdir()
        if path.suffix.lower().removeprefix(".") in [kind.removeprefix(".") for kind in kinds]
    ]


def _field_within(extent: Extent, points: pd.DataFrame, *, land: Land) -> Field:
    """Field of the tables of an area: of the départements counted, those of its whole regions."""
    field = field_of(points.attrs)
    inside = [code for region in extent.regions for code in land.region_departements[region]]
    counted = [code for code in inside if field.departements is None or code in field.departements]
    return replace(field, departements=tuple(counted))


def _nothing_ranked(poles: pd.DataFrame, extent: Extent | None, *, land: Land) -> str:
    """Say that no bassin has a rank, or none of an area, and why."""
    if extent is not None and poles["rang"].notna().any():
        where = within_words(extent)
        field = field_of(poles.attrs)
        inside = set(land.communes.loc[extent.surrounded(land.communes), "departement"])
        beyond = not field.national and inside.isdisjoint(field.departements or ())
        why = " (la source n'y compte aucun département en entier)" if beyond else ""
        return f"table des pôles : aucun pôle {where}{why}, il n'y a rien à dessiner."
    states = uncounted_bassins(poles)
    why = ", ".join(f"{name.lower()} : {len(codes)}" for name, codes in states.items())
    remedy = (
        f" ({why} ; pour une source qui compte tout un territoire, "
        f"{worded('aggregate(field=)', '« poles-geo count --champ »')})"
        if why
        else ""
    )
    return f"table des pôles : aucun bassin n'a de rang{remedy}, il n'y a rien à dessiner."


def maps_to_draw(points: pd.DataFrame) -> list[NamedMap]:
    """List the maps of the registry that the atlas has, heading by heading."""
    published = is_published(points)
    known = [one for one in MAPS.values() if one.heading and one.fits(points)]
    headings = list(dict.fromkeys(one.heading for one in known))
    drawn = [one for one in known if published or not one.published_alone]
    return sorted(drawn, key=lambda one: headings.index(one.heading))


def _regions_compared(points: gpd.GeoDataFrame, by: str) -> pd.DataFrame:
    """Measure every region beside the others, as their pages do."""
    table = configurations(points, read_communes(), by=by)
    table.attrs["titre"] = "Nous et les autres : les régions"
    return table


def _kept(known: list[NamedMap], names: Sequence[str]) -> list[NamedMap]:
    """Keep the maps of these names, in the order of the atlas; all of them without any name."""
    if not names:
        return known
    of_name = {name: fnmatch.filter([one.name for one in known], name) for name in names}
    if unknown := [name for name, found in of_name.items() if not found]:
        raise UnknownMapsError(unknown, known)
    kept = set(chain(*of_name.values()))
    return [one for one in known if one.name in kept]


def check_formats(formats: str | Sequence[str]) -> list[str]:
    """Return the formats, each once."""
    formats = [formats] if isinstance(formats, str) else list(dict.fromkeys(formats))
    argument = worded("formats", "--formats")
    if not formats:
        raise ChoiceError(f"{argument} : un au moins est attendu parmi {', '.join(FORMATS)}.")
    return [check_choice(kind, FORMATS, argument) for kind in formats]


def _draw(
    known: NamedMap,
    *,
    poles: pd.DataFrame,
    everywhere: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    folder: Path,
    formats: Sequence[str],
    style: Style,
) -> tuple[Picture, list[str], str]:
    """Draw one map, write it in every format; give its warnings, and what the linter finds on it.

    `poles`: those of the metropole; `everywhere`: also those overseas.
    """
    table = everywhere if known.overseas else poles
    carte, texts = with_doubts(partial(known.draw, table, bassins=bassins, style=style))
    for kind in formats:
        carte.save(folder / f"{known.name}.{kind}")
    width, height = carte.figure.get_size_inches()
    picture = Picture(
        known.name,
        carte.title,
        known.caption or carte.title,
        width,
        height,
        carte.description,
        carte.table,
    )
    return picture, texts, _found(faults_drawn(carte))


def _told(found: Mapping[str, str]) -> list[str]:
    """Say once what the linter finds alike on several maps; `found`: by map, nothing or a text."""
    maps: dict[str, list[str]] = {}
    for name, text in found.items():
        maps.setdefault(text, []).append(f"« {name} »")
    maps.pop("", None)
    return [
        punctuate(f"{french_noun(len(names), 'carte')} {listed(names)} : {text}")
        for text, names in maps.items()
    ]


def _found(faults: Sequence[Defect]) -> str:
    """Say the first fault of a map, and how many more of which kinds; nothing without any."""
    if not faults:
        return ""
    first, *others = faults
    text = f"{first.rule} : {first.message}"
    if others:
        kinds = Counter(fault.rule for fault in others)
        of_kinds = ", ".join(f"{rule} {french_number(count)}" for rule, count in kinds.items())
        text += f" Et {french_count(len(others), 'autre défaut', 'autres défauts')} ({of_kinds})."
    return text
