"""Whose request it was: what a line says before its time, and what a proxy forwarded.

``203.0.113.7 - -`` is the ordinary case. Several sites on one server write the name of the site first
(``www.example.edu.cn:443 203.0.113.7 - -``), a load balancer hands on a list (``203.0.113.7, 10.0.0.1 - -``). Taking
the first word for the client would make all readers of a site one visitor.
"""

import ipaddress
import re
from typing import NamedTuple

import polars as pl

_ADDRESS = r"\[?[0-9A-Fa-f.:]{2,}\]?(?::[0-9]+)?"
_CLIENTS = rf"(?P<clients>{_ADDRESS}(?: *, *[^\s,]+)*)"
# The client is the address before the two dashes, whatever a log server or a virtual host wrote in front of it.
_PEER = re.compile(rf"(?:^|(?<= ))(?:(?P<host>[^\s,]*[^\s,:]) )?{_CLIENTS} -(?: |$)")
_FIRST = re.compile(rf"(?:(?P<host>[^\s,]+) )?{_CLIENTS}(?: |$)")


class Peer(NamedTuple):
    """client: an address, or the word in its place. host: the site that was asked, as the line writes it."""

    client: str
    host: str | None


def peer_of(before_time: str, forwarded: str | None) -> Peer:
    """Client and host of what stands before the time of a line and of its X-Forwarded-For (None: it has none)."""
    found = _PEER.search(before_time) or _FIRST.match(before_time)
    clients = found["clients"].split(",") if found else [before_time.partition(" ")[0]]
    if not found or _address(clients[0]) is None:
        return Peer(client_of(clients[0], forwarded), None)
    # Of a list the last one spoke to the server, the others were forwarded.
    chain = [*clients[:-1], *([forwarded] if forwarded else [])]
    return Peer(client_of(clients[-1].strip(), ",".join(chain) or None), found["host"])


def client_of(address: str, forwarded: str | None) -> str:
    """The reader's address: the first public one of X-Forwarded-For, behind a private proxy its first valid one."""
    chain = [found for part in (forwarded or "").split(",") if (found := _address(part))]
    for found in chain:
        if found.is_global:
            return str(found)
    peer = _address(address)
    if chain and (peer is None or not peer.is_global):
        return str(chain[0])
    return address


def host_name(text: pl.Expr) -> pl.Expr:
    """The name of a host without its port, in lower case; null for what names nothing (``-``, ``_``)."""
    name = text.str.to_lowercase().str.replace(r"\.?(?::\d+)?$", "")
    return pl.when(~name.is_in(["", "-", "_"])).then(name)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
