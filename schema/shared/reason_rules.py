"""What the server requires of a reason for an imitation."""

import strawberry

from auth.rules import LONGEST_REASON, Rules


@strawberry.type(
    description="What the server requires of a reason for an imitation, by its settings. "
    "`generateImitateCustomerToken` and `upgradeImitation` refuse other reasons."
)
class ReasonRules:
    required: bool = strawberry.field(
        description="True if a reason is required, and a category where there are some."
    )
    shortest: int = strawberry.field(description="The least number of characters of a reason.")
    longest: int = strawberry.field(description="The greatest number of characters of a reason.")
    pattern: str | None = strawberry.field(
        description="A regular expression in the syntax of RE2 that finds something in the reason: "
        "the form of a ticket number. Null if there is none."
    )
    categories: list[str] = strawberry.field(
        description="The categories to choose from, at most 50. Empty if there are none."
    )

    @classmethod
    def of(cls, rules: Rules) -> "ReasonRules":
        return cls(
            required=rules.reason_required,
            shortest=rules.reason_min_length,
            longest=LONGEST_REASON,
            pattern=rules.reason_pattern,
            categories=list(rules.reason_categories),
        )
