"""Invented histories of communes, in the layout of INSEE's movements.

Mergers, re-establishments (also of the commune whose code all had), splits into new communes and
changes of département, with the rows of communes déléguées and of changes of name that surround
them in the real file.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd
from hypothesis import strategies as st

FIRST, LAST = 2003, 2010
COLUMNS = ["mod", "date", "type_avant", "code_avant", "type_apres", "code_apres"]


@dataclass
class History:
    """Communes at the start and at each 1 January, and the rows of their events.

    `homes`: for each 1 January, communes in which each commune of the start is found.
    """

    start: list[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    alive: dict[int, list[str]] = field(default_factory=dict)
    homes: dict[int, dict[str, set[str]]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def movements(self) -> pd.DataFrame:
        table = pd.DataFrame(self.rows, columns=COLUMNS, dtype="str")
        table["date"] = pd.to_datetime(table["date"])
        table.attrs = {"annee_cog": LAST}
        return table


@st.composite
def histories(draw, *, splits=True):
    """Draw a history; each commune of the start is split at most once."""
    start = [
        f"{dep}{rank:03}" for dep in ("01", "62") for rank in range(1, draw(st.integers(2, 6)))
    ]
    history = History(start)
    now = list(start)
    merged: dict[str, list[str]] = {code: [code] for code in start}
    origin = {code: code for code in start}
    fresh = 100
    kinds = ["merge", "rename", "recode", *(["split", "restore", "leave"] if splits else [])]
    day = date(FIRST, 1, 2)
    for year in range(FIRST, LAST + 1):
        while day <= date(year, 1, 1):
            kind = draw(st.sampled_from(kinds))
            code = draw(st.sampled_from(sorted(now)))
            when = day.isoformat()
            day += timedelta(days=draw(st.integers(40, 400)))

            def add(mod, before, after, type_after="COM", type_before="COM", when=when):
                history.rows.append((mod, when, type_before, before, type_after, after))

            if kind == "merge" and len(now) > 2:
                others = draw(st.lists(st.sampled_from(sorted(now)), min_size=1, max_size=3))
                for other in sorted({code, *others}):
                    add("32", other, code)
                    add("32", other, other, "COMD")
                    if other != code:
                        now.remove(other)
                        merged[code] += merged.pop(other)
            elif kind == "rename":
                add("10", code, code)
            elif kind == "recode" and len(merged[code]) == 1:
                fresh += 1
                new = f"{'62' if code[:2] == '01' else '01'}{fresh}"
                add("41", code, new)
                now[now.index(code)] = new
                merged.pop(code)
                merged[new] = [new]
                origin[new] = origin[code]
            elif kind == "split" and len(merged[code]) == 1 and code not in history.shared:
                fresh += 1
                new = f"{code[:2]}{fresh}"
                add("21", code, code)
                add("21", code, new)
                history.shared |= {code, new}
                now.append(new)
                merged[new] = [new]
                origin[new] = origin[code]
            elif kind == "restore" and len(merged[code]) > 1:
                back = merged[code][-1]
                if back != code:
                    add("21", code, code)
                    add("21", code, back)
                    add("21", back, back, type_before="COMD")
                    merged[code].remove(back)
                    now.append(back)
                    merged[back] = [back]
            elif kind == "leave" and len(merged[code]) > 1:
                rest = merged[code][1:]
                heir = draw(st.sampled_from(rest))
                add("21", code, code)
                add("21", code, code, type_before="COMD")
                add("21", code, heir)
                now.append(heir)
                merged[code], merged[heir] = [code], [heir, *(c for c in rest if c != heir)]
        history.alive[year] = sorted(now)
        homes = history.homes[year] = {first: set() for first in start}
        for commune, members in merged.items():
            for member in members:
                homes[origin[member]].add(commune)
    return history


def populations(draw, codes, year):
    """Draw populations of the communes of a year; some are zero."""
    values = [draw(st.integers(0, 5000)) for _ in codes]
    key = pd.Series(values, index=pd.Index(codes, dtype="str"), dtype="int64")
    key.attrs = {"annee_cog": year}
    return key
