"""A fixture for the tests of imports."""

import pytest

from tests.support.shop import Clock, Shop


@pytest.fixture
def clock(shop: Shop) -> Clock:
    """The shop's clock."""
    return shop.clock
