"""Files are written whole or not at all."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from command import run

from poles_geo import files
from poles_geo.errors import WriteError
from poles_geo.files import atomic, check_folder, make_folder


def test_writes_a_new_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    with atomic(tmp_path / "carte.pdf") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".pdf"
        assert not temporary.exists()
        temporary.write_text("neuf")
        assert not (tmp_path / "carte.pdf").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["carte.pdf"]
    assert (tmp_path / "carte.pdf").read_text() == "neuf"


def test_replaces_the_old_file_at_the_end_only(tmp_path: Path) -> None:
    path = tmp_path / "carte.pdf"
    path.write_text("ancien")
    with atomic(str(path)) as temporary:
        temporary.write_text("neuf")
        assert path.read_text() == "ancien"
    assert path.read_text() == "neuf"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_no_other(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "carte.pdf"
    path.write_text("ancien")

    def write_half() -> None:
        with atomic(path) as temporary:
            temporary.write_text("à moitié")
            raise error

    with pytest.raises(error):
        write_half()
    assert [found.name for found in tmp_path.iterdir()] == ["carte.pdf"]
    assert path.read_text() == "ancien"


def test_a_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usuel").touch()
    with atomic(tmp_path / "table.csv") as temporary:
        temporary.touch()
    assert (tmp_path / "table.csv").stat().st_mode == (tmp_path / "usuel").stat().st_mode


def test_two_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    with atomic(tmp_path / "table.csv") as first, atomic(tmp_path / "table.csv") as second:
        first.write_text("premier")
        second.write_text("second")
    assert (tmp_path / "table.csv").read_text() == "premier"


def test_a_missing_folder_is_said_before_the_work(tmp_path: Path) -> None:
    with (
        pytest.raises(WriteError, match="vérifiez qu'il existe"),
        atomic(tmp_path / "absent" / "carte.pdf"),
    ):
        pytest.fail("le bloc ne doit pas commencer")


def test_a_folder_in_place_of_the_file_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="est un dossier"), atomic(tmp_path):
        pytest.fail("le bloc ne doit pas commencer")


def test_a_locked_file_is_said_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a spreadsheet locks the file that it shows; here the lock is played."""
    path = tmp_path / "table.xlsx"
    path.write_text("ouvert")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(WriteError, match="fermez-le"), atomic(path) as temporary:
        temporary.write_text("neuf")
    assert path.read_text() == "ouvert"
    assert [found.name for found in tmp_path.iterdir()] == ["table.xlsx"]


def killed_while_writing(path: Path) -> Path:
    """Kill a process in the middle of a file, and give what it leaves."""
    script = (
        "import os, sys; from poles_geo.files import atomic\n"
        f"with atomic({str(path)!r}) as temporary:\n"
        "    temporary.write_text('à moitié'); os.kill(os.getpid(), 9)"
    )
    assert run(command=[sys.executable, "-c", script]).returncode == -9
    (left,) = [found for found in path.parent.iterdir() if found.name.startswith(".poles_geo-")]
    return left


def write_elsewhere(path: Path) -> None:
    """Write a file by another process, which has not looked at the folder yet."""
    script = f"from poles_geo.files import atomic\nwith atomic({str(path)!r}) as t: t.touch()"
    assert run(command=[sys.executable, "-c", script]).returncode == 0


PROC = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="les processus se lisent dans /proc"
)


@PROC
def test_what_a_killed_process_left_goes_with_the_next_file(tmp_path: Path) -> None:
    left = killed_while_writing(tmp_path / "table.csv")
    assert left.suffix == ".csv"
    write_elsewhere(tmp_path / "autre.html")
    assert [path.name for path in tmp_path.iterdir()] == ["autre.html"]


@PROC
@pytest.mark.parametrize(
    ("place", "other", "gone"),
    [
        (3, "1", True),  # the number of the killed process is another one's now
        (2, "0" * 12, True),  # the machine has started again since
        (1, "0" * 12, False),  # a process of another machine, in a shared folder
        (2, "0", False),  # of a system that does not tell
    ],
)
def test_the_number_of_a_process_is_not_enough(
    tmp_path: Path, place: int, other: str, gone: bool
) -> None:
    left = killed_while_writing(tmp_path / "table.csv")
    parts = left.name.split("-")
    parts[place] = other
    left = left.rename(left.with_name("-".join(parts)))
    write_elsewhere(tmp_path / "autre.csv")
    assert left.exists() is not gone


@PROC
def test_what_a_living_process_writes_stays(tmp_path: Path) -> None:
    with atomic(tmp_path / "table.csv") as temporary:
        temporary.write_text("neuf")
        write_elsewhere(tmp_path / "autre.csv")
        assert temporary.exists()
    assert (tmp_path / "table.csv").read_text() == "neuf"


def test_another_program_s_hidden_files_stay(tmp_path: Path) -> None:
    names = [".poles_geo", ".poles_geo-a.csv", ".gitignore", ".~lock.table.csv#"]
    for name in names:
        (tmp_path / name).touch()
    write_elsewhere(tmp_path / "table.csv")
    assert all((tmp_path / name).exists() for name in names)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "tourne/x"])
def test_a_name_that_cannot_be_is_said_before_the_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "tourne").symlink_to("tourne")
    with pytest.raises(WriteError), atomic(tmp_path / name):
        pytest.fail("le bloc ne doit pas commencer")
    with pytest.raises(WriteError):
        make_folder(tmp_path / name / "dossier")
    assert [path.name for path in tmp_path.iterdir()] == ["tourne"]


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    for name in ("ailleurs", "ici"):
        (tmp_path / name).mkdir()
    link, file = tmp_path / "ici" / "table.csv", tmp_path / "ailleurs" / "de_2024.csv"
    link.symlink_to("../ici/detour.csv")
    (tmp_path / "ici" / "detour.csv").symlink_to(file)
    for text in ("neuf", "plus neuf"):
        with atomic(link) as temporary:
            temporary.write_text(text)
        assert (file.read_text(), link.is_symlink()) == (text, True)
    assert [path.name for path in file.parent.iterdir()] == ["de_2024.csv"]


@pytest.mark.parametrize("name", ["tube", "rien", "tourne", "perdu"])
def test_what_is_no_file_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "tube")
    (tmp_path / "rien").symlink_to(os.devnull)
    (tmp_path / "tourne").symlink_to("tourne")
    (tmp_path / "perdu").symlink_to("absent/table.csv")
    with pytest.raises(WriteError, match=name), atomic(tmp_path / name):
        pytest.fail("le bloc ne doit pas commencer")
    assert {path.name for path in tmp_path.iterdir()} == {"tube", "rien", "tourne", "perdu"}
    assert (tmp_path / name).is_file() is False


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def _interrupted_at(line: int, work: Callable[[], object]) -> bool:
    """Do a work, interrupted before the nth line of files.py that it runs; False beyond the last.

    The request is taken once, as from a user who presses Ctrl-C once.
    """
    left = line

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != files.__file__:
            return None
        if event == "line":
            left -= 1
            if left == -1:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return left < 0


def test_an_interruption_at_any_line_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "carte.svg"

    def write() -> None:
        with files.atomic(path) as temporary:
            temporary.write_text("neuf")

    line = 0
    while True:
        path.write_text("ancien")
        interrupted = _interrupted_at(line, write)
        assert path.read_text() in ("ancien", "neuf"), line
        assert list(tmp_path.iterdir()) == [path], line
        if not interrupted:
            break
        line += 1
    assert line > 15
