"""The commands ``poles-geo data``, as they are typed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planned_server import ZIP, Answer, PlannedServer

from poles_geo.cli.main import main
from poles_geo.download.catalogue import DOWNLOADS
from poles_geo.edition.embedded import CONTENTS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``poles-geo data``: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(["data", *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_list_names_everything_with_its_state(
    listed: PlannedServer, run: Run, cache_folder: Path
) -> None:
    code, shown, errors = run("list")
    assert (code, errors) == (0, "")
    assert all(f"  {name} " in shown for name in [*CONTENTS, *DOWNLOADS])
    assert str(cache_folder) in shown
    assert shown.count("absent") == len(DOWNLOADS)
    assert shown.count("somme de contrôle non publiée") == len(DOWNLOADS)
    listed.plan = [listed.cut(len(ZIP) // 2), Answer(404)]
    run("fetch", "essai")
    assert "incomplet (" in run("list")[1]
    run("fetch", "essai")
    today = f"{datetime.now(UTC):%d/%m/%Y}"
    assert run("list")[1].count(f"présent, reçu le {today}") == 1
    assert len(listed.requests) == 3


def test_fetch_prints_the_path_alone(listed: PlannedServer, run: Run, cache_folder: Path) -> None:
    for _ in range(2):
        assert run("fetch", "essai") == (0, f"{cache_folder / 'essai.zip'}\n", "")
    assert len(listed.requests) == 1
    assert run("fetch", "essai", "--renouveler")[0] == 0
    assert len(listed.requests) == 2


def test_fetch_offline_says_what_to_bring(
    listed: PlannedServer, run: Run, cache_folder: Path
) -> None:
    code, shown, errors = run("fetch", "essai", "--hors-ligne")
    assert (code, shown) == (2, "")
    assert errors.startswith("poles-geo\u00a0: essai.zip n'est pas sur cette machine")
    assert str(cache_folder / "essai.zip") in errors
    assert listed.requests == []


def test_an_unknown_identifier_stops_before_any_transfer(listed: PlannedServer, run: Run) -> None:
    code, shown, errors = run("fetch", "essai", "bv2013")
    assert (code, shown) == (2, "")
    assert "bv2012" in errors
    assert listed.requests == []


def test_one_failure_does_not_stop_the_others(
    server: PlannedServer, enter: Callable[..., None], run: Run, cache_folder: Path
) -> None:
    enter(f"{server.address}/essai.zip")
    code, shown, errors = run("fetch", "communes-5m", "essai", "--hors-ligne")
    assert (code, shown) == (2, "")
    assert "communes-5m.geojson" in errors
    assert "essai.zip" in errors
    cache_folder.mkdir(parents=True)
    (cache_folder / "essai.zip").write_bytes(ZIP)
    code, shown, errors = run("fetch", "communes-5m", "essai", "--hors-ligne")
    assert (code, shown) == (2, f"{cache_folder / 'essai.zip'}\n")
    assert "essai" not in errors


def test_fetch_needs_an_identifier(run: Run) -> None:
    code, _, errors = run("fetch")
    assert code == 2
    assert "il manque IDENTIFIANTS" in errors
    assert errors.count("\n") == 1


def test_check_says_what_is_damaged(listed: PlannedServer, run: Run) -> None:
    assert run("check")[0] == 0
    path = Path(run("fetch", "essai")[1].strip())
    code, shown, errors = run("check")
    assert (code, errors) == (0, "")
    assert "1,0 Mo" in next(line for line in shown.splitlines() if line.startswith("essai "))
    path.write_bytes(ZIP[:-1])
    code, shown, errors = run("check")
    assert code == 1
    assert "abîmé" in next(line for line in shown.splitlines() if line.startswith("essai "))
    assert errors.endswith("1\u00a0fichier abîmé\u00a0: essai.\n")
    assert len(listed.requests) == 1


@pytest.mark.parametrize("command", [(), ("list",), ("fetch",), ("check",)])
def test_help_is_in_french(run: Run, command: tuple[str, ...]) -> None:
    code, shown, _ = run(*command, "--help")
    assert code == 0
    assert "Emploi" in shown
    for english in ("Usage", "False", "default", "Commands", "COMMAND ", "STR"):
        assert english not in shown
