"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from poles_geo.errors import WriteError
from poles_geo.files import atomic


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
