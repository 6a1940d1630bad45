"""The settings of limits, rates and time-outs: IMITATE_LIMIT_…, IMITATE_RATE_…."""

from typing import Annotated

from pydantic import BaseModel, Field


class LimitSettings(BaseModel):
    """Every limit with its default; sizes are bytes, durations whole seconds."""

    # Of a document: schema/documents/ says what is counted.
    limit_tokens: Annotated[int, Field(ge=100, le=100_000)] = 1000
    limit_operations: Annotated[int, Field(ge=1, le=100)] = 10
    limit_depth: Annotated[int, Field(ge=5, le=100)] = 10
    limit_fields: Annotated[int, Field(ge=50, le=10_000)] = 400
    limit_aliases: Annotated[int, Field(ge=2, le=1000)] = 30
    limit_directives: Annotated[int, Field(ge=1, le=100)] = 5
    limit_root_fields: Annotated[int, Field(ge=1, le=100)] = 20
    limit_mutation_fields: Annotated[int, Field(ge=1, le=20)] = 1
    limit_cost: Annotated[int, Field(ge=100, le=1_000_000)] = 4000  # fits pages of 100 rows

    # Of a request.
    limit_body: Annotated[int, Field(ge=1024, le=16_777_216)] = 262_144
    limit_headers: Annotated[int, Field(ge=1024, le=65_536)] = 16_384
    limit_header_fields: Annotated[int, Field(ge=10, le=1000)] = 100
    limit_uri: Annotated[int, Field(ge=256, le=65_536)] = 8192
    receive_timeout: Annotated[int, Field(ge=1, le=300)] = 10
    operation_timeout: Annotated[int, Field(ge=1, le=300)] = 15

    # Attempts within the window, then a lock of 60 seconds that doubles; 0 means no limit.
    rate_account_logins: Annotated[int, Field(ge=0, le=1_000_000)] = 10
    rate_address_logins: Annotated[int, Field(ge=0, le=1_000_000)] = 30
    rate_user_tokens: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    rate_address_tokens: Annotated[int, Field(ge=0, le=1_000_000)] = 300
    rate_address_redemptions: Annotated[int, Field(ge=0, le=1_000_000)] = 300  # that fail
    rate_user_refusals: Annotated[int, Field(ge=0, le=1_000_000)] = 30
    rate_address_refusals: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    rate_window: Annotated[int, Field(ge=1, le=86_400)] = 300
    rate_longest_wait: Annotated[int, Field(ge=1, le=86_400)] = 900
