"""The communes of a source followed to the units of a zoning, whatever the years of both."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from poles_geo.codes import ARRONDISSEMENTS, are_in, repair_codes
from poles_geo.communes.identity import index_of
from poles_geo.communes.movements import (
    Movements,
    filiation,
    infer_cog_year,
    newest_filiation,
)
from poles_geo.communes.passage import Populations, passage
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.located.postal_keys import PLACE, follow_by_postal_code
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import COMMUNES_YEAR


@dataclass(frozen=True, eq=False)
class FollowedCommunes:
    """Links from the communes of the source to the bassins.

    Attributes
    ----------
    communes : DataFrame
        Communes of the places, as ``decompte.places.communes``, with their ``code_postal``.
    links : DataFrame
        ``code_commune``, ``code_postal``, ``code_bassin``, ``part``.
    bassins : Index
        Every bassin of the zoning.
    by_postal_code : DataFrame
        ``code_commune``, ``code_postal``: places in a part of their commune, by that key.
    doubtful : DataFrame
        ``code_commune``, ``code_postal``: places put where the code of their commune is, for want
        of a key.
    remarks : dict of str to int
    year : int
        Of the communes of the zoning.
    every, to_today : DataFrame
        ``code_avant``, ``code_apres``: from the communes of the source to those of the year of the
        zoning, and of 2024.
    """

    communes: pd.DataFrame
    links: pd.DataFrame
    bassins: pd.Index
    by_postal_code: pd.DataFrame
    doubtful: pd.DataFrame
    remarks: dict[str, int]
    year: int
    every: pd.DataFrame
    to_today: pd.DataFrame

    def reached(self, codes: Collection[str]) -> set[str]:
        """Communes of the year of the zoning that communes of the source have a part in."""
        return set(self.every.loc[self.every["code_avant"].isin(set(codes)), "code_apres"])

    def reached_today(self, codes: Collection[str]) -> set[str]:
        """Communes of 2024 that communes of the source have a part in."""
        return set(self.to_today.loc[self.to_today["code_avant"].isin(set(codes)), "code_apres"])


def follow_communes(
    decompte: Decompte,
    composition: pd.DataFrame,
    movements: Movements | None,
    cog_year: int | None,
    populations: Populations,
) -> FollowedCommunes:
    """Follow the communes of the source to the bassins, by the year of the zoning."""
    fragments = newest_filiation() if movements is None else filiation(movements)
    communes = _located(decompte, composition)
    codes = pd.Index(communes["code_commune"].unique())
    start, end = _years(codes, decompte.date, composition, fragments, cog_year)
    if populations is None and COMMUNES_YEAR in fragments.columns:
        populations = load_commune_table()["population"].dropna()
        populations = populations[
            are_in(populations.index, pd.Index(fragments[COMMUNES_YEAR].unique()))
        ]
        populations.attrs["annee_cog"] = COMMUNES_YEAR
    moved = passage(fragments, start, end, populations=populations, codes=codes)
    same = pd.DataFrame({"code_avant": codes, "code_apres": codes, "part": 1.0})
    links = pd.concat(
        [same[~same["code_avant"].isin(moved["code_avant"])],
         moved[["code_avant", "code_apres", "part"]]], ignore_index=True,
    )  # fmt: skip
    every = links[["code_avant", "code_apres"]]
    to_today = every
    if COMMUNES_YEAR in fragments.columns and end != COMMUNES_YEAR:
        to_today = passage(fragments, start, COMMUNES_YEAR, codes=codes)
    bassin_of = composition["code_bassin"].dropna()
    links = follow_by_postal_code(communes, links, fragments, start, end)
    links["code_bassin"] = links["code_apres"].map(bassin_of)
    by_postal_code = links.loc[links["par_code_postal"], PLACE].drop_duplicates()
    links = _whole(links)
    unknown = links["part"].isna()
    by_code = links[unknown & (links["code_commune"] == links["code_apres"])].assign(part=1.0)
    links = pd.concat([links[~unknown], by_code]).dropna(subset="code_bassin")
    changed = moved["code_avant"].where(moved["code_avant"] != moved["code_apres"])
    other = moved.loc[moved["annee_avant"] != start, "code_avant"]
    remarks = {
        f"communes de {start} reportées à celles de {end}": changed.nunique()
        if start != end
        else 0,
        f"communes absentes de {start}, suivies depuis une autre année": other.nunique(),
    }
    return FollowedCommunes(
        communes=communes,
        links=links,
        bassins=pd.Index(
            sorted(bassin_of.unique()), name=index_of(composition.attrs.get("zonage")), dtype="str"
        ),
        by_postal_code=by_postal_code,
        doubtful=by_code[PLACE],
        remarks={remark: int(count) for remark, count in remarks.items() if count},
        year=end,
        every=every,
        to_today=to_today,
    )


def _located(decompte: Decompte, composition: pd.DataFrame) -> pd.DataFrame:
    """Communes of the places; arrondissements, where the zoning has some of their city's."""
    communes, table = decompte.places.communes, decompte.places.table
    communes = communes.join(table["code_postal"], on="lieu")
    arrondissements = composition.index[are_in(composition.index, pd.Index(ARRONDISSEMENTS))]
    divided = {ARRONDISSEMENTS[code] for code in arrondissements}
    if not divided:
        return communes
    finer = table.loc[table["ligne"] == "arrondissement", "code"]
    finer = repair_codes(finer).codes
    own = communes["lieu"].map(finer).astype("str").where(communes["code_commune"].isin(divided))
    return communes.assign(code_commune=own.fillna(communes["code_commune"]))


def _years(
    codes: pd.Index,
    date: str | None,
    composition: pd.DataFrame,
    fragments: pd.DataFrame,
    cog_year: int | None,
) -> tuple[int, int]:
    """Years of the communes of the source and of the zoning.

    Told by the caller, the date or the zoning; else inferred from the codes, as one year when one
    explains both.
    """
    known = composition.attrs.get("annee_cog")
    ends = (int(known),) if known else infer_cog_year(composition.index, fragments).years
    if cog_year is None and date:
        years = fragments.columns.astype(int)
        cog_year = min(max(int(date[:4]), min(years)), max(years))
    starts = (cog_year,) if cog_year else infer_cog_year(codes, fragments).years
    common = set(starts) & set(ends)
    return (max(common), max(common)) if common else (max(starts), max(ends))


def _whole(links: pd.DataFrame) -> pd.DataFrame:
    """Give whole, without any key, the communes divided inside one bassin."""
    divided = links.duplicated(PLACE, keep=False)
    parts = links[divided]
    bassins = parts["code_bassin"].groupby([parts[name] for name in PLACE])
    known = bassins.transform("count") == bassins.transform("size")
    inside = (bassins.transform("nunique") == 1) & known
    merged = parts[inside].drop_duplicates(PLACE).assign(part=1.0)
    alone = links[~divided].assign(part=1.0)
    return pd.concat([alone, merged, parts[~inside]], ignore_index=True)
