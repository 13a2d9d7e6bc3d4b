"""The atlas: every map and table of the report in one folder, with a page that shows them."""

import html
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from poles_geo import tables
from poles_geo.cartes.carte import FORMATS, Carte
from poles_geo.cartes.rapport import map_bassin_minier, map_national, map_region
from poles_geo.errors import SourceError, check_choice
from poles_geo.fichiers import atomic
from poles_geo.impression import to_html, write_table
from poles_geo.regions import REGIONS_2014
from poles_geo.sources import edition
from poles_geo.typographie import imprime

Builder = Callable[[pd.DataFrame], Carte]

TABLE_FORMATS = ("csv", "xlsx", "html", "md")


def atlas(
    dossier: str | Path,
    *,
    poles: pd.DataFrame | None = None,
    formats: Sequence[str] = ("pdf", "png"),
    processus: int = 1,
) -> list[Path]:
    """Draw every map and write every table of the report into a folder.

    Parameters
    ----------
    dossier : path
        Made when it does not exist; files of the same names are replaced.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default.
    formats : sequence of {"pdf", "png", "svg"}
        Of the maps. The page shows SVG or PNG where it is among them.
    processus : int
        How many maps are drawn at once, each by a process. With more than one, a script calls
        this function under ``if __name__ == "__main__":``.

    Returns
    -------
    list of Path
        The files written, the page last.

    Raises
    ------
    ChoiceError
        Unknown format, or none.
    TableError
        With every fault of the table.
    SourceError
        The folder cannot be made.
    """
    for kind in formats or ("aucun",):
        check_choice(kind, FORMATS, "formats")
    dossier = Path(dossier)
    try:
        (dossier / "tableaux").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"{dossier} : dossier impossible à créer ({error.strerror}).") from error
    if poles is None:
        poles = edition.load_report()
    written = _write_tables(tables.report_tables(poles), dossier / "tableaux")
    titles = dict(_draw_all(poles, dossier, formats, processus))
    names = [name for name in builders() if name in titles]
    written += [dossier / f"{name}.{kind}" for name in names for kind in formats]
    page = dossier / "index.html"
    with atomic(page) as temporary:
        temporary.write_text(index_page(titles, names, formats, poles), encoding="utf-8")
    return [*written, page]


def builders() -> dict[str, Builder]:
    """Return the maps of the atlas: file name without suffix, function that draws it."""
    regions = {
        f"region-{slug(region)}": partial(map_region, region=region) for region in REGIONS_2014
    }
    return {"france": map_national, "bassin-minier": map_bassin_minier, **regions}


def slug(name: str) -> str:
    """Write a name for a file: « Côte d'Azur » → « cote-d-azur »."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _draw_all(
    poles: pd.DataFrame, dossier: Path, formats: Sequence[str], processus: int
) -> Iterator[tuple[str, str]]:
    """Draw the maps, and give the name and title of each as it is finished."""
    names = list(builders())
    with tqdm(total=len(names), desc="Cartes", unit="carte", leave=False) as bar:
        if processus <= 1:
            for name in names:
                yield name, _draw(name, poles, dossier, formats)
                bar.update()
            return
        pool = ProcessPoolExecutor(min(processus, len(names), os.cpu_count() or 1))
        try:
            waiting = {pool.submit(_draw, name, poles, dossier, formats): name for name in names}
            for done in as_completed(waiting):
                yield waiting[done], done.result()
                bar.update()
        finally:
            pool.shutdown(cancel_futures=True)


def _draw(name: str, poles: pd.DataFrame, dossier: Path, formats: Sequence[str]) -> str:
    """Draw one map in every format and return its title."""
    carte = builders()[name](poles)
    for kind in formats:
        carte.save(dossier / f"{name}.{kind}")
    return carte.titre


def _write_tables(report: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    return [
        write_table(table, folder / f"{name}.{kind}")
        for name, table in report.items()
        for kind in TABLE_FORMATS
    ]


STYLE_PAGE = """\
:root { color-scheme: light; --encre: #22262b; --gris: #6b7178; --filet: #dcd9d3; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 2rem 1.25rem 4rem; color: var(--encre);
  font: 1rem/1.5 "Source Sans 3", "Segoe UI", system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { margin: 3rem 0 1rem; font-size: 1.35rem; }
p.source { color: var(--gris); margin-top: 0; }
nav a, figcaption a, .fichiers a { color: #1f6f8b; margin-right: .8rem; }
figure { margin: 0; border: 1px solid var(--filet); padding: .6rem; background: #fff; }
figure img { width: 100%; height: auto; display: block; }
figcaption { padding-top: .5rem; font-size: .92rem; }
.grille { display: grid; gap: 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
.grandes { display: grid; gap: 1.25rem;
  grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); }
.tableau { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { padding: .15rem .6rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { border-bottom: 2px solid var(--encre); vertical-align: bottom; font-weight: 600; }
tbody tr + tr > * { border-top: 1px solid var(--filet); }
tfoot tr > * { border-top: 2px solid var(--encre); font-weight: 600; }
.nombre { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
"""


def index_page(
    titles: dict[str, str], names: Sequence[str], formats: Sequence[str], poles: pd.DataFrame
) -> str:
    """Write the page that shows the maps and the tables, with links to every file.

    Parameters
    ----------
    titles : dict
        File name of a map without suffix → its title.
    names : sequence of str
        The maps in the order of the page; regions begin with « region- ».
    """
    large = [name for name in names if not name.startswith("region-")]
    small = [name for name in names if name.startswith("region-")]
    report = tables.report_tables(poles)
    source = ", ".join(str(poles.attrs[key]) for key in ("source", "date") if key in poles.attrs)
    figures = {name: _figure(name, titles[name], formats) for name in names}
    blocks = [
        "<h1>Les pôles d’offre de soins</h1>",
        f'<p class="source">{html.escape(imprime(source))}</p>',
        '<nav><a href="#france">France et Bassin minier</a><a href="#regions">Régions</a>'
        '<a href="#tableaux">Tableaux</a></nav>',
        '<h2 id="france">France et Bassin minier</h2>',
        f'<div class="grandes">{"".join(figures[name] for name in large)}</div>',
        '<h2 id="regions">Les 22 régions de 2014</h2>',
        f'<div class="grille">{"".join(figures[name] for name in small)}</div>',
        '<h2 id="tableaux">Tableaux</h2>',
        *(
            f'<div class="tableau">{to_html(table)}</div><p class="fichiers">'
            + "".join(
                f'<a href="tableaux/{name}.{kind}">{kind.upper()}</a>' for kind in TABLE_FORMATS
            )
            + "</p>"
            for name, table in report.items()
        ),
    ]
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Les pôles d’offre de soins</title>\n<style>\n{STYLE_PAGE}</style>\n</head>\n"
        "<body>\n" + "\n".join(blocks) + "\n</body>\n</html>\n"
    )


def _figure(name: str, title: str, formats: Sequence[str]) -> str:
    """Show one map: the picture when there is one, and a link to each of its files."""
    shown = next((kind for kind in ("svg", "png") if kind in formats), None)
    picture = (
        f'<a href="{name}.{shown}"><img src="{name}.{shown}" loading="lazy" '
        f'alt="{html.escape(title)}"></a>'
        if shown
        else ""
    )
    links = "".join(f'<a href="{name}.{kind}">{kind.upper()}</a>' for kind in formats)
    return f"<figure>{picture}<figcaption>{html.escape(title)}<br>{links}</figcaption></figure>\n"
