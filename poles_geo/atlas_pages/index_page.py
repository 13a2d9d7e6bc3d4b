"""The page of the atlas: every map and table in one HTML file, with links to the others.

It needs no network and no program; the same atlas gives the same bytes.
"""

import html
from collections.abc import Mapping, Sequence
from string import Template
from typing import NamedTuple

import pandas as pd

from poles_geo.communes.field import field_of
from poles_geo.files import read_beside
from poles_geo.tabular.printed import sources_of, title_of
from poles_geo.tabular.writing import FORMATS, to_html
from poles_geo.typography import french_count, french_number, listed, typeset

TITLE = "Les pôles d’offre de soins"
NOTHING = pd.DataFrame()
IMAGES = ("svg", "png")
"""Formats that a browser shows, the better first."""


class Picture(NamedTuple):
    """A map as the page shows it.

    Parameters
    ----------
    name : str
        Its file, without suffix.
    title : str
        Its title.
    caption : str
        What is written under it.
    width, height : float
        Its size; only the ratio counts.
    description : str
        What it shows, in words.
    table : DataFrame
        What it shows, as :attr:`poles_geo.Carte.table` gives it.
    """

    name: str
    title: str
    caption: str
    width: float
    height: float
    description: str = ""
    table: pd.DataFrame = NOTHING


def index_page(
    pictures: Mapping[str, Sequence[Picture]],
    formats: Sequence[str],
    tables: Mapping[str, pd.DataFrame],
    poles: pd.DataFrame,
    *,
    interactive: str,
) -> str:
    """Write the page.

    Parameters
    ----------
    pictures : mapping
        Heading → maps under it; the first heading shows its maps larger.
    formats : sequence of str
        Those in which each map was written.
    tables : mapping
        File name without suffix → table, as :func:`poles_geo.report_2014.figures.report_tables`
        gives them; each is in the folder ``tables``, in the four formats of tables.
    poles : DataFrame
        Those of the maps: rang, and the source, date and attribution of the `attrs`.
    interactive : str
        File of the interactive map.
    """
    ids = [f"cartes-{number}" for number, _ in enumerate(pictures, 1)]
    entries = [*zip(ids, pictures, strict=True), ("tableaux", "Tableaux")]
    blocks = [
        "<header>",
        f"<h1>{TITLE}</h1>",
        f'<p class="chapeau">{_lead(poles)}</p>',
        *(f'<p class="source">{html.escape(line)}</p>' for line in sources_of(poles)),
        f'<p><a class="interactive" href="{interactive}">Ouvrir la carte interactive</a></p>',
        _nav("Sommaire", entries),
        "</header>",
        "<main>",
    ]
    for place, (anchor, heading) in enumerate(entries[:-1]):
        size = "petite" if place else "grande"
        figures = "\n".join(_figure(picture, formats) for picture in pictures[heading])
        blocks += [_heading(anchor, heading), f'<div class="grille {size}">\n{figures}\n</div>']
    titles = [(name, title_of(table, "")) for name, table in tables.items()]
    blocks += [_heading("tableaux", "Tableaux"), _nav("Tableaux", titles)]
    for name, title in titles:
        files = _files(f"tableaux/{name}", [suffix[1:] for suffix in FORMATS], title)
        table = to_html(tables[name])
        blocks.append(
            f'<section id="{name}">\n<h3>{html.escape(title)}</h3>\n'
            f'<div class="tableau" tabindex="0" role="region" aria-label="{html.escape(title)}">\n'
            f"{table}</div>\n{files}\n</section>"
        )
    page = Template(read_beside(__package__, "index.html"))
    return page.substitute(
        title=TITLE, style=read_beside(__package__, "index.css"), body="\n".join(blocks)
    )


def _lead(poles: pd.DataFrame) -> str:
    """Say how many pôles there are, in all and by rank."""
    counts = poles["rang"].value_counts().sort_index()
    parts = [f"{french_number(count)} de rang\u00a0{rang}" for rang, count in counts.items()]
    bounds = field_of(poles.attrs).told
    field = f" Champ : {bounds}." if bounds else ""
    count = french_count(len(poles), "pôle d’offre de soins", "pôles d’offre de soins")
    return typeset(f"{count} : {listed(parts)}.{field}")


def _heading(anchor: str, text: str) -> str:
    return f'<h2 id="{anchor}">{html.escape(typeset(text))}</h2>'


def _nav(label: str, entries: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<li><a href="#{anchor}">{html.escape(typeset(text))}</a></li>' for anchor, text in entries
    )
    return f'<nav aria-label="{label}"><ul>{items}</ul></nav>'


def _figure(picture: Picture, formats: Sequence[str]) -> str:
    """Show one map: the picture when a browser can, and a link to each of its files."""
    shown_as = ""
    if shown := next((kind for kind in IMAGES if kind in formats), None):
        height = round(1000 * picture.height / picture.width)
        shown_as = (
            f'<a href="{picture.name}.{shown}"><img src="{picture.name}.{shown}" loading="lazy" '
            f'width="1000" height="{height}" alt="{_alternative(picture)}"></a>\n'
        )
    caption = html.escape(typeset(picture.caption))
    files = _files(picture.name, formats, picture.title)
    caption += f"\n{files}{_beside(picture)}"
    return f"<figure>\n{shown_as}<figcaption>{caption}</figcaption>\n</figure>"


def _alternative(picture: Picture) -> str:
    """Say what a picture shows, for those who do not see it."""
    return html.escape(picture.description or typeset(f"Carte : {picture.title}"))


def _beside(picture: Picture) -> str:
    """Give what a map shows in words and as a table, to be opened beside it."""
    if picture.table.empty:
        return ""
    index = "code_bassin" if "rang" in picture.table else "code"
    table = to_html(picture.table.reset_index(names=index), picture.title)
    title = html.escape(typeset(picture.title))
    return (
        f'\n<details>\n<summary>Données<span class="cache"> de la carte\u00a0: {title}</span>'
        f"</summary>\n<p>{html.escape(picture.description)}</p>\n"
        f'<div class="tableau" tabindex="0" role="region" aria-label="Tableau\u00a0: {title}">\n'
        f"{table}</div>\n</details>"
    )


def _files(stem: str, kinds: Sequence[str], title: str) -> str:
    """Link to one file a format."""
    links = "".join(
        f'<a href="{stem}.{kind}" aria-label="{html.escape(typeset(title))}, {kind.upper()}">'
        f"{kind.upper()}</a>"
        for kind in kinds
    )
    return f'<div class="fichiers">{links}</div>'
