"""Counts by bassin de vie, or by any zoning, from persons and places.

A person counts once in each bassin where they practise. Every row is in a bassin or in the
ledger; a bassin without anybody is a row of zeros where the source counts, of missing values
elsewhere.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import Floats
from poles_geo.bassins.attached import composition_of
from poles_geo.bassins.units import described, inhabitants
from poles_geo.coded import WARNINGS
from poles_geo.codes import CODE
from poles_geo.communes.field import COVERAGE, NAMED, Field, field_of
from poles_geo.communes.field import KEY as FIELD
from poles_geo.communes.identity import noun_of
from poles_geo.communes.movements import Movements
from poles_geo.communes.passage import Populations
from poles_geo.communes.remainder import largest_remainder
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.detail import DETAILS, Detail, Detailed, by_mode, by_profession
from poles_geo.counting.known_professions.professions import PROFESSIONS_2014, ProfessionSet
from poles_geo.counting.known_professions.told_professions import (
    ABSENT_PROFESSIONS,
    tell_professions,
)
from poles_geo.counting.ledger.bilan import ROWS, Bilan
from poles_geo.counting.ledger.zoned_ledger import ledger_of_zoning, rows_of_communes
from poles_geo.counting.located.followed_communes import FollowedCommunes, follow_communes
from poles_geo.counting.located.placements import Attachment, tally
from poles_geo.counting.located.postal_keys import PLACE
from poles_geo.counting.located.territory import territory_of
from poles_geo.errors import Faults, TableError, check_choice, warn, worded
from poles_geo.regions import OVERSEAS
from poles_geo.sources.zonings.compositions import read_composition
from poles_geo.typography import french_count, french_number, punctuate

BY_POSTAL_CODE = "lignes placées dans une partie de leur commune, d'après leur code postal"


def aggregate(
    decompte: Decompte,
    zonage: pd.DataFrame | str | Path,
    *,
    professions: ProfessionSet = PROFESSIONS_2014,
    detail: Detail | None = None,
    movements: Movements | None = None,
    cog_year: int | None = None,
    populations: Populations = None,
    field: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count professionals by bassin.

    Parameters
    ----------
    decompte : Decompte
        As :func:`poles_geo.count_professionals` gives it.
    zonage : str, path or DataFrame
        "BV2012" or "BV2022", "EPCI", "DEP" or "REG", or the file of a composition (see
        :func:`poles_geo.read_composition`); a composition already read (index ``code_commune``,
        column ``code_bassin``), or bassins that carry theirs (:func:`poles_geo.composition_of`).
    professions : ProfessionSet
        Professions that count, and their group. A person with several of them in one bassin
        counts once there, under the first in the order of ``decompte.professions`` (the
        ledger says how many persons).
    detail : {"profession", "mode"}, optional
        Besides, a column for each profession that counts (``effectif_10G``, ``effectif_60``), or
        for each mode d'exercice met (``effectif_L`` libéral, ``effectif_S`` salarié, ``effectif_B``
        bénévole, ``effectif_I`` indirect, ``effectif_inconnu``). Their sum is effectif, in each
        unit: a person is under one of them, the first in the order of ``decompte.professions``,
        or of the modes as they are here. ``attrs["detail"]`` has what each column counts, in
        French.
    movements : path or DataFrame, optional
        Insee's movements of communes, by which the communes of the source are carried to the year
        of the zoning. Default: the embedded ones.
    cog_year : int, optional
        Year of the communes of the source. Default: year of its date, else inferred.
    populations : Series or several, optional
        Key of the communes split between bassins, as for :func:`poles_geo.carry_over`. Default:
        the embedded populations, on the communes of 2024. A commune that they cannot share goes
        whole to the bassin of the former commune of its code, and is listed as doubtful.
    field : "all" or sequence of str, optional
        Départements that the source counts entirely (codes, names, or those of regions): there,
        nobody is zero. "all": those of the whole zoning. Default: those where the source has the
        most populated commune of nine bassins de vie in ten. Elsewhere only the communes that the
        source has are counted.

    Returns
    -------
    DataFrame
        Index ``code_bassin``, or ``code_zone`` where the zoning is not one of bassins de vie; every
        unit of the zoning. nom, departement (code), region_2014, region_2016: those of the commune
        of which it bears the code, else of most of its communes; a name that nothing gives by a
        code is missing. population: inhabitants of 2022, of the embedded communes; missing
        overseas, and by arrondissement. effectif, proximite, pole,
        infirmiers_psychiatrie: whole numbers (Int64), pole + proximite = effectif, missing where
        no commune of the unit is counted: 0 is a count; couverture: share of the population of
        2024 that is, from 0 to 1. Shared persons or places make fractions, which are rounded by
        largest remainder: the total of all groups is kept to the unit, then that of each.
        ``attrs``: source, fichier, date, unite, champ (départements counted entirely; professions,
        when some of the set are not), professions,
        professions_absentes (those of the set that the source does not have),
        avertissements, zonage, millesime, bilan (lines of the ledger of this table: ligne,
        libelle, place, lignes, personnes; for a table by commune, numbers of the table instead of
        rows), communes_hors_zonage (rows by commune code), communes_douteuses (rows by code of
        the communes of the source that nothing shares between bassins), remarques.

    Raises
    ------
    ChoiceError
        When `field` names no département nor region; `detail` is none of its values, or asks for
        modes of a source that does not say them.
    TableError
        When the zoning has no composition, nothing is placed in it, the source has none of the
        professions, or a table counts médecins without telling généralistes from spécialistes.

    Warns
    -----
    UserWarning
        When columns of a table are no profession of the set, communes are absent from the zoning
        or placed by their code for want of a key, bassins are not counted, or in part, or `field`
        names a département where the source has nobody.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> counts = {"code_commune": ["59350", "59512"], "10G": [300, 80], "60": [500, 139]}
    >>> decompte = pg.count_professionals(pd.DataFrame(counts))
    >>> both = pg.ProfessionSet("deux", "essai", frozenset({"60"}), frozenset({"10G"}), frozenset())
    >>> bassin = pd.DataFrame({"code_bassin": ["59350"] * 2}, index=["59350", "59512"])
    >>> effectifs = pg.aggregate(decompte, bassin, professions=both, field="all")
    >>> print(*effectifs.loc["59350", ["nom", "effectif", "proximite", "pole"]])
    Lille 1019 639 380
    """
    effectifs, _ = aggregate_with_bilan(
        decompte,
        zonage,
        professions=professions,
        detail=detail,
        movements=movements,
        cog_year=cog_year,
        populations=populations,
        field=field,
    )
    tell_field(effectifs, told=field is not None)
    return effectifs


def aggregate_with_bilan(
    decompte: Decompte,
    zonage: pd.DataFrame | str | Path,
    *,
    professions: ProfessionSet = PROFESSIONS_2014,
    detail: Detail | None = None,
    movements: Movements | None = None,
    cog_year: int | None = None,
    populations: Populations = None,
    field: str | Sequence[str] | None = None,
) -> tuple[pd.DataFrame, Bilan]:
    """Count professionals by bassin, as :func:`aggregate`, and give the ledger of the table.

    What the table does not count is for :func:`tell_field`.
    """
    if detail is not None:
        check_choice(detail, DETAILS, "detail")
    composition = zoning_composition(zonage)
    told = tell_professions(decompte, professions)
    positions = told.positions
    kept = [rank for ranks in positions.values() for rank in ranks]
    carried = follow_communes(decompte, composition, movements, cog_year, populations)
    link = _attach(decompte, carried)
    values = tally(
        decompte.placements, link, len(decompte.professions), by=decompte.by, kept=kept, once=True
    )
    whole = _whole_counts(values, positions)
    pole = whole["pole"] + whole["psychiatrie"]
    numbers = {
        "effectif": whole["proximite"] + pole,
        "proximite": whole["proximite"],
        "pole": pole,
        "infirmiers_psychiatrie": whole["psychiatrie"],
    }
    detailed = Detailed()
    if detail == "profession":
        detailed = by_profession(told, values, whole)
    elif detail == "mode":
        detailed = by_mode(decompte, link, kept, numbers["effectif"])
    departements, covered, doubts = territory_of(decompte, composition, carried, kept, field)
    effectifs = pd.DataFrame({**numbers, **detailed.columns}, index=link.units).astype("Int64")
    covered = covered.reindex(effectifs.index).fillna(0.0)
    units = described(composition).assign(population=inhabitants(composition, carried.year))
    incomplete = effectifs["effectif"][covered == 0].sum()
    effectifs = effectifs.mask(covered == 0)
    effectifs.insert(len(numbers), COVERAGE, covered)
    effectifs = pd.concat([units.set_axis(effectifs.index), effectifs], axis=1)
    doubtful, told_apart = (
        rows_of_communes(decompte, kept, carried.communes.merge(places))
        for places in (carried.doubtful, carried.by_postal_code)
    )
    bilan, absent = ledger_of_zoning(
        decompte, link, kept, positions["pole"] + positions["psychiatrie"]
    )
    effectifs.attrs = {
        "source": decompte.source,
        "fichier": decompte.bilan.source,
        "date": decompte.date,
        "unite": decompte.unit,
        FIELD: Field(departements, told.only, decompte.status).written(),
        "professions": professions.name,
        ABSENT_PROFESSIONS: told.absent,
        WARNINGS: [*decompte.warnings_told(professions.codes), *told.notices, *doubts],
        "zonage": composition.attrs.get("zonage"),
        "millesime": composition.attrs.get("millesime"),
        "bilan": bilan.records(),
        "communes_hors_zonage": absent,
        "communes_douteuses": doubtful,
        "remarques": {
            **bilan.remarks,
            **told.remarks,
            **carried.remarks,
            **({BY_POSTAL_CODE: sum(told_apart.values())} if told_apart else {}),
            **detailed.remarks,
            **_uncounted(effectifs, int(incomplete)),
        },
    }
    if detail:
        effectifs.attrs["detail"] = detailed.labels
    if not values[:, kept].any():
        _refuse_nobody(str(effectifs.attrs["zonage"] or "zonage"), decompte, kept)
    for doubt in doubts:
        warn(f"{decompte.bilan.source} : {doubt}")
    _warn_of_doubtful(decompte.bilan.source, doubtful, noun_of(link.units))
    _warn_of_absent(decompte.bilan.source, absent, bilan)
    return effectifs, bilan


def _whole_counts(
    values: Floats, positions: Mapping[str, Sequence[int]]
) -> dict[str, NDArray[np.int64]]:
    """Round the parts of each unit (rows) to whole numbers, by group of professions (columns).

    The total of all groups is kept to the unit, then that of each.
    """
    quotas = {name: values[:, ranks].sum(axis=1) for name, ranks in positions.items()}
    totals = largest_remainder([quota.sum() for quota in quotas.values()])
    return {
        name: largest_remainder(quota, np.full(len(quota), total))
        for (name, quota), total in zip(quotas.items(), totals, strict=True)
    }


def _warn_of_doubtful(source: str, doubtful: Mapping[str, int], unit: str) -> None:
    """Warn of the rows of communes that nothing shares between units."""
    if doubtful:
        warn(
            punctuate(
                f"{source} : {french_count(sum(doubtful.values()), 'ligne')} de "
                f"{french_count(len(doubtful), 'commune')} ({', '.join(list(doubtful)[:10])}) que "
                f"rien ne partage entre plusieurs {unit}s : placées selon le code "
                f"de la commune{worded(' ; populations= les partagerait', '')}."
            )
        )


def _warn_of_absent(source: str, absent: Mapping[str, int], bilan: Bilan) -> None:
    """Warn of the rows of communes that the zoning does not have, but for overseas."""
    if unknown := [code for code in absent if not code.startswith(tuple(OVERSEAS))]:
        lost = french_number(sum(absent[code] for code in unknown))
        if bilan.n_persons is not None:
            lost = french_count(int(bilan.table["lignes"].loc["hors_zonage"]), "ligne")
        warn(
            punctuate(
                f"{source} : "
                f"{french_count(len(unknown), 'commune absente', 'communes absentes')} du zonage "
                f"({', '.join(unknown[:10])}) ; ce qui y est ({lost}) n'est compté nulle part."
            )
        )


def zoning_composition(zonage: pd.DataFrame | str | Path) -> pd.DataFrame:
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


def _attach(decompte: Decompte, carried: FollowedCommunes) -> Attachment:
    """Attach places to bassins."""
    places = carried.communes.merge(carried.links, on=PLACE, suffixes=("", "_du_lien"))
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


def _uncounted(effectifs: pd.DataFrame, incomplete: int) -> dict[str, int]:
    """Say what is not counted; `incomplete`: of communes that lack another number."""
    covered, units = effectifs[COVERAGE], f"{noun_of(effectifs.index)}s"
    remarks = {
        f"{units} sans aucun professionnel, à zéro": int((effectifs["effectif"] == 0).sum()),
        f"{units} partiels : une part de leurs communes est comptée": int(
            ((covered > 0) & (covered < 1)).sum()
        ),
        f"{units} non comptés, hors du champ de la source": int((covered == 0).sum()),
        f"professionnels non comptés, de {units} où d'autres nombres manquent": incomplete,
    }
    return {remark: count for remark, count in remarks.items() if count}


def tell_field(effectifs: pd.DataFrame, *, told: bool) -> None:
    """Warn that bassins are not counted, or in part; `told`: the field was, by the user."""
    covered = effectifs[COVERAGE]
    if (covered == 1).all():
        return
    field = field_of(effectifs.attrs)
    where = f"champ : {field.territory}" if field.territory else "champ"
    whole, none = int((covered == 1).sum()), int((covered == 0).sum())
    partial, unit = effectifs[(covered > 0) & (covered < 1)], noun_of(effectifs.index)
    largest = (
        partial.sort_values("effectif", ascending=False, kind="stable")["nom"].dropna().tolist()
    )
    more = ", …" if len(largest) > NAMED else ""
    named = f" ({', '.join(largest[:NAMED])}{more})" if len(largest) else ""
    own = (field.departements or ("59",))[0]
    how = worded(f'field=["{own}"] ou "all"', f"--champ {own} ou tout")
    remedy = "" if told else f" ; si la source compte tout un territoire, dites-le par {how}"
    warn(
        punctuate(
            f"{effectifs.attrs['fichier']} : {where} ; "
            f"{french_count(whole, f'{unit} compté', f'{unit}s comptés')}, "
            f"{french_count(len(partial), 'partiel', 'partiels')}, sans rang{named}, "
            f"{french_count(none, 'non compté', 'non comptés')}{remedy}."
        )
    )
