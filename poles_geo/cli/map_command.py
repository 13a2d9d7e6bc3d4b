"""The command ``poles-geo map``: pôles → one map of any area."""

from pathlib import Path

from poles_geo.cli.drawing import DEFAULT_STYLE, drawn, style_named, zones_of


def draw_map(
    poles: Path,
    /,
    *,
    sortie: Path,
    zone: list[str] | None = None,
    bassins: Path | None = None,
    regles: Path | None = None,
    titre: str = "",
    sous_titre: str = "",
    source: str | None = None,
    date: str | None = None,
    auteur: str | None = None,
    style: str = DEFAULT_STYLE,
    police: str | None = None,
    fond: str | None = None,
    regions: int | None = None,
    communes: Path | None = None,
) -> None:
    """Dessine une carte des pôles : la France, ou toute zone par son nom ou son code.

    Parameters
    ----------
    poles
        Tableau des pôles écrit par « poles-geo classify ».
    sortie
        Fichier à écrire : .pdf, .svg ou .png.
    zone
        Région de 2014 ou d'aujourd'hui, département, intercommunalité, bassin de vie, par son nom
        ou son code, ou fichier de polygones ; répétée, plusieurs zones font une carte. Sans elle,
        ce que le tableau compte en entier, sinon la France ; « France » la dessine toujours.
    bassins
        bv2012 ou bv2022, epci, departement ou region, ou le fichier d'une composition communale :
        chaque bassin est alors dessiné, et ceux des pôles remplis selon leur rang.
    regles
        Fichier TOML de la règle qui a donné les rangs, à la place de celle que dit le fichier
        « -metadata.json » à côté du tableau.
    titre
        Titre de la carte.
    sous_titre
        Ligne sous le titre.
    source
        D'où viennent les effectifs, comme « RPPS » ; à la place de ce que dit le fichier
        « -metadata.json », comme la date et l'auteur.
    date
        Leur date, comme « décembre 2021 ».
    auteur
        Qui a fait la carte.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    police
        Famille de caractères de cette machine, ou fichier .ttf ou .otf.
    fond
        Tuiles d'un fond de carte, qui demandent le réseau : ign, ign-ortho ou osm.
    regions
        Régions dessinées : 2014, ou 2016 pour celles d'aujourd'hui ; sans choix, celles de la date
        des effectifs.
    communes
        Fichier de contours plus fins que ceux du paquet, pour la limite d'une petite zone.
    """
    from poles_geo.cartes.canvas.output.carte import map_format
    from poles_geo.cartes.pages.pole_maps import map_poles
    from poles_geo.communes.read_communes import read_communes
    from poles_geo.files import check_apart, check_writable
    from poles_geo.tabular.metadata import metadata_path

    check_apart(
        [(sortie, "--sortie")],
        [poles, metadata_path(poles), regles, bassins, communes, *map(Path, zone or [])],
    )
    map_format(sortie)
    check_writable(sortie)
    found = drawn(poles, bassins, regles, source=source, date=date, auteur=auteur)
    carte = map_poles(
        found.poles,
        zones_of(zone),
        bassins=found.bassins,
        title=titre,
        subtitle=sous_titre,
        style=style_named(style, police),
        tiles=fond,
        regions_year=regions,
        communes=None if communes is None else read_communes(communes),
    )
    carte.save(sortie)
    print(f"{carte.title}, dans {sortie}")
