"""Rows that a filter of Excel hides: a reader reads them as the others, which has to be told.

Known of XLSX alone.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
NUMBER = re.compile(rb'\sr="(\d{1,7})"')
CHUNK = 4 << 20
LONGEST = 1 << 10
"""Bytes of the tag of a row, at most."""


def hidden_rows(archive: zipfile.ZipFile) -> dict[str, list[int]]:
    """Give the lines that are hidden, by name of sheet; nothing of a workbook that is no XLSX."""
    return {
        name: list(_hidden(archive, member)) for name, member in members_of_sheets(archive).items()
    }


def members_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the member of each sheet, by its name; nothing of a workbook that is no XLSX."""
    members = set(archive.namelist())
    if not {WORKBOOK, LINKS} <= members:
        return {}
    try:
        links, sheets = _parsed(archive, LINKS), _parsed(archive, WORKBOOK)
    except ParseError:
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in sheets.iter(SHEET):
        member = "xl/" + targets.get(sheet.get(LINK), "").removeprefix("/xl/")
        if member in members:
            found[sheet.get("name", "")] = member
    return found


def _parsed(archive: zipfile.ZipFile, member: str) -> Element:
    return fromstring(archive.read(member))


def _hidden(archive: zipfile.ZipFile, member: str) -> Iterator[int]:
    """Read the tags of the rows of a sheet, a piece at a time."""
    kept = b""
    with archive.open(member) as stream:
        while piece := stream.read(CHUNK):
            text, end = kept + piece, 0
            for tag in ROW.finditer(text):
                end = tag.end()
                number = NUMBER.search(tag[0])
                if number and HIDDEN.search(tag[0]):
                    yield int(number[1])
            kept = text[max(end, len(text) - LONGEST) :]
