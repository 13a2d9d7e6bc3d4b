"""The atlas: every map and table of the report in one folder, with a page that shows them."""

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd
from tqdm.auto import tqdm

from poles_geo.atlas_pages.index_page import Picture, index_page
from poles_geo.atlas_pages.workers import shared_out
from poles_geo.cartes.canvas.carte import FORMATS
from poles_geo.cartes.interactive.web_map import write_interactive
from poles_geo.cartes.layers.overseas_poles import check_everywhere, together
from poles_geo.cartes.layers.uncounted_areas import uncounted_bassins
from poles_geo.cartes.pages.registry import MAPS, NamedMap
from poles_geo.errors import ChoiceError, SourceError, TableError, check_choice, reason_of, warn
from poles_geo.files import atomic
from poles_geo.ranking.carried import KEY, check_rules
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import Rules
from poles_geo.report_2014 import figures as tables
from poles_geo.report_2014 import plates  # noqa: F401, its maps have names once it is imported
from poles_geo.tabular.writing import FORMATS as TABLE_FORMATS
from poles_geo.tabular.writing import write_table

Result = TypeVar("Result")


INTERACTIVE = "carte-interactive.html"

BAR = "{desc} : {n_fmt} sur {total_fmt} |{bar}| reste {remaining}"


def atlas(
    folder: str | Path,
    *,
    poles: pd.DataFrame | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    rules: Rules | None = None,
    formats: Sequence[str] = ("pdf", "png"),
    workers: int = 1,
) -> list[Path]:
    """Draw every map, write every table of the report and the interactive map into a folder.

    Parameters
    ----------
    folder : path
        Made when it does not exist; files of the same names are replaced, others are left.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    bassins : GeoDataFrame, optional
        As for :func:`map_national`: every bassin is drawn, those of the pôles filled by rank.
    rules : Rules, optional
        Those that gave the ranks; by default, those that the table carries.
    formats : sequence of {"pdf", "svg", "png"}
        Of the maps. The page shows SVG or PNG where it is among them.
    workers : int
        How many maps are drawn at once, each by a process of some 400 MB. With more than one, a
        script calls this function under ``if __name__ == "__main__":``.

    Returns
    -------
    list of Path
        The files written, the page last.

    Raises
    ------
    ChoiceError
        Unknown format, or none.
    TableError
        With every fault of the table; no pôle in it.
    SourceError
        The folder cannot be made.
    WriteError
        A file cannot be written. Each file is whole or absent, after an interruption too.
    """
    formats = _checked(formats)
    published = load_report() if poles is None else poles.copy()
    if rules is not None:
        published.attrs[KEY] = written_rules(check_rules(rules))
    points, beyond = check_everywhere(published, bassins)
    counted = together(points, beyond)
    if counted.empty:
        raise TableError(_nothing_ranked(published))
    report = tables.report_tables(counted)
    folder = Path(folder)
    tables_folder = folder / "tableaux"
    try:
        tables_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"{folder} : dossier impossible à créer ({reason_of(error)}).") from error
    written = [
        write_table(table, tables_folder / f"{name}{suffix}")
        for name, table in report.items()
        for suffix in TABLE_FORMATS
    ]
    chosen = maps_to_draw(points, published=poles is None)
    draw = partial(
        _draw,
        poles=points,
        everywhere=published,
        bassins=bassins,
        folder=folder,
        formats=formats,
    )
    bar = tqdm(
        shared_out(draw, chosen, workers),
        desc="Cartes",
        total=len(chosen),
        bar_format=BAR,
        leave=False,
        disable=None,
    )
    drawn = dict(bar)
    written += [folder / f"{known.name}.{kind}" for known in chosen for kind in formats]
    shown: dict[str, list[Picture]] = {}
    for known in chosen:
        shown.setdefault(known.heading, []).append(drawn[known][0])
    interactive, others = _noting(
        partial(write_interactive, folder / INTERACTIVE, published, bassins=bassins)
    )
    for message in dict.fromkeys(chain(*(texts for _, texts in drawn.values()), others)):
        warn(message)
    page = folder / "index.html"
    with atomic(page) as temporary:
        text = index_page(shown, formats, report, counted, interactive=INTERACTIVE)
        temporary.write_text(text, encoding="utf-8")
    return [*written, interactive, page]


def _nothing_ranked(poles: pd.DataFrame) -> str:
    """Say that no bassin has a rank, and why."""
    states = uncounted_bassins(poles)
    why = ", ".join(f"{name.lower()} : {len(codes)}" for name, codes in states.items())
    remedy = (
        f" ({why} ; pour une source qui compte tout un territoire, aggregate(field=) ou "
        "« count --champ »)"
        if why
        else ""
    )
    return f"table des pôles : aucun bassin n'a de rang{remedy}, il n'y a rien à dessiner."


def maps_to_draw(points: pd.DataFrame, *, published: bool) -> list[NamedMap]:
    """List the maps of the registry that the atlas has, heading by heading.

    `published`: the pôles are those of the report.
    """
    known = [one for one in MAPS.values() if one.heading and one.fits(points)]
    headings = list(dict.fromkeys(one.heading for one in known))
    drawn = [one for one in known if published or not one.published_alone]
    return sorted(drawn, key=lambda one: headings.index(one.heading))


def _checked(formats: Sequence[str]) -> list[str]:
    """Return the formats, each once."""
    formats = [formats] if isinstance(formats, str) else list(dict.fromkeys(formats))
    if not formats:
        raise ChoiceError(f"formats : un au moins est attendu parmi {', '.join(FORMATS)}.")
    return [check_choice(kind, FORMATS, "formats") for kind in formats]


def _draw(
    known: NamedMap,
    *,
    poles: pd.DataFrame,
    everywhere: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    folder: Path,
    formats: Sequence[str],
) -> tuple[Picture, list[str]]:
    """Draw one map, write it in every format, and give the warnings that it came with.

    `poles`: those of the metropole; `everywhere`: also those overseas.
    """
    table = everywhere if known.overseas else poles
    carte, texts = _noting(partial(known.draw, table, bassins=bassins))
    for kind in formats:
        carte.save(folder / f"{known.name}.{kind}")
    width, height = carte.figure.get_size_inches()
    return Picture(known.name, carte.title, known.caption or carte.title, width, height), texts


def _noting(work: Callable[[], Result]) -> tuple[Result, list[str]]:
    """Do a work, and give the warnings that came with it instead of letting them out."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = work()
    return result, [str(warning.message) for warning in caught]
