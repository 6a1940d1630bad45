"""Checks whether the keys that sign and verify JWTs can be opened."""

from resolvers.application import Application
from resolvers.oauth import keys
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check


async def examine_jwt_keys(application: Application) -> Finding:
    """The finding about the keys that are not over; none is made here."""
    now = application.clock()
    live = [key for key in await keys.find(application) if key.times.verifies(now)]
    if not live:
        return Finding(Check.JWT_KEYS, Verdict.OK, "none is made yet: the first JWT needs one")
    sealed = [key.id for key in live if key.key is None]
    if not sealed:
        return Finding(Check.JWT_KEYS, Verdict.OK, f"{len(live)} can be opened")
    text = (
        f"{', '.join(sealed)}: what sealed them is not in SECRET, so that no JWT of theirs is "
        "verified; put it back behind the others, or run `imitate keys rotate --at-once`"
    )
    return Finding(Check.JWT_KEYS, Verdict.FAILED, text)
