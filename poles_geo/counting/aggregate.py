"""Counts by bassin de vie, or by any zoning, from persons and places.

A person counts once in each bassin where they practise. Every row is in a bassin or in the
ledger; a bassin without anybody is a row of zeros.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from poles_geo.bassins.attached import composition_of
from poles_geo.codes import ARRONDISSEMENTS, CODE, departement_of, repair_codes
from poles_geo.communes.movements import (
    Movements,
    filiation,
    infer_cog_year,
    newest_filiation,
)
from poles_geo.communes.passage import Populations, passage
from poles_geo.communes.regions import OVERSEAS
from poles_geo.communes.remainder import largest_remainder
from poles_geo.counting.bilan import ROWS
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.placements import Attachment, tally
from poles_geo.counting.professions import PROFESSIONS_2014, ProfessionSet
from poles_geo.counting.told_professions import tell_professions
from poles_geo.counting.zoned_ledger import ledger_of_zoning, rows_of_communes
from poles_geo.edition import embedded as edition
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import Faults, TableError, warn
from poles_geo.sources.compositions import read_composition
from poles_geo.typography import french_count, punctuate


def aggregate(
    decompte: Decompte,
    zonage: pd.DataFrame | str | Path,
    *,
    professions: ProfessionSet = PROFESSIONS_2014,
    movements: Movements | None = None,
    cog_year: int | None = None,
    populations: Populations = None,
) -> pd.DataFrame:
    """Count professionals by bassin.

    Parameters
    ----------
    decompte : Decompte
        As :func:`poles_geo.count_professionals` gives it.
    zonage : str, path or DataFrame
        "BV2012", "BV2022" or the file of a composition (see :func:`poles_geo.read_composition`);
        a composition already read (index ``code_commune``, column ``code_bassin``), or bassins
        that carry theirs (:func:`poles_geo.composition_of`).
    professions : ProfessionSet
        Professions that count, and their group. A person with several of them in one bassin
        counts once there, under the first in the order of ``decompte.professions`` (the
        ledger says how many persons).
    movements : path or DataFrame, optional
        Insee's movements of communes, by which the communes of the source are carried to the year
        of the zoning. Default: the embedded ones.
    cog_year : int, optional
        Year of the communes of the source. Default: year of its date, else inferred.
    populations : Series or several, optional
        Key of the communes split between bassins, as for :func:`poles_geo.carry_over`. Default:
        the embedded populations, on the communes of 2024. A commune that they cannot share goes
        whole to the bassin of the former commune of its code, and is listed as doubtful.

    Returns
    -------
    DataFrame
        Index ``code_bassin``, every bassin of the zoning; effectif, proximite, pole,
        infirmiers_psychiatrie: whole numbers, pole + proximite = effectif. Shared persons or
        places make fractions, which are rounded by largest remainder in each group: totals are
        kept to the unit. ``attrs``: source, fichier, date, unite, professions,
        professions_absentes (those of the set that a table by commune does not have),
        avertissements, zonage, millesime, bilan (lines of the ledger of this table: ligne,
        libelle, place, lignes, personnes; for a table by commune, numbers of the table instead of
        rows), communes_hors_zonage (rows by commune code), communes_douteuses (rows by code of
        the communes of the source that nothing shares between bassins), remarques.

    Raises
    ------
    TableError
        When the zoning has no composition, nothing is placed in it, the source has none of the
        professions, or a table counts médecins without telling généralistes from spécialistes.

    Warns
    -----
    UserWarning
        When columns of a table are no profession of the set, communes are absent from the zoning
        or placed by their code for want of a key, or départements have nobody (of a zoning whose
        units bear codes of communes).
    """
    composition = _composition(zonage)
    told = tell_professions(decompte, professions)
    positions = told.positions
    kept = [rank for ranks in positions.values() for rank in ranks]
    carried = _carried(decompte, composition, movements, cog_year, populations)
    link = _attach(decompte, carried)
    values = tally(
        decompte.placements, link, len(decompte.professions), by=decompte.by, kept=kept, once=True
    )
    whole = {
        name: largest_remainder(values[:, ranks].sum(axis=1)) for name, ranks in positions.items()
    }
    pole = whole["pole"] + whole["psychiatrie"]
    effectifs = pd.DataFrame(
        {
            "effectif": whole["proximite"] + pole,
            "proximite": whole["proximite"],
            "pole": pole,
            "infirmiers_psychiatrie": whole["psychiatrie"],
        },
        index=link.units,
    )
    doubtful = rows_of_communes(decompte, kept, carried.doubtful)
    bilan, absent = ledger_of_zoning(
        decompte, link, kept, positions["pole"] + positions["psychiatrie"]
    )
    effectifs.attrs = {
        "source": decompte.source,
        "fichier": decompte.bilan.source,
        "date": decompte.date,
        "unite": decompte.unit,
        "professions": professions.name,
        "professions_absentes": told.absent,
        "avertissements": [*decompte.warnings_told(professions.codes), *told.notices],
        "zonage": composition.attrs.get("zonage"),
        "millesime": composition.attrs.get("millesime"),
        "bilan": bilan.records(),
        "communes_hors_zonage": absent,
        "communes_douteuses": doubtful,
        "remarques": {
            **bilan.remarks,
            **told.remarks,
            **carried.remarks,
            **_nobody(effectifs, decompte.bilan.source),
        },
    }
    if not values[:, kept].any():
        _refuse_nobody(str(effectifs.attrs["zonage"] or "zonage"), decompte, kept)
    if doubtful:
        warn(
            punctuate(
                f"{decompte.bilan.source} : {french_count(sum(doubtful.values()), 'ligne')} de "
                f"{french_count(len(doubtful), 'commune')} ({', '.join(list(doubtful)[:10])}) que "
                "rien ne partage entre plusieurs bassins : placées selon le code de la commune ; "
                "populations= les partagerait."
            )
        )
    if unknown := [code for code in absent if not code.startswith(tuple(OVERSEAS))]:
        warn(
            punctuate(
                f"{decompte.bilan.source} : "
                f"{french_count(len(unknown), 'commune absente', 'communes absentes')} du zonage "
                f"({', '.join(unknown[:10])}) ; elles ne sont comptées nulle part."
            )
        )
    return effectifs


def _composition(zonage: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Composition of a zoning, checked."""
    table = read_composition(zonage) if isinstance(zonage, str | Path) else composition_of(zonage)
    faults = Faults("composition du zonage")
    if repeated := table.index[table.index.duplicated()].unique().tolist():
        faults.add("communes en double", repeated)
    codes = pd.Series(table.index.astype("str"))
    if wrong := codes[~codes.str.fullmatch(CODE)].tolist():
        faults.add("index : codes de commune attendus (code_commune)", wrong)
    faults.raise_if_any(TableError)
    return table


@dataclass(frozen=True, eq=False)
class _Carried:
    """Links from the communes of the source to the bassins.

    Attributes
    ----------
    communes : DataFrame
        Communes of the places, as ``decompte.places.communes``.
    links : DataFrame
        ``code_avant``, ``code_bassin``, ``part``.
    bassins : Index
        Every bassin of the zoning.
    doubtful : list of str
        Communes of the source placed by their code, for want of a key.
    remarks : dict of str to int
    """

    communes: pd.DataFrame
    links: pd.DataFrame
    bassins: pd.Index
    doubtful: list[str]
    remarks: dict[str, int]


def _carried(
    decompte: Decompte,
    composition: pd.DataFrame,
    movements: Movements | None,
    cog_year: int | None,
    populations: Populations,
) -> _Carried:
    """Follow the communes of the source to the bassins, by the year of the zoning."""
    fragments = newest_filiation() if movements is None else filiation(movements)
    communes = _located(decompte, composition)
    codes = pd.Index(communes["code_commune"].unique())
    start, end = _years(codes, decompte.date, composition, fragments, cog_year)
    if populations is None and COMMUNES_YEAR in fragments.columns:
        populations = edition.load_communes()["population"]
        populations.attrs["annee_cog"] = COMMUNES_YEAR
    moved = passage(fragments, start, end, populations=populations, codes=codes)
    same = pd.DataFrame({"code_avant": codes, "code_apres": codes, "part": 1.0})
    links = pd.concat(
        [same[~same["code_avant"].isin(moved["code_avant"])],
         moved[["code_avant", "code_apres", "part"]]], ignore_index=True,
    )  # fmt: skip
    bassin_of = composition["code_bassin"].dropna()
    links["code_bassin"] = links["code_apres"].map(bassin_of)
    links = _whole(links)
    unknown = links["part"].isna()
    by_code = links[unknown & (links["code_avant"] == links["code_apres"])].assign(part=1.0)
    links = pd.concat([links[~unknown], by_code]).dropna(subset="code_bassin")
    changed = moved["code_avant"].where(moved["code_avant"] != moved["code_apres"])
    other = moved.loc[moved["annee_avant"] != start, "code_avant"]
    remarks = {
        f"communes de {start} reportées à celles de {end}": changed.nunique()
        if start != end
        else 0,
        f"communes absentes de {start}, suivies depuis une autre année": other.nunique(),
    }
    return _Carried(
        communes=communes,
        links=links,
        bassins=pd.Index(sorted(bassin_of.unique()), name="code_bassin", dtype="str"),
        doubtful=by_code["code_avant"].tolist(),
        remarks={remark: int(count) for remark, count in remarks.items() if count},
    )


def _located(decompte: Decompte, composition: pd.DataFrame) -> pd.DataFrame:
    """Communes of the places; arrondissements, where the zoning has some of their city's."""
    communes, table = decompte.places.communes, decompte.places.table
    divided = {ARRONDISSEMENTS[code] for code in composition.index if code in ARRONDISSEMENTS}
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


def _attach(decompte: Decompte, carried: _Carried) -> Attachment:
    """Attach places to bassins."""
    places = carried.communes.merge(
        carried.links, left_on="code_commune", right_on="code_avant", suffixes=("", "_du_lien")
    )
    places["part"] *= places["part_du_lien"]
    if decompte.postal != "share":
        line = decompte.places.table["ligne"].to_numpy()[places["lieu"]]
        several = places[line == "postal_multiple"]
        found = several.groupby("lieu").agg(
            part=("part", "sum"), bassins=("code_bassin", "nunique")
        )
        straddling = found.index[(found["bassins"] > 1) | (found["part"] < 1 - 1e-9)]
        places = places[~places["lieu"].isin(straddling)]
    return Attachment.from_table(places.rename(columns={"code_bassin": "unite"}), carried.bassins)


def _whole(links: pd.DataFrame) -> pd.DataFrame:
    """Give whole, without any key, the communes divided inside one bassin."""
    divided = links["code_avant"].duplicated(keep=False)
    parts = links[divided]
    held = parts.groupby("code_avant")["code_bassin"].agg(["nunique", "count", "size"])
    one = held.index[(held["nunique"] == 1) & (held["count"] == held["size"])]
    inside = parts["code_avant"].isin(one)
    merged = parts[inside].drop_duplicates("code_avant").assign(part=1.0)
    alone = links[~divided].assign(part=1.0)
    return pd.concat([alone, merged, parts[~inside]], ignore_index=True)


def _refuse_nobody(zonage: str, decompte: Decompte, kept: list[int]) -> None:
    """Refuse a table of zeros made of a source that counts somebody."""
    postes = decompte.placements.by_poste
    counted = postes[postes["profession"].isin(kept)]
    if not counted["n"].sum():
        return
    lines = decompte.places.table["ligne"][counted["lieu"].unique()].value_counts()
    why = ", ".join(ROWS[str(line)] for line in lines.index[:3])
    raise TableError(
        f"{decompte.bilan.source} : rien n'est placé dans {zonage} ({why}) ; vérifiez les codes de "
        "commune, et que le zonage est celui du territoire de la table."
    )


def _nobody(effectifs: pd.DataFrame, source: str) -> dict[str, int]:
    """Say how many bassins have nobody, and warn when whole départements do.

    Only the code of a commune says its département; that of an intercommunalité does not.
    """
    empty = effectifs["effectif"] == 0
    located = effectifs.index.str.fullmatch(CODE).all()
    departement = pd.Index([departement_of(str(code)) for code in effectifs.index])
    deserted = empty.groupby(departement).all()
    void = deserted.index[deserted].tolist() if located else []
    if void:
        warn(
            punctuate(
                f"{source} : personne dans {french_count(len(void), 'département')} du zonage "
                f"({', '.join(void[:10])}) ; si le fichier est partiel, ces zéros n'en sont pas."
            )
        )
    remarks = {
        "bassins sans aucun professionnel, à zéro": int(empty.sum()),
        "départements du zonage sans aucun professionnel": len(void),
    }
    return {remark: count for remark, count in remarks.items() if count}
