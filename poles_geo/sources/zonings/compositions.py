"""Compositions of zonings by commune: bassins de vie of any edition, and tables of that shape.

Counts communes and the units they belong to; a commune outside the zoning stays, without unit.
"""

import logging
import re
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from poles_geo.coded import by_unit
from poles_geo.codes import (
    ARRONDISSEMENTS,
    SCIENTIFIC,
    are_in,
    departements_of,
    fold_codes,
    is_code,
    repair_codes,
)
from poles_geo.download.cache import at_hand
from poles_geo.edition import embedded as edition
from poles_geo.errors import Faults, LayoutError, SourceError, TableError, warn, worded
from poles_geo.sources.by_commune import (
    CODE_COMMUNE,
    GEOGRAPHY_IN_NAME,
    Source,
    blank_missing,
    code_column,
    cog_year,
    commune_codes,
    read_tables,
    without_totals,
)
from poles_geo.sources.vectors import VECTORS
from poles_geo.sources.zonings import members
from poles_geo.tabular.books.sheet_tables import (
    Table,
    find_tables,
    layout_error,
    tell_hidden,
    year_in,
)
from poles_geo.tabular.books.sheets import Sheet
from poles_geo.tabular.headings import plain
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.texts.quoting import quoted, quoted_cells
from poles_geo.typography import french_count

logger = logging.getLogger(__name__)

COMMUNE_NAME = (
    *("libgeo", "nomcommune", "libcom", "nomcom", "comnom", "comlib", "libellecommune"),
    "libcommune",
)
NAME = re.compile(r"[A-Za-z]{1,12}[ _-]?\d{0,4}")
"""What may be meant for the name of a zoning."""
NO_BASSIN = ("ZZZZZ", "ZZZZ", "ZZZZZZZZZ")
NO_UNIT = frozenset(
    {"non couvert", "non couverte", "hors zonage", "sans objet", "n/a", "na", "nc", "-", "aucun"}
)
"""What fills the column of the unit of a commune that is in none."""
ATTRIBUTES = {
    "dep", "reg", "departement", "region", "type", "nbcom", "annee", "population", "pop", "pmun",
    "niveau", "date", "datearrete",
}  # fmt: skip
LABELS = ("lib{}", "nom{}", "libelle{}", "{}lib", "{}nom", "{}libelle")
"""How the column of the name of a unit is called, beside that of its code."""


def read_composition(
    source: Source, *, millesime: int | str | None = None, zonage: str | None = None
) -> pd.DataFrame:
    """Read which commune belongs to which unit of a zoning.

    INSEE's bassins de vie in any edition, and any table of the same shape: one row per commune,
    its code, and the code of the unit (EPCI, zone d'emploi, canton, territoire de santé…). Or one
    row per EPCI (SIREN), per département, or per bassin de vie (column BV2012 or BV2022), as
    agencies hold their territories: it is expanded to the communes of the embedded edition.

    Parameters
    ----------
    source : path, DataFrame or name
        Workbook, CSV, or a zip of one. A composition already read is given back as it is.
        "BV2012" or "BV2022": the embedded bassins de vie, or those of a more recent year that
        ``poles-geo data fetch`` has brought. "EPCI", "DEP" or "REG": the intercommunalités,
        départements or regions of 2024.
    millesime : int or str, optional
        Edition of the zoning wanted (2012, 2022). Checked against the file when it says so,
        taken as given when it does not.
    zonage : str, optional
        Column of the code of the unit, for a file with several zonings; of « tvs_code », "tvs" will
        do.

    Returns
    -------
    DataFrame
        Index ``code_commune``; ``code_bassin`` (missing for INSEE's « ZZZZZ »), ``nom_commune``
        and ``nom_bassin`` where the file has them. ``attrs``: ``zonage`` ("BV2012"),
        ``millesime`` ("2012" or None), ``annee_cog`` (year of the communes, or None),
        ``source`` (name of the file), ``sans_bassin`` (codes of communes outside the zoning).
        Of a zoning by EPCI, département or bassin: ``communes_en_double`` (units of each commune
        that several reach: it is in none), ``communes_sans_unite``, ``membres_inconnus``.

    Raises
    ------
    LayoutError
        When the file is of another layout, of another millésime, or has several zonings.
    TableError
        When a code is unreadable or has lost digits, a commune is in two units, or a code has
        several names.

    Warns
    -----
    UserWarning
        When communes are in no unit for another reason than INSEE's « ZZZZZ », or in several of a
        zoning by EPCI, département or bassin, or names of units are alike.

    Notes
    -----
    Source: Insee, *Base des bassins de vie* (2012: statistiques/2115016; 2022:
    statistiques/6676988).

    Examples
    --------
    >>> import poles_geo as pg
    >>> pg.read_composition("BV2022").loc["59512"].to_list()
    ['59350', 'Lille']
    """
    if isinstance(source, str) and (named := embedded_zoning(source)):
        source = _official(named)
        if isinstance(source, pd.DataFrame):
            return _of_edition(source, millesime)
    if isinstance(source, pd.DataFrame) and source.attrs.keys() >= CARRIED:
        return _of_edition(by_unit(source, "composition"), millesime)
    if isinstance(source, str) and NAME.fullmatch(source) and not Path(source).exists():
        near = get_close_matches(source.upper(), edition.EMBEDDED, n=1, cutoff=0.7)
        meant = f" ; vouliez-vous dire {near[0]} ?" if near else "."
        known = ", ".join(edition.EMBEDDED)
        raise SourceError(f"{source} : ni un zonage embarqué ({known}), ni un fichier{meant}")
    if isinstance(source, str | Path) and str(source).lower().endswith(VECTORS):
        raise LayoutError(
            f"{Path(source).name} : une couche d'un SIG ; un zonage est attendu en tableau, une "
            "ligne par commune : "
            + worded(
                "points = communes.set_geometry(communes.representative_point()), puis "
                'read_composition(points.sjoin(territoires), zonage="code"), territoires étant '
                "en EPSG:2154 et code leur colonne.",
                "joignez ses territoires aux communes dans le SIG (« Joindre les attributs par "
                "localisation »), et enregistrez en CSV.",
            )
        )
    sheets, tables, name = read_tables(source, _is_header)
    found = [(table, columns) for table in tables if (columns := _zonings(table, zonage))]
    if not found and not tables:
        tables = find_tables(sheets, lambda names: bool(names & members.COLUMNS))
        found = [(table, columns) for table in tables if (columns := _zonings(table, zonage))]
    if not found:
        expected = zonage or "BV2012, BV2022, EPCI, ZE2020, code_bassin…"
        raise layout_error(
            f"{name} : composition communale introuvable",
            "CODGEO (ou EPCI, BV2022, DEP pour une ligne par membre) et le code de l'unité "
            f"({expected})",
            sheets,
        )
    found = _of_millesime(found, millesime, name)
    if len(found) > 1 or len(found[0][1]) > 1:
        choices = [column for _, columns in found for column in columns]
        raise LayoutError(
            f"{name} : plusieurs zonages possibles ({', '.join(choices)}) ; "
            f"{worded('dites lequel par zonage= ou millesime=', 'gardez-en un dans le fichier')}."
        )
    table, (column,) = found[0]
    tell_hidden(table.sheet)
    attrs = table.data.attrs if isinstance(source, pd.DataFrame) else {}
    held = None if set(table.columns) & set(CODE_COMMUNE) else members.kind_of(table.columns)
    composition = _composition(table, column) if held is None else _expanded(table, column, *held)
    if composition.empty:
        raise LayoutError(f"{name} : aucune ligne sous l'en-tête.")
    year = attrs.get("annee_cog") or cog_year(table)
    composition.attrs = {
        **composition.attrs,
        "zonage": attrs.get("zonage", column),
        "millesime": attrs.get("millesime") or _millesime(column) or _as_text(millesime),
        "annee_cog": year if held is None else held[0].year,
        "source": attrs.get("source", name),
        "sans_bassin": composition.index[composition["code_bassin"].isna()].tolist(),
    }
    _check_counts(composition, column, sheets)
    if outside := len(composition.attrs["sans_bassin"]):
        logger.info("%s : %s hors de tout bassin", name, french_count(outside, "commune"))
    return composition


KIND, WHOLE = "typecom", "COM"
"""Column of Insee's list of communes that tells them from their parts (ARM, COMD, COMA)."""


AREAS_CALLED = {
    "EPCI2024": ("EPCI", "INTERCOMMUNALITE", "INTERCOMMUNALITÉ"),
    "DEP2024": ("DEP", "DEPARTEMENT", "DÉPARTEMENT"),
    "REG2024": ("REG", "REGION", "RÉGION"),
}
"""Other words for embedded zonings, with or without the s of several."""
MEANT = {word: zonage for zonage, words in AREAS_CALLED.items() for word in words}


def embedded_zoning(name: str) -> str | None:
    """Name as the edition does the embedded zoning that a word stands for; None for another word.

    Examples
    --------
    >>> embedded_zoning("bv2022"), embedded_zoning("départements"), embedded_zoning("cpts.csv")
    ('BV2022', 'DEP2024', None)
    """
    word = name.upper()
    found = MEANT.get(word.removesuffix("S"), word)
    return found if found in edition.EMBEDDED else None


def _official(name: str) -> Path | pd.DataFrame:
    """Find the newest composition at hand of a zoning of Insee's: embedded, or fetched."""
    if name in edition.AREAS:
        return edition.load_composition(name)
    embedded, fetched = edition.load_composition(name), at_hand(name.lower())
    year = year_in([fetched.name], GEOGRAPHY_IN_NAME) if fetched else None
    return fetched if fetched and year and year > embedded.attrs["annee_cog"] else embedded


CARRIED = frozenset(("zonage", "millesime", "annee_cog", "source", "sans_bassin"))
"""What the `attrs` of a composition already read hold."""


def _of_edition(composition: pd.DataFrame, millesime: int | str | None) -> pd.DataFrame:
    """Give back a composition already read, unless another edition is wanted."""
    known = composition.attrs["millesime"]
    if millesime is not None and known not in (None, _as_text(millesime)):
        raise LayoutError(f"composition : millésime {millesime} demandé, {known} trouvé.")
    return composition


def _is_header(names: set[str]) -> bool:
    """Tell a row of headings: it names a column of communes, and has no code of one."""
    codes = any(is_code(name.upper()) for name in names)
    return bool(names & set(CODE_COMMUNE)) and not codes


def _zonings(table: Table, zonage: str | None) -> list[str]:
    """Columns that may hold the code of the unit."""
    names = table.columns
    if zonage is not None:
        wanted = plain(zonage)
        column = table.column([wanted, f"{wanted}code", f"code{wanted}"])
        return [column] if column else []
    free = set(names) - set(CODE_COMMUNE) - set(COMMUNE_NAME) - ATTRIBUTES - {"geo"}
    if not set(names) & set(CODE_COMMUNE):
        free -= members.COLUMNS
    labelled = [
        names[name]
        for name in free
        if _stem(name) not in ATTRIBUTES and set(_labels_of(name)) & set(names)
    ]
    if labelled:
        return sorted(labelled)
    coded = [
        name for name in free if re.fullmatch(r"code.+|.+code|bv\d{4}|ze\d{4}|epci|siren.*", name)
    ]
    if coded:
        return sorted(names[name] for name in coded)
    bare = [
        name
        for name in free
        if not re.match(r"lib|nom|n[bc]|[px]\d|lat|lon|geo", name)
        and not re.search(r"(lib|libelle|nom)$", name)
    ]
    return sorted(names[name] for name in bare)


def _stem(name: str) -> str:
    """Name of a zoning in the plain name of the column of its code: « tvscode » → « tvs »."""
    return re.sub(r"^code(?=.)|(?<=.)code$", "", name)


def _labels_of(name: str) -> list[str]:
    """Plain names that the column of the names of units may have."""
    return [label.format(stem) for stem in dict.fromkeys((name, _stem(name))) for label in LABELS]


def _expanded(table: Table, zonage: str, kind: members.Kind, column: str) -> pd.DataFrame:
    """Make the composition from a table by EPCI, département or bassin."""
    units = blank_missing(_units(table.data[zonage], pd.Series("", table.data.index), table))
    label = table.column(_labels_of(plain(zonage)))
    named = None if label is None else blank_missing(table.data[label]).mask(units.isna())
    if named is not None:
        _refuse_several_names(units, named, table)
    return members.expand(table, column, kind, units, named)


def _of_millesime(
    found: list[tuple[Table, list[str]]], millesime: int | str | None, name: str
) -> list[tuple[Table, list[str]]]:
    """Keep the zonings of the edition wanted; refuse a file that has others only."""
    wanted = _as_text(millesime)
    if wanted is None:
        return found
    kept = [
        (table, right)
        for table, columns in found
        if (right := [column for column in columns if _millesime(column) in (None, wanted)])
    ]
    if not kept:
        columns = ", ".join(column for _, columns in found for column in columns)
        raise LayoutError(f"{name} : millésime {wanted} demandé ; le fichier contient {columns}.")
    return kept


def _composition(table: Table, zonage: str) -> pd.DataFrame:
    """Make the composition from the rows of the file; those of parts of communes are left."""
    if kind := table.column([KIND]):
        communes = table.data[kind].eq(WHOLE).to_numpy()
        rows = table.data[communes].reset_index(drop=True)
        table = replace(table, data=rows, lines=np.asarray(table.lines)[communes])
    table, _ = without_totals(table)
    data = table.data
    name = table.sheet.file
    units = _units(data[zonage], code_column(table), table)
    if zonage.upper().startswith("BV"):
        units = repair_codes(units).codes.fillna(units)
    columns = {"code_bassin": blank_missing(units)}
    if label := table.column(COMMUNE_NAME):
        columns["nom_commune"] = blank_missing(data[label])
    if label := table.column([*_labels_of(plain(zonage)), "nombassin", "libbassin"]):
        columns["nom_bassin"] = blank_missing(data[label]).mask(columns["code_bassin"].isna())
        _refuse_several_names(columns["code_bassin"], columns["nom_bassin"], table)
    frame = pd.DataFrame(columns)
    empty = data[zonage].eq("")
    if empty.any():
        warn(
            f"{name} : {french_count(int(empty.sum()), 'commune')} sans code dans la colonne "
            f"{zonage}."
        )
    codes = pd.Series(commune_codes(code_column(table), table))
    codes = codes.where(_divided(codes, frame["code_bassin"]), fold_codes(codes))
    frame = frame.set_axis(pd.Index(codes, name="code_commune"), axis=0)
    repeated = frame[frame.index.duplicated(keep=False)]
    units_of = repeated["code_bassin"].groupby(level=0).nunique(dropna=False)
    faults = Faults(name)
    if torn := units_of.index[units_of > 1].tolist():
        faults.add("communes présentes dans plusieurs unités", torn)
    faults.raise_if_any(TableError)
    return frame[~frame.index.duplicated()]


def _units(cells: pd.Series, communes: pd.Series, table: Table) -> pd.Series:
    """Read the codes of units; those that are no unit are empty, and told.

    Raises
    ------
    TableError
        When a spreadsheet has lost digits of a code.
    """
    name = table.name
    units = cells.replace(list(NO_BASSIN), "").str.replace(r"(?<=\d)[.,]0$", "", regex=True)
    if (lost := units[units.str.fullmatch(SCIENTIFIC)]).any():
        raise TableError(
            f"{name} : colonne {cells.name} : codes dont un tableur a perdu des chiffres "
            f"({lost.iloc[0]}, {french_count(len(lost), 'ligne')}) ; mettez la colonne en texte, "
            "puis collez de nouveau les codes."
        )
    rural = departements_of(repair_codes(communes).codes.fillna("")) + "000"
    none = units.str.casefold().isin(NO_UNIT) | units.str.fullmatch("0+") | (units == rural)
    if none.any():
        said = ", ".join(units[none].unique()[:5])
        warn(f"{name} : {french_count(int(none.sum()), 'commune')} hors de toute unité ({said}).")
    spelled = units[~none & (units != "")].drop_duplicates()
    alike = spelled[spelled.map(plain).duplicated(keep=False)]
    if len(alike):
        told = ", ".join(table.places(alike)[:6])
        warn(f"{name} : unités aux noms presque semblables, tenues pour distinctes, lignes {told}.")
    return units.mask(none, "")


def _refuse_several_names(units: pd.Series, names: pd.Series, table: Table) -> None:
    """Refuse a code that has several names, whatever their spelling: it is several units."""
    known = pd.DataFrame({"code": units, "nom": names}).dropna().drop_duplicates()
    spelled = known.assign(nom=known["nom"].map(plain)).drop_duplicates()["code"]
    faults = Faults(table.name)
    for code in sorted(spelled[spelled.duplicated()].unique()):
        faults.add(
            f"le code {quoted(code)} a plusieurs noms ; donnez à chaque unité un code à elle",
            table.places(known.loc[known["code"] == code, "nom"]),
        )
    faults.raise_if_any(TableError)


def _divided(codes: pd.Series, units: pd.Series) -> pd.Series:
    """Tell the arrondissements that stay: those of a city that is not whole in one unit."""
    city = codes.map(ARRONDISSEMENTS)
    table = pd.DataFrame({"ville": fold_codes(codes), "code": codes, "unite": units})
    found = table.groupby("ville").agg(n=("code", "nunique"), units=("unite", "nunique"))
    sizes = pd.Series(ARRONDISSEMENTS).value_counts()
    every = found["n"] >= sizes.reindex(found.index)
    itself = are_in(found.index, pd.Index(codes.unique()))
    whole = found.index[(every | itself) & (found["units"] <= 1)]
    return city.notna() & ~are_in(city, whole) & (units != city)


def _check_counts(composition: pd.DataFrame, zonage: str, sheets: list[Sheet]) -> None:
    """Compare with the numbers of communes that the other sheet announces."""
    wanted = {plain(zonage), "nbcom"}
    for table in find_tables(sheets, lambda names: wanted <= names):
        announced = numbers(
            table.data[table.columns["nbcom"]], table.lines.tolist(), name=table.name
        )
        announced.index = pd.Index(table.data[table.columns[plain(zonage)]])
        announced = announced.drop(index=list(NO_BASSIN), errors="ignore")
        counted = composition.groupby("code_bassin").size()
        both = pd.concat([announced, counted], axis=1, keys=["annonce", "compte"]).fillna(0)
        wrong = both.index[both["annonce"] != both["compte"]]
        if len(wrong):
            warn(
                f"{table.sheet.file} : {french_count(len(wrong), 'unité')} de {zonage} sans le "
                "nombre "
                f"de communes annoncé ({quoted_cells(wrong)}…) ; le fichier est-il complet ?"
            )


def _millesime(column: str) -> str | None:
    """Edition in the name of a column: "BV2012" → "2012"."""
    match = re.search(r"\d{4}$", column)
    return match[0] if match else None


def _as_text(value: int | str | None) -> str | None:
    return None if value is None else str(value)
