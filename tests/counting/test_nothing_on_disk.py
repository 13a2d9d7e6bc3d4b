"""Identifiers are in no file, even of the moment, while persons are counted."""

import contextlib
import os
import pickle
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import watched_count
from command import environment, run
from register_generator import generate, write_large

from poles_geo.counting.count import count_professionals
from poles_geo.download.cache import ENVIRONMENT as CACHE
from poles_geo.tabular.engine import BUDGET, nothing_on_disk

IDENTIFIER = re.compile(r"(?<!\d)81\d{10}(?!\d)")
N_ROWS = 60_000
N_PERSONS = 45_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annuaire") / "PS_LibreAcces_Personne_activite_202610.txt"
    write_large(path, N_ROWS)
    return path


def files_written(folder: Path, source: Path, kind: str, guard: str) -> dict[str, list[Path]]:
    """Count in a process short of memory; give the files that it wrote, by folder."""
    for name in (*watched_count.WATCHED, watched_count.KEPT):
        (folder / name).mkdir()
    done = run(
        folder, source, kind, guard,
        command=[sys.executable, watched_count.__file__],
        cwd=folder / "cwd",
        env=environment(
            POLARS_OOC_MEMORY_BUDGET_MB="1",
            POLARS_OOC_SPILL_MIN_BYTES="1",
            POLARS_OOC_SPILL_DIR=str(folder / "spill"),
            TMPDIR=str(folder / "tmp"),
            HOME=str(folder / "home"),
            XDG_CACHE_HOME=str(folder / "home"),
            **{CACHE: str(folder / "cache")},
        ),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    n_rows, n_persons, effectif = map(int, done.stdout.split())
    assert (n_rows, n_persons) == (N_ROWS, N_PERSONS)
    assert effectif > 20_000
    kept = sorted((folder / watched_count.KEPT).iterdir())
    return {
        name: [path for path in kept if path.name.startswith(f"{name}-")]
        for name in watched_count.WATCHED
    }


def identifiers_in(path: Path) -> set[str]:
    """Find the identifiers of a file, be it a table of Polars, compressed or not."""
    found = set(IDENTIFIER.findall(path.read_bytes().decode("latin-1")))
    try:
        table = pl.read_ipc_stream(path)
    except pl.exceptions.PolarsError:
        return found
    for column in table:
        for value in column.unique().to_list():
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            found.update(IDENTIFIER.findall(text))
    return found


@pytest.mark.parametrize("kind", ["file", "table"])
def test_no_identifier_is_written_when_memory_is_short(
    tmp_path: Path, large: Path, kind: str
) -> None:
    written = files_written(tmp_path, large, kind, "guarded")
    spilled = written.pop("spill")
    assert written == {"tmp": [], "cache": [], "home": [], "cwd": []}
    assert spilled, "nothing was written once identifiers were forgotten: was memory short?"
    assert not set().union(*map(identifiers_in, spilled))


def test_identifiers_would_be_written_otherwise(tmp_path: Path, large: Path) -> None:
    """What the test above looks at does show them."""
    spilled = files_written(tmp_path, large, "file", "open")["spill"]
    found = set().union(*map(identifiers_in, spilled))
    assert len(found) > 1000
    assert found <= {f"81{number:010d}" for number in range(N_PERSONS)}


@pytest.fixture
def budget(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let the environment say the budget, and Polars read it again at the end."""
    yield monkeypatch
    monkeypatch.undo()
    pl.Config.reload_env_vars()


@pytest.mark.parametrize("before", ["4096", None])
@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_the_budget_is_put_back(
    budget: pytest.MonkeyPatch, before: str | None, error: type[BaseException] | None
) -> None:
    if before is None:
        budget.delenv(BUDGET, raising=False)
    else:
        budget.setenv(BUDGET, before)
    expected = pytest.raises(error) if error else contextlib.nullcontext()
    with expected, nothing_on_disk():
        assert int(os.environ[BUDGET]) > 1 << 30
        if error:
            raise error
    assert os.environ.get(BUDGET) == before


def test_the_budget_is_put_back_by_the_last_to_leave(budget: pytest.MonkeyPatch) -> None:
    budget.setenv(BUDGET, "4096")
    with nothing_on_disk():
        with nothing_on_disk():
            pass
        assert int(os.environ[BUDGET]) > 1 << 30
    assert os.environ[BUDGET] == "4096"


def test_two_counts_at_once_are_both_kept_from_writing(budget: pytest.MonkeyPatch) -> None:
    budget.setenv(BUDGET, "4096")
    first, second = nothing_on_disk(), nothing_on_disk()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    during = os.environ[BUDGET]
    second.__exit__(None, None, None)
    assert (int(during) > 1 << 30, os.environ[BUDGET]) == (True, "4096")


@pytest.mark.parametrize("kind", ["file", "table"])
def test_what_is_kept_of_a_count_holds_no_identifier(tmp_path: Path, kind: str) -> None:
    file = generate(5, 400, traps=0)
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_bytes(file.to_bytes())
    table = pl.read_csv(path, separator="|", quote_char=None, infer_schema=False)
    persons = {row.person for row in file.lines}
    identifiers = {text.encode() for text in persons if len(text) > 8}
    held = pickle.dumps(table.lazy())
    assert sum(text in held for text in identifiers) > 300

    d = count_professionals(path if kind == "file" else table, postal="none")
    assert d.bilan.n_persons == len(persons) == 400
    for whole in (d, d.bilan, d.placements, d.counts):
        kept = pickle.dumps(whole)
        assert not [text for text in identifiers if text in kept]
    placed = pickle.loads(pickle.dumps(d)).placements.frame.collect().to_native()
    assert {str(dtype) for dtype in placed.dtypes} == {"Int32"}
    assert placed["personne"].max() <= 400
