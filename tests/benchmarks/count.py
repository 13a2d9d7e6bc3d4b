"""Speed and memory of a count, as ratios against plain baselines measured in the same run.

Run by hand, on a machine with nothing else to do: ``python tests/benchmarks/count.py``. Files of
the 2026 layout are made in a temporary folder: about 1.3 GB for 2.2 million rows, and five times
that for the second size (``--fois 0`` leaves it out). Ratios are to the first line, but for plain
pandas (to the library, the same result) and for the second size (to the first size).
"""

import argparse
import csv
import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
from register_generator import write_large

from poles_geo.counting.activities import Filters
from poles_geo.counting.aggregate import aggregate
from poles_geo.counting.count import count_professionals
from poles_geo.counting.known_professions.professions import GENERALIST_SKILLS, PROFESSIONS_2014
from poles_geo.sources.registers.rpps import OF_FILTERS, open_rpps
from poles_geo.tabular.texts.streams import list_texts

MEGA = 1 << 20
BY_POSTAL_CODE = 1e-4
"""Most rows that the library places in a part of their commune, which plain pandas knows not."""
NAMES = {
    "Identification nationale PP": "personne", "Code profession": "profession",
    "Code catégorie professionnelle": "categorie", "Code savoir-faire": "savoir_faire",
    "Bureau cedex (coord. structure)": "bureau", "Code postal (coord. structure)": "postal",
    "Code commune (coord. structure)": "commune",
}  # fmt: skip


def needed_columns(path: Path) -> list[str]:
    """Columns that a count reads."""
    file = open_rpps(list_texts(path))
    unused = OF_FILTERS - Filters().roles
    return [file.header.columns[rank] for role, rank in file.roles.items() if role not in unused]


def read_with_pyarrow(path: Path, _codes: pd.DataFrame, _zoning: pd.DataFrame) -> int:
    """Read the needed columns, as text, and nothing else."""
    columns = needed_columns(path)
    table = pc.read_csv(
        path,
        parse_options=pc.ParseOptions(delimiter="|", quote_char=False),
        convert_options=pc.ConvertOptions(
            include_columns=columns, column_types=dict.fromkeys(columns, pa.string())
        ),
    )
    return table.num_rows


def count(path: Path, postal_codes: pd.DataFrame, zoning: pd.DataFrame) -> int:
    """Count by bassin with the library."""
    d = count_professionals(path, postal_codes=postal_codes, progress=False)
    return int(aggregate(d, zoning)["effectif"].sum())


def count_only(path: Path, postal_codes: pd.DataFrame, _: pd.DataFrame) -> int:
    """Count by commune with the library."""
    d = count_professionals(path, postal_codes=postal_codes, progress=False)
    return d.bilan.n_rows


def count_with_pandas(path: Path, postal_codes: pd.DataFrame, zoning: pd.DataFrame) -> int:
    """Write the same count plainly in pandas: the file in memory, joins and groups."""
    rows = pd.read_csv(path, sep="|", dtype=str, quoting=csv.QUOTE_NONE)[list(NAMES)]
    rows = rows.rename(columns=NAMES)[lambda table: table["categorie"] != "E"]
    doctors = rows[rows["profession"] == "10"].groupby("personne")["savoir_faire"].agg(set)
    general = doctors.map(lambda codes: bool(codes & GENERALIST_SKILLS) or codes <= {None, np.nan})
    kinds = rows["personne"].map(general).map({True: "10G", False: "10S"})
    rows["profession"] = rows["profession"].mask(rows["profession"] == "10", kinds)
    known = postal_codes.groupby("code_postal")["code_commune"].agg(["nunique", "first"])
    alone = known.loc[known["nunique"] == 1, "first"]
    label = postal_codes["code_postal"] + " " + postal_codes["acheminement"]
    communes = pd.concat([alone, postal_codes.set_index(label)["code_commune"]])
    place = rows["commune"].fillna(rows["postal"].map(alone)).fillna(rows["bureau"].map(communes))
    rows["bassin"] = place.map(zoning["code_bassin"])
    kept = rows[rows["profession"].isin(PROFESSIONS_2014.codes)].dropna(subset="bassin")
    return len(kept.drop_duplicates(["personne", "bassin"]))


def make_zoning(postal_codes: pd.DataFrame) -> pd.DataFrame:
    """Composition of about 1 600 bassins over the communes of the file."""
    communes = postal_codes["code_commune"]
    bassin = communes.str[:2] + ((communes.str[2:].astype(int) - 1) // 20 * 20 + 1).map(
        "{:03d}".format
    )
    return pd.DataFrame({"code_bassin": bassin.to_numpy()}, index=communes.rename("code_commune"))


Task = Callable[[Path, pd.DataFrame, pd.DataFrame], int]


@dataclass(frozen=True)
class Measured:
    """Seconds by the clock and of processor, peak memory (MiB) and result of a task."""

    clock: float
    cpu: float
    memory: float
    result: int


def _run(task: Task, path: Path, postal_codes: pd.DataFrame) -> Measured:
    zoning = make_zoning(postal_codes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start, used = time.perf_counter(), time.process_time()
        result = task(path, postal_codes, zoning)
        clock, used = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(clock, used, peak, result)


def measure(task: Task, path: Path, postal_codes: pd.DataFrame) -> Measured:
    """Run a task in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (task, path, postal_codes))


def best(runs: list[Measured]) -> Measured:
    """Best times and worst peak of several runs."""
    return Measured(
        min(run.clock for run in runs),
        min(run.cpu for run in runs),
        max(run.memory for run in runs),
        runs[0].result,
    )


def show(name: str, found: Measured, reference: Measured) -> None:
    """Print a measure, and its ratios to a reference."""
    print(
        f"{name:<26}{found.clock:7.2f} s   {found.clock / reference.clock:5.2f} ×"
        f"   processor {found.cpu:7.2f} s   {found.cpu / reference.cpu:5.2f} ×"
        f"   peak {found.memory:5.0f} MiB   {found.memory / reference.memory:5.2f} ×"
    )


def main() -> None:
    """Make the files, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=2_200_000)
    options.add_argument(
        "--fois", dest="times", type=int, default=5, help="second size, in times the first"
    )
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--sans-pandas", dest="without_pandas", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "PS_LibreAcces_Personne_activite_202610080000.txt"
        codes = write_large(path, chosen.rows)
        print(f"{chosen.rows} rows, {path.stat().st_size / MEGA:.0f} MiB")
        tasks = (read_with_pyarrow, count_only, count)
        runs = [[measure(task, path, codes) for task in tasks] for _ in range(chosen.runs)]
        reading, counting, whole = (best(list(of_task)) for of_task in zip(*runs, strict=True))
        show("pyarrow, needed columns", reading, reading)
        show("count_professionals", counting, reading)
        show("… and aggregate", whole, reading)
        if not chosen.without_pandas:
            plain = measure(count_with_pandas, path, codes)
            apart = abs(plain.result - whole.result)
            assert apart <= chosen.rows * BY_POSTAL_CODE, "pandas and the library differ"
            show("plain pandas", plain, whole)
        if chosen.times > 1:
            write_large(path, chosen.rows * chosen.times)
            many = best([measure(count_only, path, codes) for _ in range(chosen.runs)])
            show(f"{chosen.times} times the rows", many, counting)


if __name__ == "__main__":
    main()
