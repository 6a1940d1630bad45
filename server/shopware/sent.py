"""Reads what Shopware's clients send: a JSON object, or a form, and its members by their types."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request

from auth.errors import Invalid
from server.endpoint.decoding import BadRequest, read_json
from server.media_types import is_form, is_json
from server.oauth import form

WHOLE_NUMBERS: Final = range(-(2**31), 2**31)  # those of GraphQL
Sent = Mapping[str, Any]


async def read(request: Request, *, forms: bool) -> Sent:
    """The members of the body; a request without a body has none. Raises BadRequest.

    `forms` reads OAuth's form as well, as RFC 6749 asks of a token endpoint; raises InvalidRequest.
    """
    if forms and is_form(request.headers.getlist("content-type")):
        return await form.read(request)
    body = await request.body()
    if not body:
        return {}
    headers = request.headers
    if not is_json(headers.get("content-type"), headers.get("content-encoding")):
        raise BadRequest("Only application/json in UTF-8 is read.", status=415)
    sent = read_json(body)
    if not isinstance(sent, dict):
        raise BadRequest("The body is not a JSON object.")
    return sent


def text(sent: Sent, name: str) -> str:
    """A member; what is missing or no text is empty, which the use case refuses in its turn."""
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def optional_text(sent: Sent, name: str) -> str | None:
    """A member; None where it is missing or null."""
    return None if sent.get(name) is None else text(sent, name)


def number(sent: Sent, name: str, *, default: int | None = None) -> int:
    """A whole number; raises Invalid for anything else."""
    value = sent.get(name, default)
    if type(value) is not int or value not in WHOLE_NUMBERS:
        raise Invalid(name, "This is a whole number.")
    return value


def objects(sent: Sent, name: str, *, most: int) -> Sequence[Sent]:
    """A list of 1 to `most` objects; raises Invalid for anything else."""
    values = _some(sent.get(name), name, most=most)
    if not all(isinstance(value, dict) for value in values):
        raise Invalid(name, "This is a list of objects.")
    return values


def texts(values: object, name: str, *, most: int) -> Sequence[str]:
    """A list of 1 to `most` texts; raises Invalid for anything else."""
    found = _some(values, name, most=most)
    if not all(isinstance(value, str) for value in found):
        raise Invalid(name, "This is a list of texts.")
    return found


def _some(values: object, name: str, *, most: int) -> Sequence[Any]:
    if not isinstance(values, list) or not 1 <= len(values) <= most:
        raise Invalid(name, f"This is a list of 1 to {most}.")
    return values
