"""The command ``poles-geo analyze territory``: who does what in a territory: a table, a page."""

from pathlib import Path
from typing import Any

from poles_geo.cli.analyze.tables import (
    check_cartes,
    check_sortie,
    communes_under,
    costs_of,
    placed_poles,
    write,
)


def analyze_territory(
    code: str,
    /,
    *,
    sortie: Path,
    zonage: str = "epci",
    page: Path | None = None,
    poles: Path | None = None,
    effectifs: Path | None = None,
    registre: Path | None = None,
    structures: Path | None = None,
    groupements: Path | None = None,
    couts: Path | None = None,
    style: str = "couleur",
) -> None:
    """Dit qui fait quoi dans un territoire, à côté de sa région et de la France.

    Parameters
    ----------
    code
        Celui d'une unité du zonage : « 246200364 », « 59 », ou le code d'une CPTS du fichier.
    sortie
        Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md.
    zonage
        epci, departement ou region (de 2024), bv2012, bv2022, ou le fichier d'une composition
        communale.
    page
        Page à dessiner aussi : .pdf, .svg ou .png.
    poles
        Tableau des pôles écrit par « poles-geo classify » ; sans lui, les 153 pôles publiés.
    effectifs
        Tableau écrit par « poles-geo count » pour ce zonage, avec --detail profession ou non.
    registre
        À la place des effectifs, la source elle-même : elle est comptée dans le territoire, dans
        sa région et en France.
    structures
        Structures de soins : une table, une couche de points, FINESS.
    groupements
        Une ligne par membre : id, forme, nom, membre, code_commune.
    couts
        Temps ou distances des communes aux pôles : table longue, tableau croisé, ou
        distancier de l'Insee ; sans eux, des lignes droites.
    style
        couleur, noir-et-blanc, demi-page ou diapositive.
    """
    from poles_geo.analyses.territorial.territory_facts import territory_facts
    from poles_geo.cartes.pages.measured.territory_page import territory_page
    from poles_geo.cli.drawing import style_named
    from poles_geo.communes.read_structures import read_structures
    from poles_geo.counting.count import count_professionals
    from poles_geo.errors import ChoiceError
    from poles_geo.sources.measured.groupings import read_groupings
    from poles_geo.sources.zonings.compositions import embedded_zoning
    from poles_geo.tabular.reading import read_table
    from poles_geo.typography import french_count

    own = None if embedded_zoning(zonage) else Path(zonage)
    inputs = (poles, effectifs, registre, structures, groupements, couts, own)
    check_sortie(sortie, inputs)
    check_cartes(sortie, {"--page": page}, inputs)
    if effectifs is not None and registre is not None:
        raise ChoiceError("--effectifs ou --registre : l'un des deux.")
    drawn = style_named(style)
    counted = None if effectifs is None else read_table(effectifs)
    points = placed_poles(poles)
    given: dict[str, Any] = {
        "poles": points,
        "effectifs": counted if registre is None else count_professionals(registre),
        "structures": None if structures is None else read_structures(structures),
        "groupings": None if groupements is None else read_groupings(groupements),
        "communes": communes_under(points),
        "costs": costs_of(couts),
    }
    if page is None:
        table = territory_facts(zonage, code, **given)
        name = table.attrs["remarques"]["territoire"]["nom"]
    else:
        carte = territory_page(zonage, code, **given, style=drawn)
        table, name = carte.table, carte.title
    write(table, sortie, f"{name} : {french_count(len(table), 'ligne')}")
    if page is not None:
        print(f"{name}, dans {carte.save(page)}")
