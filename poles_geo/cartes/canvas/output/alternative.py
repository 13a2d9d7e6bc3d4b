"""What a map shows, in words and as a table, for those who do not see the picture.

Written from the numbers that its symbols and areas were told, those that are drawn: what is shown,
how many, the first, the last, what is missing.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from poles_geo.cartes.canvas.marks import told
from poles_geo.ranking.classify import things_of
from poles_geo.typography import french_count, french_exact, french_number, listed, typeset

COLUMNS = ["nom", "rang", "effectif"]
"""Columns of the pôles shown."""
NAMES_SHOWN = 10
"""Names without a place that are listed; more are counted."""
COUNTED, RANK = re.compile(r"\(\d[\d\s]*\)$"), re.compile(r"\d – ")
"""A row of a legend that counts something; one of a rank, whose pôles are counted apart."""
NAME, VALUES, TERRITORY = "nom", "valeur", "territoire"
"""Columns: what areas are called, their numbers; which of several maps a pôle is on."""


def table_shown(figure: Figure) -> pd.DataFrame:
    """List what the maps of a figure are about.

    Returns
    -------
    DataFrame
        Index: code. Of pôles: nom, rang, effectif, the largest first, each once, faint ones left
        out; where several maps are each about a territory, territoire too, map by map. Of a ratio:
        nom, where known, and valeur, the highest first, areas without a value last. Empty where
        nothing was told. `attrs`, where they were told: unite, what the numbers of pôles are of;
        mesure, what those of a ratio are.
    """
    table = _shown(figure)
    if (things := told(figure, "unite")) is not None:
        table.attrs["unite"] = things
    for ax in figure.axes:
        if told(ax, "measure"):
            table.attrs["mesure"] = told(ax, "measure")
    return table


def _shown(figure: Figure) -> pd.DataFrame:
    parts = [(told(ax, "about"), _largest_first(ax)) for ax in figure.axes]
    if poles := [table for about, table in parts if about is None and len(table)]:
        return _ordered(pd.concat(poles))
    if apart := [table.assign(**{TERRITORY: about}) for about, table in parts if len(table)]:
        return pd.concat(apart)
    ratios = [item for artist in _artists(figure) if (item := told(artist, "ratio")) is not None]
    if ratios:
        values: pd.Series[float] = pd.concat(ratios)
        values = values[~values.index.duplicated()].rename(VALUES)
        ordered = values.sort_index(key=lambda codes: codes.astype("str"))
        table = ordered.sort_values(ascending=False, kind="stable", na_position="last").to_frame()
        names = [item for artist in _artists(figure) if (item := told(artist, "names")) is not None]
        if known := [item for item in names if len(item)]:
            every_name = pd.concat(known)
            every_name = every_name[~every_name.index.duplicated()]
            table.insert(0, NAME, every_name.reindex(table.index))
        return table
    return pd.DataFrame()


def _largest_first(ax: Axes) -> pd.DataFrame:
    """List the pôles that a map is about."""
    artists = (*ax.collections, *ax.patches)
    known = [table for artist in artists if (table := told(artist, "shown")) is not None]
    return _ordered(pd.concat(known)) if known else pd.DataFrame()


def _ordered(poles: pd.DataFrame) -> pd.DataFrame:
    """Put the largest first, each pôle once."""
    every = poles[~poles.index.duplicated()].sort_index(key=lambda codes: codes.astype("str"))
    return every.sort_values("effectif", ascending=False, kind="stable")


def missing_from(figure: Figure) -> dict[str, int]:
    """Count the bassins that the maps of a figure could not show, by why."""
    found: dict[str, int] = {}
    for artist in _artists(figure):
        found |= told(artist, "missing") or {}
    return found


def classes_shown(figure: Figure) -> list[str]:
    """List the rows of the legend that count something, but for the ranks of pôles."""
    panels = [told(ax, "rows") or () for ax in figure.axes]
    rows = dict.fromkeys(" ".join(row.split("\n")) for panel in panels for row in panel)
    return [row for row in rows if COUNTED.search(row) and not RANK.match(row)]


def map_in_words(
    table: pd.DataFrame,
    title: str,
    *,
    subtitle: str = "",
    classes: Sequence[str] = (),
    source: str = "",
    left_out: Sequence[str] = (),
    missing: Mapping[str, int] = MappingProxyType({}),
    words: Sequence[str] = (),
) -> str:
    """Say what a map shows, in a few sentences.

    Parameters
    ----------
    table : DataFrame
        As :func:`table_shown` gives it.
    title, subtitle : str
    classes : sequence of str
        Rows of the legend, with what they count, « De 50 à 75 km (9 332) ».
    source : str
        Of the counts, with its date.
    left_out : sequence of str
        Names that found no place on the picture.
    missing : mapping
        Bassins that are not shown, by why.
    words : sequence of str
        What the page writes beside the map.
    """
    sentences = [f"Carte : {title}.", *([f"{subtitle}."] if subtitle else [])]
    if VALUES in table:
        sentences += _ratio_told(table)
    elif TERRITORY in table:
        for name, held in table.groupby(TERRITORY, sort=False):
            held.attrs = table.attrs
            first, *others = _poles_told(held)
            sentences += [f"{name}, {first}", *others]
    elif len(table):
        sentences += _poles_told(table)
    if classes:
        sentences.append(f"Légende : {' ; '.join(classes)}.")
    sentences += [f"{name} : {french_number(count)}." for name, count in missing.items()]
    if left_out:
        count = french_count(len(left_out), "nom")
        names = listed([*left_out[:NAMES_SHOWN], *(["…"] if len(left_out) > NAMES_SHOWN else [])])
        sentences.append(f"{count} sans place sur l'image : {names}.")
    sentences += words
    if source:
        sentences.append(f"Source : {source}.")
    return typeset(" ".join(sentences))


def _poles_told(table: pd.DataFrame) -> list[str]:
    """How many pôles, by rank; the first and the last; the sum."""
    counts = table["rang"].value_counts().sort_index()
    ranks = listed(
        [f"{french_number(count)} de rang\u00a0{rang}" for rang, count in counts.items()]
    )
    first, last = table.iloc[0], table.iloc[-1]
    thing = things_of(table.attrs).removesuffix("s")
    told = [
        f"{french_count(len(table), 'pôle')} : {ranks}.",
        f"En tout : {french_count(table['effectif'].sum(), thing)}.",
    ]
    if len(table) > 1:
        told.append(
            f"Le premier : {first['nom']}, {french_number(first['effectif'])} ; le dernier : "
            f"{last['nom']}, {french_number(last['effectif'])}."
        )
    return told


def _ratio_told(table: pd.DataFrame) -> list[str]:
    """How many areas have a value; the highest, the lowest, the median; how many have none."""
    known, missing = table.dropna(subset=VALUES), int(table[VALUES].isna().sum())
    low, middle, high = (_number(value) for value in np.quantile(known[VALUES], [0, 0.5, 1]))
    codes = known.index.to_series().astype("str")
    called = known[NAME].fillna(codes) if NAME in known else codes

    def end(place: int) -> str:
        there = known[VALUES] == known[VALUES].iloc[place]
        several = int(there.sum())
        return called.iloc[place] if several == 1 else french_count(several, "lieu", "lieux")

    measured = f"{measure} : " if (measure := table.attrs.get("mesure")) else ""
    told = [
        f"{measured}{french_count(len(known), 'lieu', 'lieux')} avec une valeur.",
        f"La plus forte : {end(0)}, {high} ; la plus faible : {end(-1)}, {low} ; "
        f"médiane : {middle}.",
    ]
    if missing:
        told.append(f"{french_count(missing, 'lieu', 'lieux')} sans donnée.")
    return told


def _number(value: float) -> str:
    """Write a number with three digits that mean something, or all of a larger one."""
    digits = max(0, 2 - int(np.floor(np.log10(abs(value))))) if value else 0
    return french_exact(value, digits)


def _artists(figure: Figure) -> list[Artist]:
    axes: list[Axes] = figure.axes
    return [artist for ax in axes for artist in (*ax.collections, *ax.patches)]
