"""Style sheets, scripts and pictures, each at an address that changes with its content."""

import hashlib
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

PATH: Final = "/storefront-static"
ICON: Final = "/favicon.ico"  # asked for by browsers at pages that name no icon, such as files
FOLDER: Final = Path(__file__).parent / "static"
A_DAY: Final = 86_400  # seconds
A_YEAR: Final = 31_536_000


@cache
def address_of(name: str) -> str:
    """The address of a file, with a hash of its content."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"{PATH}/{name}?v={digest}"


class Files(StaticFiles):
    """Files that a browser may keep for a year, because new content gets a new address."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """The file with its headers; raises Starlette's HTTPException."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = f"public, max-age={A_YEAR}, immutable"
        response.headers["x-content-type-options"] = "nosniff"
        return response


async def icon(_request: Request) -> Response:
    """The picture of a shop; its address never changes, so that it is asked for again each day."""
    headers = {"cache-control": f"public, max-age={A_DAY}", "x-content-type-options": "nosniff"}
    return FileResponse(FOLDER / "favicon.ico", media_type="image/x-icon", headers=headers)
