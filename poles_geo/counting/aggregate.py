"""Counts by bassin de vie, or by any zoning, from persons and places.

A person counts once in each bassin where they practise. Every row is in a bassin or in the
ledger; a bassin without anybody is a row of zeros.
"""

import pandas as pd

from poles_geo.bassins.attached import composition_of
from poles_geo.codes import CODE, departement_of
from poles_geo.communes.movements import Movements, cog_year_of, filiation
from poles_geo.communes.passage import Populations, passage
from poles_geo.communes.regions import OVERSEAS
from poles_geo.communes.remainder import largest_remainder
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.placements import Attachment, tally
from poles_geo.counting.professions import PROFESSIONS_2014, ProfessionSet
from poles_geo.counting.zoned_ledger import ledger_of_zoning
from poles_geo.errors import ChoiceError, Faults, TableError, warn
from poles_geo.typography import french_count, punctuate


def aggregate(
    decompte: Decompte,
    zonage: pd.DataFrame,
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
    zonage : DataFrame
        A composition (:func:`poles_geo.read_composition`: index ``code_commune``, column
        ``code_bassin``), or bassins that carry theirs
        (:func:`poles_geo.composition_of`).
    professions : ProfessionSet
        Professions that count, and their group. A person with several of them in one bassin
        counts once there, under the first in the order of ``decompte.professions`` (the
        ledger says how many persons).
    movements : path or DataFrame, optional
        Insee's movements of communes, to carry the communes of the source to the year of the
        zoning. Without it, a commune that the zoning does not know is left out, and listed.
    cog_year : int, optional
        Year of the communes of the source. Default: year of its date, else inferred.
    populations : Series or several, optional
        Key of the communes split between bassins, as for :func:`poles_geo.carry_over`.

    Returns
    -------
    DataFrame
        Index ``code_bassin``, every bassin of the zoning; effectif, proximite, pole,
        infirmiers_psychiatrie: whole numbers, pole + proximite = effectif. Shared persons or
        places make fractions, which are rounded by largest remainder in each group: totals are
        kept to the unit. ``attrs``: source, fichier, date, unite, professions, avertissements,
        zonage, millesime, bilan (lines of the ledger of this table: ligne, libelle, place,
        lignes, personnes; for a table by commune, numbers of the table instead of rows),
        communes_hors_zonage (rows by commune code), remarques.

    Raises
    ------
    TableError
        When the zoning has no composition, or the source none of the professions.

    Warns
    -----
    UserWarning
        When communes are absent from the zoning, or départements have nobody (of a zoning whose
        units bear codes of communes).
    """
    composition = _composition(zonage)
    positions = {
        group: [rank for rank, code in enumerate(decompte.professions)
                if professions.group(code) == group]
        for group in ("proximite", "pole", "psychiatrie")
    }  # fmt: skip
    kept = [rank for ranks in positions.values() for rank in ranks]
    if not kept:
        raise TableError(
            f"aucune profession commune : le décompte a {', '.join(decompte.professions[:15])} ; "
            f"l'ensemble « {professions.name} » a {', '.join(sorted(professions.codes)[:15])}."
        )
    link = _attach(decompte, composition, movements, cog_year, populations)
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
    bilan, absent = ledger_of_zoning(
        decompte, link, kept, positions["pole"] + positions["psychiatrie"]
    )
    effectifs.attrs = {
        "source": decompte.source,
        "fichier": decompte.bilan.source,
        "date": decompte.date,
        "unite": decompte.unit,
        "professions": professions.name,
        "avertissements": decompte.warnings_told(professions.codes),
        "zonage": composition.attrs.get("zonage"),
        "millesime": composition.attrs.get("millesime"),
        "bilan": bilan.records(),
        "communes_hors_zonage": absent,
        "remarques": {
            **bilan.remarks,
            **_nobody(effectifs, decompte.bilan.source),
        },
    }
    if unknown := [code for code in absent if not code.startswith(tuple(OVERSEAS))]:
        warn(
            punctuate(
                f"{decompte.bilan.source} : "
                f"{french_count(len(unknown), 'commune absente', 'communes absentes')} du zonage "
                f"({', '.join(unknown[:10])}) ; movements= les reporte à son année."
            )
        )
    return effectifs


def _composition(zonage: pd.DataFrame) -> pd.DataFrame:
    """Composition of a zoning, checked."""
    table = composition_of(zonage)
    faults = Faults("composition du zonage")
    if repeated := table.index[table.index.duplicated()].unique().tolist():
        faults.add("communes en double", repeated)
    codes = pd.Series(table.index.astype("str"))
    if wrong := codes[~codes.str.fullmatch(CODE)].tolist():
        faults.add("index : codes de commune attendus (code_commune)", wrong)
    faults.raise_if_any(TableError)
    return table


def _attach(
    decompte: Decompte,
    composition: pd.DataFrame,
    movements: Movements | None,
    cog_year: int | None,
    populations: Populations,
) -> Attachment:
    """Attach places to bassins."""
    bassin_of = composition["code_bassin"].dropna()
    bassins = pd.Index(sorted(bassin_of.unique()), name="code_bassin", dtype="str")
    codes = pd.Index(decompte.places.communes["code_commune"].unique())
    links = _links(codes, decompte, composition, movements, cog_year, populations)
    links["code_bassin"] = links["code_apres"].map(bassin_of)
    links = _whole(links).dropna(subset=["part", "code_bassin"])

    places = decompte.places.communes.merge(
        links, left_on="code_commune", right_on="code_avant", suffixes=("", "_du_lien")
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
    return Attachment.from_table(places.rename(columns={"code_bassin": "unite"}), bassins)


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


def _links(
    codes: pd.Index,
    decompte: Decompte,
    composition: pd.DataFrame,
    movements: Movements | None,
    cog_year: int | None,
    populations: Populations,
) -> pd.DataFrame:
    """Follow communes to the year of the zoning: ``code_avant``, ``code_apres``, ``part``."""
    same = pd.DataFrame({"code_avant": codes, "code_apres": codes, "part": 1.0})
    if movements is None:
        return same
    year = composition.attrs.get("annee_cog")
    if year is None:
        raise ChoiceError(
            "zonage sans année des communes : indiquez-la, "
            'par exemple zonage.attrs["annee_cog"] = 2022.'
        )
    fragments = filiation(movements)
    if cog_year is None and decompte.date:
        years = [int(year) for year in fragments.columns]
        cog_year = min(max(int(decompte.date[:4]), min(years)), max(years))
    start = cog_year_of(pd.Series(0, index=codes), fragments, cog_year)
    moved = passage(fragments, start, int(year), populations=populations, codes=codes)
    moved = moved[["code_avant", "code_apres", "part"]]
    return pd.concat(
        [same[~same["code_avant"].isin(moved["code_avant"])], moved], ignore_index=True
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
