"""Store each domain of a sales channel in its normal form, in which requests look for it.

Revision ID: 0007
Revises: 0006

A URL that has no normal form stays as it is, and so does one whose normal form another domain has;
a warning names each, and `imitate doctor` goes on naming them. The previous release can serve
meanwhile and afterwards, but it does not find a shop whose path has letters beyond ASCII.
"""

import logging
import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, unquote_to_bytes

import idna
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

log = logging.getLogger("imitate.migrations")

LONGEST = 255  # characters of the column
PORTS = {"http": "80", "https": "443"}
URL = re.compile(
    r"(https?)://(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::([0-9]{0,5}))?((?:/[^\s?#\\]*)?)",
    re.IGNORECASE,
)
DOMAINS = sa.table("sales_channel_domains", sa.column("id", sa.Uuid()), sa.column("url"))


def upgrade() -> None:
    """Replace what has a normal form of its own."""
    connection = op.get_bind()
    stored = connection.execute(sa.select(DOMAINS.c.id, DOMAINS.c.url).order_by(DOMAINS.c.id)).all()
    taken = {url for _, url in stored}
    for id_, url in stored:
        try:
            normal = normal_form(url)
        except ValueError:
            log.warning("The domain %a has no normal form and was left as it is.", url)
            continue
        if normal == url:
            continue
        if normal in taken:
            log.warning("The domain %a is the domain %a and was left as it is.", url, normal)
            continue
        taken.add(normal)
        connection.execute(sa.update(DOMAINS).where(DOMAINS.c.id == id_).values(url=normal))


def downgrade() -> None:
    """Leave the normal forms, which the previous release reads; what was typed is not known."""


def normal_form(url: str) -> str:
    """The form of this revision, which later rules do not change; raises ValueError."""
    found = URL.fullmatch(url)
    if found is None:
        raise ValueError(url)
    scheme, port = found[1].lower(), (found[3] or "").lstrip("0")
    if int(port or "1") >= 2**16 or (found[3] and not port):
        raise ValueError(url)
    shown_port = "" if port in {"", PORTS[scheme]} else f":{port}"
    normal = f"{scheme}://{_host(found[2])}{shown_port}{_path(found[4])}"
    if len(normal) > LONGEST:
        raise ValueError(url)
    return normal


def _host(written: str) -> str:
    if written.startswith("["):
        return f"[{_ipv6(IPv6Address(written[1:-1]))}]"
    host = idna.encode(written, uts46=True, std3_rules=True).decode("ascii").removesuffix(".")
    is_number = re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2])
    return str(IPv4Address(host)) if is_number else host


def _ipv6(address: IPv6Address) -> str:
    if address.ipv4_mapped is None:
        return address.compressed
    return "::ffff:{:x}:{:x}".format(*divmod(int(address.ipv4_mapped), 2**16))


def _path(written: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", written):
        raise ValueError(written)
    names = [unquote_to_bytes(name).decode() for name in written.rstrip("/").split("/")[1:]]
    for name in names:
        if name in {"", ".", ".."} or "/" in name or "\\" in name or not name.isprintable():
            raise ValueError(written)
    forms = (unicodedata.normalize("NFC", name) for name in names)
    return "".join("/" + quote(name, safe="!$&()+=:@") for name in forms)
