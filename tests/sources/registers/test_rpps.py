"""Files as the field sends them: cut, badly encoded, wrong; a clear error or a counted row."""

import gzip
import re
import warnings
import zipfile
from pathlib import Path

import pytest
from register_generator import HEADER_2021, HEADER_2026, SKILLS_HEADER, Register, generate

from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.errors import LayoutError, SourceError

NAME = "PS_LibreAcces_Personne_activite_202610080839.txt"


def counted(path: Path, **options: object) -> Decompte:
    return count_professionals(path, postal="none", no_speciality="specialist", **options)


def written(n: int = 20, **options: object) -> Register:
    return generate(7, n, traps=0, **options)


def put(folder: Path, content: bytes, name: str = NAME) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(folder: Path, members: dict[str, bytes], name: str = "PS_LibreAcces.zip") -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return folder / name


def test_text_zip_gzip_and_folder_say_the_same(tmp_path: Path) -> None:
    content = written().to_bytes()
    skills = written().skills_to_bytes()
    text = put(tmp_path, content)
    members = {
        NAME: content, "PS_LibreAcces_SavoirFaire_202610080839.txt": skills,
        "PS_LibreAcces_Dipl_AutExerc_202610080839.txt": b"a|b\n1|2\n",
        "__MACOSX/._PS_LibreAcces_Personne_activite_202610080839.txt": b"\0",
    }  # fmt: skip
    archive = zipped(tmp_path, members)
    folder = tmp_path / "dossier"
    folder.mkdir()
    for name, member in list(members.items())[:3]:
        put(folder, member, name)
    packed = put(tmp_path, gzip.compress(content), NAME + ".gz")
    expected = counted(text)
    for source in (archive, folder, packed):
        found = counted(source)
        assert found.counts.equals(expected.counts)
        assert found.bilan.table.equals(expected.bilan.table)
        assert found.date == "2026-10-08"


def test_the_date_is_that_of_the_zip_when_its_member_has_none(tmp_path: Path) -> None:
    members = {"PS_LibreAcces_Personne_activite.txt": written().to_bytes()}
    assert counted(zipped(tmp_path, members, "PS_LibreAcces_20240115.zip")).date == "2024-01-15"
    assert counted(zipped(tmp_path, members, "fichier.zip")).date is None
    assert counted(zipped(tmp_path, members, "fichier.zip"), date="2020-01").date == "2020-01"


def test_lone_quotes_and_empty_fields_lose_no_row(tmp_path: Path) -> None:
    file = written(200)
    content = file.to_bytes()
    assert content.count(b'"') > 100
    assert counted(put(tmp_path, content)).bilan.n_rows == len(file.lines)


@pytest.mark.parametrize("edition", ["2021", "2026", "cat18"])
@pytest.mark.parametrize("kept", [0.3, 0.62, 0.999])
def test_a_file_cut_inside_a_line(tmp_path: Path, edition: str, kept: float) -> None:
    content = written(edition=edition).to_bytes()
    cut = content[: int(len(content) * kept)]
    assert not cut.endswith(b"\n")
    with pytest.raises(LayoutError, match="tronqué"):
        counted(put(tmp_path, cut))


def test_a_file_cut_inside_a_character(tmp_path: Path) -> None:
    file = written()
    file.lines[-1].cells["Libellé genre activité"] = "Activité"
    content = file.to_bytes()
    cut = content[: content.rindex("é".encode()) + 1]
    with pytest.raises(LayoutError, match="tronqué"):
        counted(put(tmp_path, cut))


def test_a_whole_last_line_without_its_end(tmp_path: Path) -> None:
    file = written(last_end=False)
    assert counted(put(tmp_path, file.to_bytes())).bilan.n_rows == len(file.lines)


@pytest.mark.parametrize("kept", [0.2, 0.9])
def test_archives_cut_short(tmp_path: Path, kept: float) -> None:
    archive = zipped(tmp_path, {NAME: written(300).to_bytes()})
    packed = gzip.compress(written(300).to_bytes())
    for name, content in (("a.zip", archive.read_bytes()), ("a.txt.gz", packed)):
        with pytest.raises(LayoutError, match=r"archive illisible ou tronquée.*téléchargez"):
            counted(put(tmp_path, content[: int(len(content) * kept)], name))


def test_an_archive_damaged_inside(tmp_path: Path) -> None:
    path = zipped(tmp_path, {NAME: written(300).to_bytes()})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(LayoutError, match="archive illisible ou tronquée"):
        counted(put(tmp_path, bytes(content), "abimee.zip"))


def test_windows_and_the_byte_order_mark(tmp_path: Path) -> None:
    plain = counted(put(tmp_path, written().to_bytes()))
    windows = counted(put(tmp_path, written(line_end="\r\n", bom=True).to_bytes()))
    assert windows.counts.equals(plain.counts)


def test_latin1_is_read_and_said(tmp_path: Path) -> None:
    plain = counted(put(tmp_path, written().to_bytes()))
    latin = counted(put(tmp_path, written(encoding="latin-1").to_bytes()))
    assert latin.counts.equals(plain.counts)
    assert "fichier lu en Windows-1252 (il n'est pas en UTF-8)" in latin.bilan.remarks


def test_bytes_that_are_not_utf8_in_a_line(tmp_path: Path) -> None:
    content = written().to_bytes().replace("ÉLÉONORE".encode(), b"\xc9L\xc9ONORE", 3)
    assert counted(put(tmp_path, content)).bilan.n_rows == len(written().lines)


def test_null_bytes(tmp_path: Path) -> None:
    file = written()
    first = file.lines[0].cells["Identification nationale PP"]
    content = file.to_bytes()
    touched = content.replace(first.encode(), first[:3].encode() + b"\0" + first[4:].encode())
    lost = sum(row.person == first for row in file.lines)
    with pytest.warns(UserWarning, match=r"rejetées?"):
        d = counted(put(tmp_path, touched))
    assert d.bilan.table.loc["rejet_identifiant", "lignes"] == lost
    names = content.replace("ÉLÉONORE".encode(), b"\0\0")
    assert counted(put(tmp_path, names)).bilan.n_rows == len(file.lines)
    with pytest.raises(LayoutError, match="tronqué"):
        counted(put(tmp_path, content + b"\0" * 5000))


def test_a_line_of_10_mb(tmp_path: Path) -> None:
    file = written()
    file.lines[3].cells["Raison sociale site"] = "X" * 10_000_000
    assert counted(put(tmp_path, file.to_bytes())).bilan.n_rows == len(file.lines)
    lines = written().to_bytes().splitlines(keepends=True)
    lines.insert(4, b"Y" * 10_000_000 + b"\n")
    with pytest.warns(UserWarning, match=r"1\sligne rejetée"):
        d = counted(put(tmp_path, b"".join(lines)))
    rejected = d.bilan.codes[d.bilan.codes["ligne"] == "rejet_colonnes"]
    assert rejected["code"].tolist() == ["ligne 5"]


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poles_geo.tabular.texts.streams.LONGEST_LINE", 1 << 23)
    content = written().to_bytes() + b"Z" * (1 << 24)
    with pytest.raises(LayoutError, match="ligne de plus de"):
        counted(put(tmp_path, content))


def test_rejected_lines_have_their_numbers(tmp_path: Path) -> None:
    lines = written().to_bytes().splitlines(keepends=True)
    lines[2:2] = [b"\n", b"trop|court\n"]
    lines.append(b"|" * 80 + b"\n")
    with pytest.warns(UserWarning, match=r"3\slignes rejetées"):
        codes = counted(put(tmp_path, b"".join(lines))).bilan.codes
    found = codes[codes["ligne"].str.startswith("rejet_")]
    assert list(zip(found["ligne"], found["code"], strict=True)) == [
        ("rejet_vide", "ligne 3"),
        ("rejet_colonnes", "ligne 4"),
        ("rejet_colonnes", f"ligne {len(lines)}"),
    ]


def test_a_lone_carriage_return_in_a_field(tmp_path: Path) -> None:
    file = written()
    file.lines[0].cells["Raison sociale site"] = "CABINET\rDU PORT"
    assert counted(put(tmp_path, file.to_bytes())).bilan.table.loc["code", "lignes"] > 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "fichier vide"),
        (b"\n\n", "fichier vide"),
        ("|".join(HEADER_2026).encode(), "pas de fin de ligne après l'en-tête"),
        (("|".join(HEADER_2026) + "\n").encode(), "aucune ligne après l'en-tête"),
        (("|".join(HEADER_2026) + "\n").encode("utf-16"), "UTF-16"),
        (b"<!DOCTYPE html><html><body>Erreur 404</body></html>\n", "page web"),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (written().to_bytes().replace(b"\n", b"\r"), "ancien Macintosh"),
        (b"\0" * 5000 + b"\n\0\n", "octet nul"),
        (("|".join(HEADER_2026) + "\na|b\nc|d\n").encode(), r"aucune ligne lisible sur 2"),
    ],
)
def test_what_is_no_register_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(LayoutError, match=message):
        counted(put(tmp_path, content))


def test_the_wrong_file_of_the_zip(tmp_path: Path) -> None:
    skills = put(tmp_path, written().skills_to_bytes(), "PS_LibreAcces_SavoirFaire_2026.txt")
    with pytest.raises(LayoutError, match=r"Code postal.*celui des savoir-faire.*Personne_activ"):
        counted(skills)
    diplomas = "Identification nationale PP|Nom d'exercice|Code type diplôme obtenu|x"
    with pytest.raises(LayoutError, match="celui des diplômes"):
        counted(put(tmp_path, f"{diplomas}\n1|2|3|4\n".encode(), "PS_Dipl.txt"))
    with pytest.raises(LayoutError, match=r"Personne_activite_….txt attendu"):
        counted(zipped(tmp_path, {"PS_Dipl.txt": b"a|b\n", "PS_Autre.txt": b"a|b\n"}))
    with pytest.raises(LayoutError, match=r"aucun fichier texte.*photo.png"):
        counted(zipped(tmp_path, {"photo.png": b"x"}))
    two = {NAME: b"", NAME.replace("2026", "2025"): b""}
    with pytest.raises(LayoutError, match=r"2.fichiers d'activités"):
        counted(zipped(tmp_path, two))
    with pytest.raises(LayoutError, match="archive zip dans une autre"):
        counted(zipped(tmp_path, {NAME: zipped(tmp_path, {"a": b"b"}, "b.zip").read_bytes()}))


def test_an_edition_without_places(tmp_path: Path) -> None:
    header = [name for name in HEADER_2021 if "commune" not in name and "postal" not in name]
    path = put(tmp_path, ("|".join(header) + "\n" + "|" * (len(header) - 1) + "\n").encode())
    with pytest.raises(LayoutError, match=r"manquantes\s: Code postal .*, Code commune"):
        counted(path)


def test_skills_that_are_nowhere(tmp_path: Path) -> None:
    path = put(tmp_path, written(edition="savoir_faire_a_part").to_bytes())
    with pytest.raises(LayoutError, match=r"Code savoir-faire \(ou le fichier SavoirFaire"):
        counted(path)
    put(tmp_path, b"a|b\n1|2\n", "PS_LibreAcces_SavoirFaire_202610080839.txt")
    with pytest.raises(LayoutError, match=r"SavoirFaire.*colonnes manquantes"):
        counted(path)
    assert "Code savoir-faire" in SKILLS_HEADER


@pytest.mark.parametrize(
    ("n_without", "n_with", "share"),
    [(50, 50, None), (51, 49, "51,0"), (99, 0, None), (100, 0, "100,0"), (101, 100, "50,2")],
)
def test_physicians_without_skill(
    tmp_path: Path, n_without: int, n_with: int, share: str | None
) -> None:
    """Doubtful when more than half of the doctors have none; never said of fewer than 100."""
    header = (
        "Identification nationale PP|Code profession|Code savoir-faire|"
        "Code postal (coord. structure)|Code commune (coord. structure)"
    )
    skills = [""] * n_without + ["SM54"] * n_with
    rows = [f"{number}|10|{skill}||59350" for number, skill in enumerate(skills)]
    path = put(tmp_path, "\n".join([header, *rows, "999|60|||59350", ""]).encode())
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        counted(path)
    doubts = [str(warning.message) for warning in said if "savoir-faire" in str(warning.message)]
    assert len(doubts) == (share is not None)
    assert all(re.search(rf"\b{share}\s%\sdes médecins", doubt) for doubt in doubts)


def test_a_filter_on_an_absent_column(tmp_path: Path) -> None:
    path = put(tmp_path, written(edition="cat18").to_bytes(), "ExtractionMonoTable_CAT18.csv")
    with pytest.raises(ValueError, match=r"modes\s: .*CAT18.*Code mode exercice"):
        counted(path, modes={"L"})
    path = put(tmp_path, written(edition="2021").to_bytes())
    with pytest.raises(ValueError, match=r"replacements\s: .*Code genre activité"):
        counted(path, replacements=False)


def test_an_absent_file_and_a_repeated_column(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="fichier absent"):
        counted(tmp_path / "rien.zip")
    header = "|".join([*HEADER_2026, "Code profession"])
    row = "|" * len(HEADER_2026)
    with pytest.raises(LayoutError, match=r"«\sCode profession\s» est en double"):
        counted(put(tmp_path, f"{header}\n{row}\n".encode()))
