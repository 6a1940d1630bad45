"""What a session remembers of the client that signed in."""

import pytest

from auth.sign_in.client import address, user_agent


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unix:", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_has_one_form(sent: str | None, kept: str | None) -> None:
    assert address(sent) == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; Linux x86_64)"),
        ("  curl/8.5 \t  on  a  line ", "curl/8.5 on a line"),
        ("evil\u202e\x1b[31m\nred\ud800", "evil[31mred"),
        ("x" * 254 + " yz", "x" * 254),
        ("\u200b \u2028", None),
        ("", None),
        (None, None),
    ],
)
def test_a_user_agent_is_one_line_of_255_seen_characters(
    sent: str | None, kept: str | None
) -> None:
    assert user_agent(sent) == kept
