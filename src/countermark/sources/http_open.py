"""One GET over HTTPS: redirects followed under rules, proxies of the environment, no cookies, faults in plain words.

1. Only https; http to this machine alone, and only where the first address was so too.
2. At most five redirects, none twice; addresses with a name and password in them are refused.
3. What is printed of an address is scheme, host and path: queries may hold tokens and signatures.
"""

from __future__ import annotations

import ipaddress
import urllib.request
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from countermark.model.errors import SourceError

MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Again(Exception):  # noqa: N818 - not a fault to show but a reason to try once more
    """Something that may be otherwise the next time; `after_s` where the server said when."""

    def __init__(self, what: str, *, hint: str = "try again later", after_s: float | None = None) -> None:
        super().__init__(what)
        self.what, self.hint, self.after_s = what, hint, after_s


def plain_address(address: str) -> str:
    """Give an address without query, name or password, as it may be shown and kept.

    >>> plain_address("https://user:secret@lists.example:8443/a.csv?token=x#y")
    'https://lists.example:8443/a.csv'
    """
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return "an address that is none"


def is_loopback(address: str) -> bool:
    """Tell whether an address is of this machine.

    >>> is_loopback("http://127.0.0.1:8000/x"), is_loopback("http://localhost.example/")
    (True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refusal(address: str, before: str | None = None) -> str | None:
    """Say why an address must not be asked, or None; `before` is the address that sent us there."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if not host:
        return "names no host"
    if "@" in parts.netloc:
        return "holds a name and password"
    if parts.scheme == "https":
        return None
    if parts.scheme != "http":
        return f"is of the scheme {parts.scheme or 'none'!r}, not https"
    if not is_loopback(address):
        return "is http, not https"
    if before is not None and not (is_loopback(before) and before.startswith("http://")):
        return "is http to this machine"
    return None


def _worded(error: HTTPError, timeout_s: float) -> Again:
    # From the narrowest kind to the widest: in urllib3 each is also one of the next.
    if isinstance(error, NameResolutionError):
        return Again("the host's name is not found", hint="check the connection to the internet")
    if isinstance(error, ProxyError):
        return Again("the proxy does not let us through", hint="check HTTPS_PROXY and NO_PROXY")
    if isinstance(error, NewConnectionError):
        return Again("no connection", hint="check the connection to the internet")
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        return Again(f"no answer for {timeout_s:g} s", hint="try again later, or with a longer --timeout")
    return Again("the connection was cut", hint="run it again: it goes on where it stopped")


class Client:
    """Asks addresses; one for each download."""

    def __init__(self, timeout_s: float) -> None:
        """`timeout_s`: how long to wait for a connection, and between two pieces of an answer."""
        self.timeout_s = timeout_s
        self._timeout = urllib3.Timeout(connect=timeout_s, read=timeout_s)
        self._pools: dict[str, urllib3.PoolManager] = {}

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.clear()

    def get(self, address: str, headers: Mapping[str, str]) -> tuple[urllib3.BaseHTTPResponse, str]:
        """Ask an address and follow where it sends us; give the answer, its body unread, and where it came from.

        Raises:
            SourceError: an address or a redirect that is refused, or a certificate that does not hold.
            Again: no answer this time.
        """
        here, before = address, None
        seen: set[str] = set()
        while True:
            if (why := refusal(here, before)) is not None:
                raise SourceError(
                    f"it sends us on to {plain_address(here)}, which {why}" if before else f"the address {why}",
                    hint="nothing was fetched from there; look at the publisher's page",
                )
            if here in seen or len(seen) > MAX_REDIRECTS:
                what = "in a circle" if here in seen else f"more than {MAX_REDIRECTS} times"
                raise SourceError(f"it sends us on {what}", hint="look at the publisher's page for the new address")
            seen.add(here)
            response = self._ask(here, headers)
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return response, here
            response.close()
            try:
                here, before = urljoin(here, location), here
            except ValueError:
                here, before = location, here

    def read(self, response: urllib3.BaseHTTPResponse, size: int) -> bytes:
        """Read what has come of a body, at most `size` bytes, as sent; empty at its end.

        Raises:
            Again: the connection was cut, or fell silent.
        """
        try:
            return response.read1(size, decode_content=False)
        except HTTPError as error:
            raise _worded(error, self.timeout_s) from None

    def _ask(self, address: str, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool(address).request(
                "GET",
                address,
                headers=dict(headers),
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=self._timeout,
            )
        except SSLError as error:
            raise SourceError(
                f"the certificate of {urlsplit(address).hostname} does not hold: {error}"[:300],
                hint="check the clock; behind an inspecting proxy set SSL_CERT_FILE to its certificates",
            ) from None
        except ProxyError as error:
            raise _worded(error, self.timeout_s) from None
        except HTTPError as error:
            raise _worded(error, self.timeout_s) from None

    def _pool(self, address: str) -> urllib3.PoolManager:
        proxy = _proxy(address)
        if proxy not in self._pools:
            self._pools[proxy] = _manager(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


def _proxy(address: str) -> str:
    """Choose the proxy that the environment names for an address; empty for none."""
    parts = urlsplit(address)
    if is_loopback(address) or urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    proxies = urllib.request.getproxies()
    return proxies.get(parts.scheme) or proxies.get("all") or ""


def _manager(proxy: str) -> urllib3.PoolManager:
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    parts = urllib3.util.parse_url(proxy)
    if parts.scheme not in {"http", "https"}:
        raise SourceError(
            f"the environment names a proxy of the kind {parts.scheme}",
            hint="only http and https proxies are supported",
        )
    headers = urllib3.make_headers(proxy_basic_auth=parts.auth) if parts.auth else None
    return urllib3.ProxyManager(parts._replace(auth=None).url, proxy_headers=headers)
