"""A real HTTP server on the loopback address that answers as OSRM's table service does."""

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import numpy as np
from planned_server import Answer, _Loopback

SECONDS_A_DEGREE = 3_600.0


class OsrmServer(_Loopback):
    """Durations in proportion to degrees; none to what lies east of `sea`.

    `plan` holds the first answers, when they are others.
    """

    def __init__(self, *, most: int = 100, sea: float = 180.0) -> None:
        super().__init__()
        self.most = most
        self.sea = sea
        self.plan: list[Answer] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        reply = self.plan.pop(0) if self.plan else self.table(handler.path)
        handler.send_response(reply.status)
        announced = len(reply.body) if reply.announced is None else reply.announced
        for name, value in {"Content-Length": str(announced), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)

    def table(self, path: str) -> Answer:
        """Answer « /table/v1/driving/lon,lat;lon,lat?sources=0&destinations=1 »."""
        address = urlsplit(path)
        _, service, version, _, points = address.path.split("/")
        if (service, version) != ("table", "v1"):
            return told(400, {"code": "InvalidService"})
        places = np.array([point.split(",") for point in points.split(";")], dtype=float)
        if len(places) > self.most:
            return told(400, {"code": "TooBig", "message": "Too many table coordinates"})
        asked = parse_qs(address.query)
        rows, columns = (
            np.array(asked[side][0].split(";"), dtype=int) for side in ("sources", "destinations")
        )
        apart = places[rows][:, None] - places[columns][None]
        seconds = SECONDS_A_DEGREE * np.hypot(*np.moveaxis(apart, 2, 0))
        found = [
            [
                None if places[column][0] > self.sea else one
                for column, one in zip(columns, row, strict=True)
            ]
            for row in seconds.tolist()
        ]
        return told(200, {"code": "Ok", "durations": found})


def told(status: int, content: object) -> Answer:
    """Answer in JSON."""
    return Answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})
