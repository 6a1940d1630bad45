"""The query about the state of the server."""

from typing import TYPE_CHECKING

import strawberry

from auth.privileges import Privilege
from auth.vocabulary import CheckKind, Verdict
from resolvers.admin import findings
from schema.enums import describe
from schema.guards import for_user
from schema.operation import Info

if TYPE_CHECKING:
    from resolvers import application

describe(
    CheckKind,
    "What a check of the server judges.",
    {
        "CONFIGURATION": "What operators decide before the start. Production does not start where "
        "such a check fails.",
        "STATE": "What may change while the server runs.",
    },
)
describe(
    Verdict,
    "How bad a finding is.",
    {
        "OK": "Nothing is to be done.",
        "WARNING": "It should be changed, or is meant so.",
        "WAIVED": "The check fails, and the setting WAIVE names it.",
        "FAILED": "It is unsafe, or does not work.",
    },
)


@strawberry.type(description="What one check of the server found.")
class Finding:
    check: str = strawberry.field(
        description="The key of the check, such as `audit-key`, which the setting WAIVE takes."
    )
    kind: CheckKind = strawberry.field(description="What the check judges.")
    verdict: Verdict = strawberry.field(description="How bad it is.")
    text: str = strawberry.field(
        description="What was found, and what to do about it, in English. It never holds a secret."
    )

    @classmethod
    def of(cls, found: "application.Finding") -> "Finding":
        return cls(check=found.check, kind=found.kind, verdict=found.verdict, text=found.text)


@strawberry.type
class FindingQueries:
    @strawberry.field(
        description="What the command `doctor` says of the server that answers, in its order; made "
        "anew at most twice a minute. It tells where a server is weak: give the privilege to those "
        "who run it.",
        extensions=for_user(Privilege.SERVER_READ),
    )
    async def server_findings(self, info: Info) -> list[Finding]:
        return [Finding.of(found) for found in await findings.find(info.context.request)]
