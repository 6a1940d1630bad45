"""Limits attempts: counted for each account and each address, then locked for longer each time."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import Final

from auth.texts import visible_text

FIRST_WAIT: Final = timedelta(minutes=1)
FORGOTTEN: Final = timedelta(days=1)  # after this time the first lock is short again
IPV6_NETWORK: Final = 64  # bits: the network that a provider gives to one household


class ThrottledAction(StrEnum):
    """The actions that are limited; each is counted separately."""

    USER_LOGIN = "user-login"
    FACTOR_CODE = "factor-code"  # that comes with the right password
    PROVIDER_LOGIN = "provider-login"  # that an address begins; see resolvers/oidc
    PASSKEY_LOGIN = "passkey-login"  # challenges that an address asks for
    CUSTOMER_LOGIN = "customer-login"
    INTEGRATION_LOGIN = "integration-login"  # failed ones alone: see resolvers/oauth
    GENERATE = "generate"
    REDEEM = "redeem"
    SUPPORT_CODE = "support-code"  # wrong ones that a user guesses; see auth/support_codes.py
    NEW_SUPPORT_CODE = "new-support-code"  # that a customer makes
    CHANGE_EMAIL = "change-email"
    REFUSAL = "refusal"  # of any mutation; what is allowed is neither counted nor locked


@dataclass(frozen=True, slots=True)
class Rate:
    """The number of attempts within a window, after which follows a lock; 0 is no limit."""

    attempts: int
    window: timedelta
    longest_wait: timedelta

    @property
    def waits(self) -> tuple[timedelta, ...]:
        """How long the first, second, … lock in a row lasts; the last is for all that follow."""
        waits = [min(FIRST_WAIT, self.longest_wait)]
        while waits[-1] < self.longest_wait:
            waits.append(min(waits[-1] * 2, self.longest_wait))
        return tuple(waits)


# Of the codes of a user until one is right. Three of a million fit at a time, so that with the rate
# of passwords alone a thief of the password would find one within months.
CODES: Final = Rate(10, window=timedelta(days=1), longest_wait=timedelta(hours=12))


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of all actions. Only failed redemptions are counted."""

    account: Rate  # of logins, and of changes of an e-mail address
    address: Rate  # likewise
    generate: Rate  # of a user
    generate_address: Rate
    redeem_address: Rate
    refusals: Rate  # of a user, in mutations
    refusals_address: Rate


@dataclass(frozen=True, slots=True)
class ThrottleState:
    """The state of one subject in the database after an attempt."""

    attempts: int
    locked_until: datetime | None


def subject(secret: bytes, action: ThrottledAction, kind: str, name: str) -> bytes:
    """The key of a counter: an HMAC, so that a stolen table tells no address."""
    text = f"throttle\0{action}\0{kind}\0{name}"
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def account(name: str) -> str:
    """The name of an account in one form. The account need not exist."""
    return visible_text.address(name).casefold()


def network(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address its /64 network."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> IPV6_NETWORK << IPV6_NETWORK)}/{IPV6_NETWORK}"


def retry_after(state: ThrottleState, rate: Rate, now: datetime) -> int | None:
    """The seconds to wait, rounded up; None if the attempt is within the rate."""
    if state.locked_until is None or state.locked_until <= now:
        return None
    if state.attempts <= rate.attempts:
        return None
    return max(1, -int((now - state.locked_until).total_seconds() // 1))
