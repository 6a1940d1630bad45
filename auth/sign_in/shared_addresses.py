"""The rule about accounts that share an e-mail address: no sales channel admits two of them.

A login names an address and a channel, and means one account: the one that is bound to the channel,
or the one that is bound to none.
"""


def may_share(bound: str | None, other: str | None) -> bool:
    """Whether accounts bound to these sales channels may have one address; None is unbound."""
    return bound is not None and other is not None and bound != other
