"""Talking HTTP from an agency's network: proxies, its own certificates, errors said in French.

Proxies come from the environment (``HTTPS_PROXY``, ``HTTP_PROXY``, ``NO_PROXY``) or the system.
"""

import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NameResolutionError, ReadTimeoutError

from poles_geo.errors import PolesGeoError, SourceError, reason_of
from poles_geo.typography import french_number

TIMEOUTS = (15.0, 60.0)
"""Seconds to connect, and of silence."""
REDIRECTIONS = 5
PASSING = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
HINTS = {
    401: "le serveur ou le proxy demande un mot de passe",
    403: "le serveur ou le proxy refuse",
    404: "le fichier n'est plus à cette adresse",
    407: "le proxy demande un mot de passe",
    410: "le fichier n'est plus à cette adresse",
}


class PassingError(Exception):
    """A try that failed, and may succeed after `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait


class _Adapter(HTTPAdapter):
    """Trusts the certificates of the system besides those of requests: agencies add their own."""

    @cached_property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        return host, {**pool, "ssl_context": self.context}


def new_session() -> requests.Session:
    """Open a session that asks for files as they are stored, not compressed on the way."""
    session = requests.Session()
    session.max_redirects = REDIRECTIONS
    session.headers.update({"User-Agent": "poles_geo", "Accept-Encoding": "identity"})
    session.mount("https://", _Adapter())
    return session


@contextmanager
def request(
    session: requests.Session, address: str, headers: dict[str, str]
) -> Iterator[requests.Response]:
    """Send a request and give its answer, whose body is not read yet.

    Raises
    ------
    PassingError
        When another try may succeed: silence, cut, error of the server. In the block too.
    SourceError
        When none will: unknown server, certificate, proxy, loop, refusal. In the block too.
    """
    with (
        _translated(),
        session.get(address, headers=headers, stream=True, timeout=TIMEOUTS) as response,
    ):
        if address.startswith("https:") and not response.url.startswith("https:"):
            raise SourceError(f"redirection vers une adresse non chiffrée : {response.url}")
        yield response


def refuse(response: requests.Response) -> None:
    """Raise what an answer that is not a file means."""
    status = response.status_code
    if status in PASSING:
        raise PassingError(f"le serveur répond {status}", _retry_after(response))
    raise SourceError(f"réponse {status} : {HINTS.get(status, 'réponse inattendue')}")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except requests.exceptions.TooManyRedirects as error:
        raise SourceError(f"plus de {REDIRECTIONS} redirections de suite") from error
    except requests.exceptions.SSLError as error:
        raise SourceError(
            "le certificat du serveur n'est pas reconnu ; si votre réseau inspecte les connexions, "
            "donnez le sien par la variable SSL_CERT_FILE"
        ) from error
    except requests.exceptions.ProxyError as error:
        raise SourceError(
            "le proxy ne répond pas ou refuse ; vérifiez les variables HTTP_PROXY, HTTPS_PROXY et "
            f"NO_PROXY{_detail(error)}"
        ) from error
    except requests.exceptions.ConnectTimeout as error:
        raise PassingError(f"pas de connexion en {french_number(TIMEOUTS[0])} s") from error
    except (
        requests.exceptions.ReadTimeout,
        requests.exceptions.ConnectionError,
        requests.exceptions.ChunkedEncodingError,
    ) as error:
        cause = _innermost(error)
        if isinstance(cause, NameResolutionError):
            raise SourceError("nom de serveur introuvable : le réseau est-il là ?") from error
        if isinstance(cause, ReadTimeoutError | TimeoutError):
            raise PassingError(
                f"serveur silencieux pendant {french_number(TIMEOUTS[1])} s"
            ) from error
        raise PassingError(f"transfert coupé{_detail(error)}") from error
    except PolesGeoError:
        raise
    except OSError as error:
        raise SourceError(f"échange HTTP impossible{_detail(error)}") from error


def _detail(error: BaseException) -> str:
    """Say in French why the system, or the answer of a proxy, has cut the exchange."""
    cause = _innermost(error)
    system = next((c for c in (cause, cause.__cause__, cause.__context__) if _is_told(c)), None)
    if isinstance(system, OSError):
        return f" ({reason_of(system)})"
    status = re.search(r"\b[45]\d\d\b", str(cause))
    return f" (réponse {status[0]})" if status else ""


def _is_told(cause: BaseException | None) -> bool:
    return isinstance(cause, OSError) and cause.errno is not None


def _innermost(error: BaseException) -> BaseException:
    """Find the cause that requests and urllib3 wrap in their own errors."""
    while True:
        wrapped = (getattr(error, "reason", None), *error.args)
        inner = next((cause for cause in wrapped if isinstance(cause, BaseException)), None)
        if inner is None:
            return error
        error = inner


def _retry_after(response: requests.Response) -> float:
    """Seconds that the server asks to wait, given as a number or as a date; 0 when it does not."""
    value = response.headers.get("Retry-After", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0
