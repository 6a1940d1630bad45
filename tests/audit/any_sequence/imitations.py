"""Imitations that are over, written beside the application: hundreds of them cost little."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from db.engine.statement import Statement
from db.models import Imitation
from tests.support.shop import Shop

ADD: Statement[Any] = Statement(insert(Imitation), columns=list(Imitation.model_fields))


def an_imitation(shop: Shop, at: datetime) -> Imitation:
    """Alice has imitated Bob, for no time."""
    return Imitation(
        token_hash=secrets.token_bytes(32),
        user_id=shop.user("alice"),
        user_username="alice",
        user_first_name="Alice",
        user_last_name="Agent",
        user_session_id=uuid.uuid4().hex,
        customer_id=shop.customer("bob"),
        customer_number="10001",
        customer_email="bob@example.com",
        customer_first_name="Bob",
        customer_last_name="Builder",
        customer_created_at=at,
        sales_channel_id=shop.channel("Storefront"),
        reason="Ticket 4711: the cart looks empty",
        access="FULL",
        created_at=at,
        token_expires_at=at,
        started_at=at,
        expires_at=at,
        ended_at=at,
        end_reason="LOGOUT",
    )
