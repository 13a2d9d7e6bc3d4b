"""What the commands ``poles-geo analyze`` share: pôles placed, a table and its map written."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from poles_geo.cartes.canvas.output.carte import Carte


def check_sortie(sortie: Path, inputs: Iterable[Path | None], *, placed: bool = False) -> None:
    """Refuse, before any work, a table that cannot be written or that is one of the inputs."""
    from poles_geo.files import check_apart
    from poles_geo.tabular.metadata import metadata_path
    from poles_geo.tabular.writing import check_written

    read = [path for path in inputs if path is not None]
    check_apart(
        check_written(sortie, placed=placed), [*read, *(metadata_path(path) for path in read)]
    )


def check_cartes(
    sortie: Path,
    cartes: Mapping[str, Path | None],
    inputs: Iterable[Path | None],
    zone: list[str] | None = None,
) -> None:
    """Refuse, before any work, maps that cannot be written, or that are an input or each other.

    Parameters
    ----------
    sortie : Path
        Table written beside them.
    cartes : mapping
        Option → file, or nothing.
    inputs : iterable of Path
    zone : list of str, optional
        Of the maps: one may be a file.
    """
    from poles_geo.cartes.canvas.output.carte import map_format
    from poles_geo.files import check_apart, check_writable

    asked = [(path, option) for option, path in cartes.items() if path is not None]
    for path, _ in asked:
        map_format(path)
        check_writable(path)
    if asked:
        read = [*filter(None, inputs), *map(Path, zone or [])]
        check_apart([(sortie, "--sortie"), *asked], read)


def save_carte(page: "Carte", carte: Path) -> None:
    """Write the map of a measure, and say what it shows."""
    page.save(carte)
    print(f"{page.title}, dans {carte}")


def communes_around(path: Path | None, poles: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Read the communes of a file, else the embedded ones that the table of pôles counts."""
    from poles_geo.communes.field import communes_counted
    from poles_geo.communes.read_communes import read_communes

    if path is not None:
        return read_communes(str(path))
    return communes_counted(communes_under(poles), poles.attrs)


def communes_under(poles: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Give the embedded communes of the metropole, or of the département overseas of the pôles."""
    from poles_geo.codes import departement_of
    from poles_geo.communes.read_communes import read_communes
    from poles_geo.regions import OVERSEAS

    departement = departement_of(str(poles.index[0])) if len(poles) else ""
    return read_communes(departement=departement if departement in OVERSEAS else None)


def placed_poles(path: Path | None, bassins: Path | None = None) -> "gpd.GeoDataFrame":
    """Read the pôles of a table as points, at the town hall of their centre; else those published.

    Parameters
    ----------
    path : Path, optional
        Written by « poles-geo classify ».
    bassins : Path, optional
        Composition that places the bassins whose centre is no commune of 2024.
    """
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.cartes.layers.poles import check_poles
    from poles_geo.errors import warn
    from poles_geo.ranking.load_report import load_report
    from poles_geo.ranking.unseen import told_unseen
    from poles_geo.tabular.reading import read_table

    if path is None:
        return load_report()
    areas = None if bassins is None else read_bassins(None, composition=str(bassins))
    table = read_table(path)
    for told in told_unseen(table):
        warn(f"{path.name} : {told}")
    return check_poles(table, areas)


def write(table: "pd.DataFrame", sortie: Path, told: str) -> None:
    """Write the table of a measure, and say what it holds."""
    from poles_geo.tabular.writing import write_table

    write_table(table, sortie)
    print(f"{told}, dans {sortie}")


def costs_of(path: Path | None) -> "pd.DataFrame | None":
    """Read a table of costs, if there is one."""
    from poles_geo.sources.measured.cost_tables import read_costs

    return None if path is None else read_costs(path)
