"""The media types of bodies, and the choice between the two of GraphQL (RFC 9110, 12.5.1)."""

from typing import Final

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


def media_type(accept: str | None) -> str | None:
    """The media type that the client prefers; None where it accepts neither.

    Ranges such as */* mean application/json: clients that send them may predate the other type.
    """
    if accept is None or not accept.strip():
        return JSON
    ranges = [_weighted(part) for part in accept.lower().split(",")]
    weights = {
        GRAPHQL: _weight(ranges, GRAPHQL),
        JSON: _weight(ranges, JSON, "application/*", "*/*"),
    }
    named = [kind for kind, _ in ranges if kind in weights]  # of equal weights the first wins
    best = max(weights, key=lambda kind: (weights[kind], -_place(named, kind)))
    return best if weights[best] > 0 else None


def is_json(content_type: str | None, content_encoding: str | None) -> bool:
    """Whether a body is JSON in UTF-8 without a content coding such as gzip."""
    kind, *options = (piece.strip().lower() for piece in (content_type or "").split(";"))
    charsets = [option for option in options if option.startswith("charset=")]
    plain = (content_encoding or "identity").strip().lower() == "identity"
    return kind == JSON and plain and set(charsets) <= {"charset=utf-8", 'charset="utf-8"'}


def is_form(content_types: list[str]) -> bool:
    """Whether the one content type is a form's, in UTF-8."""
    if len(content_types) != 1:
        return False
    kind, *options = (piece.strip().lower() for piece in content_types[0].split(";"))
    return kind == FORM and set(options) <= {"", "charset=utf-8", 'charset="utf-8"'}


def _weighted(part: str) -> tuple[str, float]:
    kind, *options = (piece.strip() for piece in part.split(";"))
    sent = [option[2:] for option in options if option.startswith("q=")]
    try:
        weight = float(sent[0]) if sent else 1.0
    except ValueError:
        weight = 0.0
    return kind, weight if 0 <= weight <= 1 else 0.0


def _weight(ranges: list[tuple[str, float]], *kinds: str) -> float:
    """The weight of the most specific range that names the type."""
    for kind in kinds:
        found = [weight for name, weight in ranges if name == kind]
        if found:
            return max(found)
    return 0.0


def _place(named: list[str], kind: str) -> int:
    return named.index(kind) if kind in named else len(named)
