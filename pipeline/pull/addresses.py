"""Which addresses may be asked: what is a web address, and where redirects and links may lead."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from pipeline.errors import RenkeError


class PullError(RenkeError):
    """An address that could not be fetched; ``passing`` where it may be in a while."""

    def __init__(self, message: str, *, address: str, remedy: str = "", passing: bool = False) -> None:
        super().__init__(f"{address}: {message}", remedy=remedy)
        self.address = address
        self.passing = passing


def check_address(address: str) -> SplitResult:
    """The parts of a web address. Raises PullError for what is none."""
    try:
        parts = urlsplit(address)
        (parts.hostname or "").encode("idna")
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets, a port or a name that no host can have
        whole = False
    if not whole:
        raise PullError("this is no web address", address=address, remedy="Begin it with https://")
    return parts


def check_redirect(address: str, to: str, hosts: frozenset[str]) -> None:
    """A redirect may lead within its host, or to one that the source names; never into a private network."""
    here, there = check_address(address), check_address(to)
    if here.scheme == "https" and there.scheme != "https":
        raise PullError(
            f"it redirects to {to}, which is not encrypted", address=address, remedy="Correct the address"
        )
    if there.hostname == here.hostname and there.port == here.port:
        return
    if there.hostname != here.hostname and _is_private(there.hostname or ""):
        raise PullError(
            f"it redirects to {to}, an address of a private network",
            address=address,
            remedy="Look at it in a browser; it was not followed",
        )
    same_host = there.hostname == here.hostname and {here.port, there.port} <= {None, 80, 443}
    if not same_host and there.hostname not in hosts:
        raise PullError(
            f"it redirects to another host, {there.netloc}",
            address=address,
            remedy=f"If that is right, name {there.hostname} under `hosts` of the source file",
        )


def check_link(address: str, page: str) -> None:
    """A link on a page may lead to any host but into a private network, unless the page is there itself."""
    there = check_address(address)
    if there.hostname != check_address(page).hostname and _is_private(there.hostname or ""):
        raise PullError(
            f"an address of a private network, to which {page} links",
            address=address,
            remedy="Look at the page in a browser; the link was not followed",
        )


def _is_private(host: str) -> bool:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False  # asking it will say so
    return any(not ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found)
