"""Asks servers once, to check what they answer before they are timed."""

from collections.abc import Mapping
from typing import Any

import httpx

from benchmarks.harness.contest import WrongAnswer
from benchmarks.harness.messages import HOST
from benchmarks.harness.programs import Running


def ask(
    server: Running,
    document: str,
    headers: Mapping[str, str],
    variables: Mapping[str, object] | None = None,
) -> Any:  # noqa: ANN401 - JSON
    """The value of the one root field; raises WrongAnswer for any error."""
    body: dict[str, object] = {"query": document}
    if variables:
        body["variables"] = variables
    try:
        response = httpx.post(
            f"http://127.0.0.1:{server.port}/graphql",
            json=body,
            headers={"host": HOST, "accept": "application/json", **headers},
            timeout=60,
        )
        answer = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise WrongAnswer(f"{type(error).__name__}: {error}") from error
    if "errors" in answer:
        raise WrongAnswer(str(answer["errors"])[:300])
    (value,) = answer["data"].values()
    return value


def page(server: Running, path: str, headers: Mapping[str, str]) -> str:
    """The text of a page; raises WrongAnswer where it is not there."""
    url = f"http://127.0.0.1:{server.port}{path}"
    try:
        response = httpx.get(url, headers={"host": HOST, **headers}, timeout=60)
    except httpx.HTTPError as error:
        raise WrongAnswer(f"{type(error).__name__}: {error}") from error
    if response.status_code != httpx.codes.OK:
        raise WrongAnswer(f"{path} answers {response.status_code}")
    return response.text
