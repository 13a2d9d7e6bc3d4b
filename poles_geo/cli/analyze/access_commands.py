"""The commands ``poles-geo analyze access`` and ``need``: sites → who reaches them."""

from pathlib import Path
from typing import TYPE_CHECKING

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    communes_around,
    costs_of,
    placed_poles,
    save_carte,
    write,
)
from poles_geo.cli.drawing import DEFAULT_STYLE, style_named, zones_of
from poles_geo.errors import ChoiceError, check_choice

if TYPE_CHECKING:
    import geopandas as gpd

SHAPES = {"lineaire": "linear", "gaussienne": "gaussian"}
"""Shapes of a decay, by the value of the option."""


def analyze_access(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    portee: float | None = None,
    decroissance: str | None = None,
    pour: float = 1,
    structures: Path | None = None,
    communes: Path | None = None,
    couts: Path | None = None,
    par: str | None = None,
    bassins: Path | None = None,
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Mesure l'accès de chaque commune : le plus proche, l'offre à portée (2SFCA).

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    portee
        Limite, incluse, en km à vol d'oiseau, ou en minutes d'une table de coûts.
    decroissance
        Comment le poids baisse jusqu'à la portée : lineaire, gaussienne, ou des paliers, « 10:1
        15:0,6 20:0,3 ».
    pour
        Nombre d'habitants pour lesquels l'offre est donnée : 100 000 par exemple.
    structures
        Structures de soins, en place des pôles : table, couche de points, FINESS.
    communes
        Contours des communes, avec leur population ; par défaut, ceux de 2024, embarqués.
    couts
        Table de temps ou de distances : longue (origine, destination, minutes), ou tableau croisé ;
        à vol d'oiseau sans elle.
    par
        Colonne des communes qui les regroupe : region_2016, departement, epci… Le tableau est
        alors par groupe, pondéré par la population.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    carte
        Carte à écrire, .pdf, .svg ou .png : ce que coûte le plus proche, ou, avec --portee, l'offre
        à portée, par classes.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.reach.access import access
    from poles_geo.analyses.reach.weighted_means import mean_by
    from poles_geo.cartes.pages.measured.access_maps import SUPPLY, map_access
    from poles_geo.typography import french_count

    inputs = (poles, structures, communes, couts, bassins)
    check_sortie(sortie, inputs)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, inputs, zone)
    supply = _sites(poles, structures, bassins)
    homes = communes_around(communes, supply)
    if par is not None and par not in homes:
        listed = ", ".join(map(str, homes.columns.drop("geometry")))
        raise ChoiceError(f"--par = {par!r} : colonnes des communes : {listed}.")
    table = access(
        homes,
        supply,
        costs=costs_of(couts),
        within=portee,
        decay=_decay(decroissance),
        per=pour,
    )
    if par is None:
        write(table, sortie, french_count(len(table), "commune"))
    else:
        means = mean_by(table, homes[par])
        write(means, sortie, french_count(len(means), "groupe"))
    if carte is not None:
        column = SUPPLY if portee is not None and SUPPLY in table else ""
        page = map_access(homes, table, column, zone=zones_of(zone), style=page_style)
        save_carte(page, carte)


def analyze_need(
    poles: Path | None = None,
    /,
    *,
    sortie: Path,
    recours: float,
    patients: float,
    portee: float = 15,
    sites: Path | None = None,
    communes: Path | None = None,
    couts: Path | None = None,
    bassins: Path | None = None,
    carte: Path | None = None,
    zone: list[str] | None = None,
    style: str = DEFAULT_STYLE,
) -> None:
    """Compte les professionnels qui manquent : qui peut être servi à distance acceptable.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    sortie
        Fichier à écrire, une ligne par commune : .csv, .xlsx, .parquet, .html ou .md.
    recours
        Patients, ou actes, de chaque habitant.
    patients
        Patients, ou actes, de chaque professionnel, dans la même unité.
    portee
        Limite, incluse, en km à vol d'oiseau, ou en minutes d'une table de coûts.
    sites
        Fichier où écrire, en plus, une ligne par site : servis, libre, saturé.
    communes
        Contours des communes, avec leur population ; par défaut, ceux de 2024, embarqués.
    couts
        Table de temps ou de distances : longue (origine, destination, minutes), ou tableau croisé ;
        à vol d'oiseau sans elle.
    bassins
        Composition communale, qui place les pôles dont le centre n'est pas une commune de 2024.
    carte
        Carte à écrire, .pdf, .svg ou .png : un cercle par commune où des professionnels manquent.
    zone
        Zone de la carte, comme pour « poles-geo map » ; sans elle, la France.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.reach.need import need
    from poles_geo.cartes.pages.measured.access_maps import map_need
    from poles_geo.tabular.writing import write_table
    from poles_geo.typography import french_count, french_number

    inputs = (poles, communes, couts, bassins)
    check_sortie(sortie, (*inputs, sites))
    if sites is not None:
        check_sortie(sites, inputs)
    page_style = style_named(style)
    check_cartes(sortie, {"--carte": carte}, (*inputs, sites), zone)
    points = placed_poles(poles, bassins)
    homes = communes_around(communes, points)
    found = need(
        homes,
        points,
        use=recours,
        patients=patients,
        costs=costs_of(couts),
        within=portee,
    )
    if sites is not None:
        write_table(found.sites, sites)
    missing = french_number(float(found.communes["manque"].sum()), 1)
    told = f"{french_count(len(found.communes), 'commune')}, {missing} professionnels manquent"
    write(found.communes, sortie, told)
    if carte is not None:
        page = map_need(homes, found.communes, zone=zones_of(zone), style=page_style)
        save_carte(page, carte)


def _sites(poles: Path | None, structures: Path | None, bassins: Path | None) -> "gpd.GeoDataFrame":
    """Place pôles, or structures: these have no number of professionals."""
    if structures is None:
        return placed_poles(poles, bassins)
    from poles_geo.communes.read_structures import read_structures

    if poles is not None:
        raise ChoiceError("--structures : des pôles ou des structures, non les deux.")
    table = read_structures(str(structures))
    return table.set_index(table.index.map(lambda place: f"ligne {place}"))


def _decay(text: str | None) -> str | dict[float, float] | None:
    """Read steps, « 10:1 15:0,6 », or the French name of a shape."""
    if text is None:
        return None
    if ":" not in text:
        return SHAPES[check_choice(text, SHAPES, "--decroissance")]
    steps: dict[float, float] = {}
    for step in text.split():
        bound, _, weight = step.partition(":")
        try:
            steps[float(bound.replace(",", "."))] = float(weight.replace(",", "."))
        except ValueError as error:
            raise ChoiceError(
                f"--decroissance = {text!r} : des paliers « coût:poids » sont attendus, comme "
                "« 10:1 15:0,6 20:0,3 »."
            ) from error
    return steps
