"""Which accounts may have one e-mail address."""

import pytest

from auth.sign_in.shared_addresses import may_share

OUTLET, HEADLESS = "a" * 32, "b" * 32


@pytest.mark.parametrize(
    ("bound", "other", "allowed"),
    [
        (None, None, False),
        (None, OUTLET, False),
        (OUTLET, None, False),
        (OUTLET, OUTLET, False),
        (OUTLET, HEADLESS, True),
    ],
)
def test_only_accounts_of_different_channels_share(
    bound: str | None, other: str | None, *, allowed: bool
) -> None:
    assert may_share(bound, other) is allowed
