"""The download of a proof that an access, or its end, is in the audit log (C2SP tlog-proof)."""

import re
from typing import Final

from starlette.responses import Response

from storefront.headers import page_headers
from storefront.rendering import message, redirect
from storefront.visit import Visit

END: Final = "end"


async def download(visit: Visit) -> Response:
    """The file; a page says where there is none yet."""
    if visit.customer is None:
        return redirect(visit, "/account/login")
    query = visit.request.query_params
    access = await visit.run("account-access", id=query.get("access", ""))
    if access is None:
        return message(visit, "not-found", status=404)
    of_end = query.get("of") == END
    proof = access["endProof" if of_end else "proof"]
    if proof is None:
        return message(visit, "not-sealed", status=404)
    return _file(proof, _name(access["startedAt"], of_end=of_end))


def _name(started_at: str, *, of_end: bool) -> str:
    """The time in UTC, without signs that file systems refuse."""
    digits = re.sub(r"[^0-9]", "", started_at)[: len("20260601120000")]
    return f"access-{digits[:8]}-{digits[8:]}{'-end' if of_end else ''}.tlog-proof"


def _file(content: str, name: str) -> Response:
    headers = {
        **page_headers(scripted=False),
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Response(content, headers=headers, media_type="text/plain")
