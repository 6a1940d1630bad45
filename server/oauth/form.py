"""Reads the body of an OAuth request: each parameter once, in UTF-8 (RFC 6749, appendix B)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from auth.oauth.refusals import InvalidRequest
from server.media_types import FORM, is_form

MOST: Final = 30  # parameters
Form = Mapping[str, str]


async def read(request: Request) -> Form:
    """The parameters of the body; one without a value counts as left out (RFC 6749, 3.2)."""
    if request.scope["query_string"]:  # what stands in a URL is logged by proxies
        raise InvalidRequest("Parameters are sent in the body.")
    if not is_form(request.headers.getlist("content-type")):
        raise InvalidRequest(f"Only {FORM} in UTF-8 is read.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise InvalidRequest("A body has no content coding.")
    return parse(await request.body())


def parse(body: bytes) -> Form:
    """The parameters; raises InvalidRequest for one that occurs twice."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST
        )
    except ValueError:
        raise InvalidRequest("The body is not a form in UTF-8.") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise InvalidRequest("A parameter occurs twice.")
    return {name: value for name, value in pairs if value}


def needed(form: Form, name: str) -> str:
    """A parameter; raises InvalidRequest where it is missing. `name` is none of a client's."""
    if name not in form:
        raise InvalidRequest(f"The parameter {name} is missing.")
    return form[name]
