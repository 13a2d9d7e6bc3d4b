"""The command ``poles-geo atlas``: pôles → a folder of maps and tables, and a page of them."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from poles_geo.cli.drawing import (
    DEFAULT_FORMATS,
    DEFAULT_STYLE,
    drawn,
    style_named,
    words_of,
    zones_of,
)
from poles_geo.cli.project import read_project, remake
from poles_geo.errors import ChoiceError

WORKERS = 4
"""At most; each takes some 400 MB."""


def atlas(
    dossier: Path,
    /,
    *,
    poles: Path | None = None,
    zone: list[str] | None = None,
    bassins: Path | None = None,
    regles: Path | None = None,
    source: str | None = None,
    date: str | None = None,
    auteur: str | None = None,
    style: str = DEFAULT_STYLE,
    police: str | None = None,
    regions: int | None = None,
    comparer: bool = False,
    evolution: Path | None = None,
    groupements: Path | None = None,
    besoins: Path | None = None,
    flux: Path | None = None,
    cartes: str | None = None,
    formats: str = DEFAULT_FORMATS,
    projet: Path | None = None,
) -> None:
    """Dessine toutes les cartes et tous les tableaux dans un dossier, avec une page qui les montre.

    Parameters
    ----------
    dossier
        Dossier où écrire ; il est créé s'il n'existe pas.
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    zone
        Région de 2014 ou d'aujourd'hui, département, intercommunalité, bassin de vie, par son nom
        ou son code, ou fichier de polygones : l'atlas est celui de cette zone ; répétée, plusieurs
        zones en font une. Sans elle, de ce que le tableau compte.
    bassins
        bv2012 ou bv2022, epci, departement ou region, ou le fichier d'une composition communale :
        chaque bassin est alors dessiné, et ceux des pôles remplis selon leur rang.
    regles
        Fichier TOML de la règle qui a donné les rangs, à la place de celle que dit le fichier
        « -metadata.json » à côté du tableau.
    source
        D'où viennent les effectifs, pour le pied des cartes, comme « RPPS » ; à la place de ce
        que dit le fichier « -metadata.json » à côté du tableau, comme la date et l'auteur.
    date
        Leur date, comme « décembre 2021 ».
    auteur
        Qui a fait les cartes.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    police
        Famille de caractères de cette machine, ou fichier .ttf ou .otf.
    regions
        Régions dessinées : 2014, ou 2016 pour celles d'aujourd'hui ; sans choix, celles de la date
        des effectifs.
    comparer
        Compare aussi ces pôles avec la Figure 1 publiée en 2014.
    evolution
        Tableau écrit par « poles-geo analyze compare » : l'atlas montre aussi ce qui a changé.
    groupements
        Groupements, une ligne par membre, comme pour « poles-geo analyze cooperations » : l'atlas
        montre aussi qui coopère avec qui. Des pôles publiés, ceux du rapport.
    besoins
        Tableau écrit par « poles-geo analyze need » : les professionnels qui manquent, par commune,
        ou par bassin dans une région.
    flux
        Tableau écrit par « poles-geo analyze flows » : qui dépend de qui, d'après les flux.
    cartes
        Cartes à dessiner, séparées par des virgules, par le nom de leur fichier : territoire,
        schema, departement-nord ou « departement-* » ; sans choix, toutes.
    formats
        Formats des cartes, séparés par des virgules, parmi pdf, svg et png.
    projet
        Fichier TOML qui dit tout : source, colonnes, zonage, règles, champ, charte et pages. Les
        comptes, les rangs et l'atlas sont alors refaits ; il remplace les autres options.
    """
    if projet is not None:
        files = (poles, zone, bassins, regles, evolution, groupements, besoins, flux, cartes)
        others = (*files, source, date, auteur, police, regions)
        chosen = comparer or (style, formats) != (DEFAULT_STYLE, DEFAULT_FORMATS)
        if chosen or any(one is not None for one in others):
            raise ChoiceError("--projet dit tout : les autres options sont dans son fichier.")
        remake(read_project(projet), dossier)
        return
    draw_atlas(
        dossier,
        poles=poles,
        zone=zone,
        bassins=bassins,
        regles=regles,
        source=source,
        date=date,
        auteur=auteur,
        style=style,
        police=police,
        regions=regions,
        comparer=comparer,
        evolution=evolution,
        groupements=groupements,
        besoins=besoins,
        flux=flux,
        cartes=words_of(cartes),
        formats=words_of(formats),
    )


def draw_atlas(
    dossier: Path,
    *,
    poles: Path | None,
    zone: list[str] | None,
    bassins: Path | None,
    regles: Path | None = None,
    source: str | None,
    date: str | None,
    auteur: str | None,
    style: str,
    police: str | None,
    couleurs: list[str] | None = None,
    palette: Mapping[str, str] = MappingProxyType({}),
    regions: int | None,
    comparer: bool,
    evolution: Path | None = None,
    groupements: Path | None = None,
    besoins: Path | None = None,
    flux: Path | None = None,
    cartes: list[str],
    formats: list[str],
) -> None:
    """Draw an atlas; arguments as those of the command.

    `couleurs`: one a rank; `palette`: those of :data:`poles_geo.cli.drawing.PALETTE`.
    """
    from poles_geo.atlas_pages.atlas import atlas as draw
    from poles_geo.atlas_pages.atlas import present_files
    from poles_geo.files import check_apart, check_folder
    from poles_geo.sources.measured.groupings import read_groupings
    from poles_geo.tabular.metadata import metadata_path
    from poles_geo.tabular.reading import read_table
    from poles_geo.typography import french_count

    check_folder(dossier)
    tables = [path for path in (poles, evolution, besoins, flux) if path is not None]
    read = [*tables, *map(metadata_path, tables), bassins, regles, groupements]
    for path in present_files(dossier):
        check_apart([(path, "DOSSIER")], read)
    found = drawn(poles, bassins, regles, source=source, date=date, auteur=auteur)
    written = draw(
        found.poles,
        dossier,
        zone=zones_of(zone),
        bassins=found.bassins,
        style=style_named(style, police, couleurs, palette),
        maps=cartes,
        formats=[kind.lower() for kind in formats],
        regions_year=regions,
        compared=comparer,
        changes=None if evolution is None else read_table(evolution),
        groupings=None if groupements is None else read_groupings(groupements),
        needs=None if besoins is None else read_table(besoins),
        flows=None if flux is None else read_table(flux),
        workers=min(WORKERS, os.cpu_count() or 1),
    )
    print(
        f"{french_count(len(written), 'fichier')} dans {dossier}\u202f; à ouvrir\u00a0: "
        f"{written[-1]}"
    )
