"""A scan and a reading line by line give the same rows, and no line is lost on the way."""

import gzip
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tqdm import tqdm

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts import frames
from poles_geo.tabular.texts.frames import FrameRead, read_frame
from poles_geo.tabular.texts.headers import read_header
from poles_geo.tabular.texts.streams import TextFile

NAMES = ("nom", "clé", "lieu", "détail")
ROLES = {"cle": 1, "lieu": 2}
COLUMNS = [nw.col("cle"), nw.col("lieu")]
READABLE = nw.col("cle").str.contains("^[0-9]+$")
UNREADABLE = "rejet_identifiant"

Row = tuple[str, str, str, str]
ROW = st.tuples(
    st.text("aZ09\"éÀœ€\0\x0c\x0b\x85\u2028'#|;,", max_size=6),
    st.text("0123456789", min_size=1, max_size=4),
    st.text("bY18\"èÇ\0\x0c '#\\", max_size=6),
    st.text('cX7"ï𝄞\0\x0c', max_size=6),
)


@dataclass(frozen=True)
class Layout:
    """How a table is written."""

    separator: str = "|"
    line_end: str = "\n"
    closed: bool = False
    ended: bool = True
    bom: bool = False

    def line(self, *cells: str) -> str:
        kept = (cell.replace(self.separator, "_") for cell in cells)
        return self.separator.join(kept) + (self.separator if self.closed else "")

    def to_bytes(self, lines: list[str]) -> bytes:
        text = self.line_end.join([self.line(*NAMES), *lines]) + self.line_end * self.ended
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode()


LAYOUT = st.builds(
    Layout, st.sampled_from("|;\t,"), st.sampled_from(["\n", "\r\n"]),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


def put(folder: Path | str, content: bytes, name: str = "a.txt") -> TextFile:
    path = Path(folder) / name
    path.write_bytes(content)
    return TextFile(path)


def read(text: TextFile, *, progress: bool = False) -> FrameRead:
    return read_frame(
        read_header(text), ROLES, COLUMNS,
        plain=READABLE, readable=READABLE, reason=UNREADABLE, mended=COLUMNS,
        lost=(nw.col("cle") == "\0", ""),
        progress=progress,
    )  # fmt: skip


def read_line_by_line(text: TextFile, block: int = 16 << 20) -> FrameRead:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.tabular.texts.frames._is_plain", lambda _: False)
        patch.setattr("poles_geo.tabular.texts.streams.BLOCK", block)
        return read(text)


def scan(text: TextFile) -> list[tuple[str, str]] | None:
    found = frames._scan(read_header(text), ROLES, COLUMNS, progress=False)
    return None if found is None else found.rows()


def is_scanned(text: TextFile) -> bool:
    header = read_header(text)
    return frames._is_plain(header) and scan(text) is not None


@settings(deadline=None, max_examples=100)
@given(st.lists(ROW, min_size=1, max_size=12), LAYOUT, st.sampled_from([40, 1000, 1 << 20]))
def test_both_ways_give_the_rows_written(rows: list[Row], layout: Layout, block: int) -> None:
    lines = [layout.line(*row) for row in rows]
    expected = [tuple(cell.replace(layout.separator, "_") for cell in row[1:3]) for row in rows]
    with TemporaryDirectory() as folder:
        text = put(folder, layout.to_bytes(lines))
        assert scan(text) == expected
        for found in (read(text), read_line_by_line(text, block)):
            assert found.frame.rows() == expected
            assert found.frame.columns == ["cle", "lieu"]
            assert (found.n_lines, found.rejected) == (len(rows), [])


@st.composite
def faulty_lines(draw: st.DrawFn) -> tuple[Layout, list[str], dict[int, str]]:
    """Draw a table of whole rows, most of its lines, and of others; what is wrong by number."""
    layout = draw(LAYOUT)
    lines = [(layout.line(*row), "") for row in draw(st.lists(ROW, min_size=1, max_size=12))]
    for _ in range(draw(st.integers(0, len(lines) - 1))):
        cells = draw(ROW)
        line, reason = draw(
            st.sampled_from(
                [
                    (layout.line("x", *cells[: draw(st.integers(0, 2))]), "rejet_colonnes"),
                    (layout.line(*cells, *draw(ROW)[: draw(st.integers(1, 4))]), "rejet_colonnes"),
                    (draw(st.sampled_from(["", " ", "\x0c"])), "rejet_vide"),
                    (layout.line(cells[0], draw(st.sampled_from(["", "x", " 1"])), *cells[2:]),
                     UNREADABLE),
                ]
            )
        )  # fmt: skip
        lines.insert(draw(st.integers(0, len(lines) - (not layout.ended))), (line, reason))
    faults = {number: reason for number, (_, reason) in enumerate(lines, start=2) if reason}
    return layout, [line for line, _ in lines], faults


@settings(deadline=None, max_examples=100)
@example(
    (Layout(), ["a|1|x|c", "a|2", "a|3|y|c|d|e", "a|4|z|c"],
     {3: "rejet_colonnes", 4: "rejet_colonnes"}),
    64,
)  # fmt: skip
@given(faulty_lines(), st.sampled_from([40, 1000, 1 << 20]))
def test_every_line_is_a_row_or_is_rejected_by_its_number(
    file: tuple[Layout, list[str], dict[int, str]], block: int
) -> None:
    layout, lines, faults = file
    rows = [
        tuple(line.split(layout.separator)[1:3])
        for number, line in enumerate(lines, start=2) if number not in faults
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        text = put(folder, layout.to_bytes(lines))
        for found in (read(text), read_line_by_line(text, block)):
            assert found.rejected == sorted(faults.items())
            assert found.frame.rows() == rows
            assert len(found.frame) + len(found.rejected) == found.n_lines == len(lines)


FIRST, LAST = b"Ana|1|LILLE|c\n", b"Zo\xc3\xa9|9|LENS|c\n"


@pytest.mark.parametrize(
    ("middle", "rejected"),
    [
        pytest.param(b"Bob|2\n", {3: "rejet_colonnes"}, id="too short"),
        pytest.param(b"Bob|2|DOUAI\n", {3: "rejet_colonnes"}, id="short of a field not needed"),
        pytest.param(b"Bob|2|DOUAI|c|d\n", {3: "rejet_colonnes"}, id="too long"),
        pytest.param(b"\n", {3: "rejet_vide"}, id="blank"),
        pytest.param(b"\r\n \t\n", {3: "rejet_vide", 4: "rejet_vide"}, id="of blanks alone"),
        pytest.param(
            b"Bob|2|DOU\nAI|c\n", {3: "rejet_colonnes", 4: "rejet_colonnes"}, id="broken in two"
        ),
        pytest.param(
            b"Bob|2|DOUAI\n|c\n", {3: "rejet_colonnes", 4: "rejet_colonnes"},
            id="broken at a separator",
        ),
        pytest.param(b"Bob|2|DOUAI|cBea|3|DOUAI|c\n", {3: "rejet_colonnes"}, id="two joined"),
        pytest.param(b"\0\0\0\n", {3: "rejet_colonnes"}, id="of null bytes"),
    ],
)  # fmt: skip
def test_what_a_scan_alone_would_take_for_rows(
    tmp_path: Path, middle: bytes, rejected: dict[int, str]
) -> None:
    text = put(tmp_path, "|".join(NAMES).encode() + b"\n" + FIRST + middle + LAST)
    assert scan(text) is None
    found = read(text)
    assert found.frame.rows() == [("1", "LILLE"), ("9", "LENS")]
    assert dict(found.rejected) == rejected
    assert found.n_lines == 2 + len(rejected)


@pytest.mark.parametrize(
    ("middle", "n_rejected"),
    [
        pytest.param(b"Bob|2\nBea|3|DOUAI|c|d|e\n", 2, id="one short of what another has"),
        pytest.param(b"Bob|2|DOUAI|cBea|3|DOUAI|c\nJo|4|LE\nNS|59\n", 3, id="a line end moved"),
        pytest.param(b"Bob|2\n" * 3 + b"Bea|3" + b"|c" * 8 + b"\n", 4, id="three and one"),
    ],
)
def test_faults_that_make_up_for_each_other(tmp_path: Path, middle: bytes, n_rejected: int) -> None:
    text = put(tmp_path, "|".join(NAMES).encode() + b"\n" + FIRST + middle + LAST)
    found = read(text)
    assert found.frame.rows() == [("1", "LILLE"), ("9", "LENS")]
    assert [line for line, _ in found.rejected] == list(range(3, 3 + n_rejected))


@pytest.mark.parametrize(
    ("end", "rejected"),
    [
        (b"\n\n\n", {4: "rejet_vide", 5: "rejet_vide"}),
        (b"\n\r\n", {4: "rejet_vide"}),
        (b"\n\r", {4: "rejet_vide"}),
        (b"\n\x1a", {4: "rejet_colonnes"}),
    ],
)
def test_lines_after_the_last_row(tmp_path: Path, end: bytes, rejected: dict[int, str]) -> None:
    """Blank ones, or the Ctrl-Z that some old programs close a file with."""
    content = "|".join(NAMES).encode() + b"\n" + FIRST + LAST.rstrip(b"\n") + end
    text = put(tmp_path, content)
    assert scan(text) is None
    found = read(text)
    assert found.frame.rows() == [("1", "LILLE"), ("9", "LENS")]
    assert dict(found.rejected) == rejected


@pytest.mark.parametrize("kept", [2, 6, 8])
def test_a_last_line_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    text = put(tmp_path, "|".join(NAMES).encode() + b"\n" + FIRST + LAST[:kept])
    assert scan(text) is None
    with pytest.raises(LayoutError, match="tronqué"):
        read(text)


def test_rows_of_empty_fields_and_signs_of_other_formats(tmp_path: Path) -> None:
    """No row is left out as a comment or as nothing, no text is taken for a missing one."""
    lines = ["|||", "#a|1||", "NA|2|NA|NULL", "\\N|3|\\N|", "'|4|'|'", '"|5|"x|"']
    text = put(tmp_path, Layout().to_bytes(lines))
    assert scan(text) == [("", ""), ("1", ""), ("2", "NA"), ("3", "\\N"), ("4", "'"), ("5", '"x')]
    for found in (read(text), read_line_by_line(text)):
        assert found.rejected == [(2, UNREADABLE)]
        assert found.frame.rows() == scan(text)[1:]


def test_line_ends_of_both_kinds_in_one_file(tmp_path: Path) -> None:
    content = "|".join(NAMES).encode() + b"\r\na|1|x|c\na|2|y|c\r\na|3|z|\r\na|4||\n"
    text = put(tmp_path, content)
    expected = [("1", "x"), ("2", "y"), ("3", "z"), ("4", "")]
    assert scan(text) == read(text).frame.rows() == read_line_by_line(text).frame.rows() == expected


def test_a_lone_carriage_return_ends_no_line(tmp_path: Path) -> None:
    text = put(tmp_path, Layout().to_bytes(["a\rb|1|LE\rMANS|c", "\r|2|LENS\r|c"]))
    for found in (read(text), read_line_by_line(text)):
        assert found.frame["cle"].to_list() == ["1", "2"]
        assert [place.split() for place in found.frame["lieu"].to_list()] == [
            ["LE", "MANS"], ["LENS"],
        ]  # fmt: skip
        assert (found.n_lines, found.rejected) == (2, [])


def test_bytes_that_are_not_utf8_are_those_of_windows(tmp_path: Path) -> None:
    rows = [b"a|1|CH\xc2TEAU|c", b"a|2|\xc3\x8ele|c", b"a|3|\x80\x9c\x81|c", b"\xc9|4|LENS|c"]
    text = put(tmp_path, b"\n".join(["|".join(NAMES).encode(), *rows, b""]))
    assert read_header(text).encoding == "utf-8"
    assert scan(text) is None
    found = read(text)
    places = ["CHÂTEAU", "Île", "€œ\ufffd", "LENS"]
    assert found.frame["lieu"].to_list() == places
    assert found.rejected == []


def test_a_header_of_windows_is_read_with_its_rows(tmp_path: Path) -> None:
    text = put(tmp_path, Layout().to_bytes(["é|1|Évreux|c"]).decode().encode("cp1252"))
    assert read_header(text).encoding == "cp1252"
    assert read(text).frame.rows() == [("1", "Évreux")]


@pytest.mark.parametrize("name", ["a[1]*.txt", "a?.txt", "{a,b}.txt", "a b%20é#.txt", "-.csv"])
def test_signs_in_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    for other in ("a1.txt", "a11.txt", "a1b.txt", "ab.txt", "a.txt", "b.txt"):
        put(tmp_path, Layout().to_bytes(["other|7|OTHER|c"]), other)
    folder = tmp_path / "d[o]*"
    folder.mkdir()
    for where in (tmp_path, folder):
        text = put(where, Layout().to_bytes(["a|1|x|c"]), name)
        assert is_scanned(text)
        assert read(text).frame.rows() == [("1", "x")]


def test_archives_say_what_the_text_says(tmp_path: Path) -> None:
    lines = [f"é|{number}|LENS {number}|" for number in range(500)]
    lines[250:250] = ["", "court|1", "a|clé|x|c"]
    content = Layout(line_end="\r\n", bom=True).to_bytes(lines)
    text = put(tmp_path, content)
    packed = put(tmp_path, gzip.compress(content), "a.txt.gz")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier/a.txt", content)
    expected = read(text)
    assert expected.frame.rows() == [(str(number), f"LENS {number}") for number in range(500)]
    assert expected.rejected == [
        (252, "rejet_vide"), (253, "rejet_colonnes"), (254, UNREADABLE),
    ]  # fmt: skip
    for other in (packed, TextFile(tmp_path / "a.zip", "dossier/a.txt")):
        assert not frames._is_plain(read_header(other))
        found = read(other)
        assert found.frame.rows() == expected.frame.rows()
        assert (found.n_lines, found.rejected) == (expected.n_lines, expected.rejected)


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(Layout().to_bytes([f"a|{number}|LENS|c" for number in range(9999)]))
    with pytest.raises(LayoutError, match="archive illisible ou tronquée"):
        read(put(tmp_path, packed[:-9], "a.txt.gz"))


def test_fields_between_quotes(tmp_path: Path) -> None:
    header = ";".join(f'"{name}"' for name in NAMES) + ";\r\n"
    rows = [
        '"a;b";"1";"LA ""FERME""; LENS";"";', '"";"2";"DOUAI";"c";', '"a";"3";"COU', 'PÉ";"c";',
        '"a";"4";"x";', "", '"a";"5";"LENS;";"c";',
    ]  # fmt: skip
    text = put(tmp_path, (header + "\r\n".join([*rows, ""])).encode())
    assert not frames._is_plain(read_header(text))
    found = read(text)
    assert found.frame.rows() == [("1", 'LA "FERME"; LENS'), ("2", "DOUAI"), ("5", "LENS;")]
    assert found.rejected == [
        (4, "rejet_colonnes"), (5, "rejet_colonnes"), (6, "rejet_colonnes"), (7, "rejet_vide"),
    ]  # fmt: skip
    assert found.n_lines == len(rows)


def test_a_long_file_keeps_its_order_and_its_numbers(tmp_path: Path) -> None:
    count = 200_000
    lines = [f"É{number % 7}|{number}|{number // 3}|" for number in range(count)]
    expected = pl.DataFrame(
        {"cle": [str(number) for number in range(count)],
         "lieu": [str(number // 3) for number in range(count)]}
    )  # fmt: skip
    text = put(tmp_path, Layout().to_bytes(lines))
    for progress in (True, False):
        found = frames._scan(read_header(text), ROLES, COLUMNS, progress=progress)
        assert found is not None
        assert found.to_native().equals(expected)
    lines[150_000] += "|"
    lines[10] = "É|x|y|"
    faulty = read(put(tmp_path, Layout().to_bytes(lines)))
    assert faulty.rejected == [(12, UNREADABLE), (150_002, "rejet_colonnes")]
    kept = pl.concat([expected[:10], expected[11:150_000], expected[150_001:]])
    assert faulty.frame.to_native().equals(kept)
    assert faulty.n_lines == count


@settings(deadline=None, max_examples=30)
@given(st.data(), st.integers(10, 5000), st.booleans())
def test_where_the_file_is_cut_to_be_checked_changes_nothing(
    data: st.DataObject, step: int, ended: bool
) -> None:
    lines = [f"{'É' * (number % 50)}|{number}|LENS|c" for number in range(300)]
    wrong = data.draw(st.none() | st.integers(0, 298 + ended))
    if wrong is not None:
        lines[wrong] += data.draw(st.sampled_from(["|", "\n", "\n|"]))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        text = put(folder, Layout(bom=True, ended=ended).to_bytes(lines))
        patch.setattr("poles_geo.tabular.texts.frames.WINDOW", max(step, 200))
        assert (scan(text) is None) == (wrong is not None)


class PromptBar(tqdm):
    """The bar, that does not wait for a second to show itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "delay": 0, "mininterval": 0, "miniters": 1})


@pytest.mark.parametrize("progress", [True, False])
def test_a_bar_follows_the_reading_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    progress: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr("poles_geo.tabular.texts.frames.tqdm", PromptBar)
    monkeypatch.setattr("poles_geo.tabular.texts.frames.WINDOW", 100)
    text = put(tmp_path, Layout().to_bytes(["a|1|x|c"] * 2000), "annuaire.txt")
    assert len(read(text, progress=progress).frame) == 2000
    said = capsys.readouterr().err
    assert ("annuaire.txt:" in said) == progress
    shown = [int(part) for part in re.findall(r"(\d+)%\|", said)]
    assert shown == sorted(shown)
    assert (len(set(shown)) > 5 and shown[-1] == 100) == progress


@pytest.mark.parametrize(
    "lines",
    [
        b"a|1|x|c\ra|2|y|c\n\n",
        b"\na|1|x|c\ra|2|y|c\n",
        b"a|1|x|c\r\ra|2|y|c\n\n\n",
        b"a|1|x|c\n\n\ra|2|y|c\n",
    ],
)
def test_a_carriage_return_and_a_blank_line_make_up_for_nothing(
    tmp_path: Path, lines: bytes
) -> None:
    """Whatever comes after: the block that holds them is not the last."""
    content = b"nom|cl\xc3\xa9|lieu|d\xc3\xa9tail\n" + lines + b"a|9|z|c\n" * 40
    text = put(tmp_path, content)
    whole = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.tabular.texts.streams.BLOCK", 60)
        cut = read(text)
    assert "rejet_vide" in {reason for _, reason in whole.rejected}
    assert cut.rejected == whole.rejected
    assert cut.frame.rows() == whole.frame.rows()
