"""Every table; importing this package fills SQLModel.metadata."""

from db.models.audit import (
    AuditAnchor,
    AuditCheckpoint,
    AuditEvent,
    AuditLeaf,
    AuditSeal,
    AuditSealing,
    AuditTile,
    AuditWaiting,
    AuditWalk,
    AuditWalking,
)
from db.models.cart import Cart, CartLine
from db.models.catalogue import Currency, Product
from db.models.context import Context
from db.models.customer import Customer, DeletedCustomer
from db.models.imitation import Imitation, ImitationCount, ImitationCounting, SupportCode
from db.models.oauth.integration import (
    Integration,
    IntegrationRole,
    IntegrationSecret,
    IntegrationSession,
)
from db.models.oauth.jwt_key import JwtKey
from db.models.order import Order, OrderLine
from db.models.permissions.imitation_request import ImitationRequest
from db.models.sales_channel import SalesChannel, SalesChannelDomain
from db.models.sign_in.factors import Passkey, PasskeyChallenge, RecoveryCode, TotpSecret
from db.models.sign_in.oidc import OidcAttempt, OidcLogout, OidcSession
from db.models.throttle import Throttle
from db.models.user import DeletedAccount, Role, RolePrivilege, User, UserRole, UserSession
from db.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AuditAnchor",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditLeaf",
    "AuditSeal",
    "AuditSealing",
    "AuditTile",
    "AuditWaiting",
    "AuditWalk",
    "AuditWalking",
    "Cart",
    "CartLine",
    "Context",
    "Currency",
    "Customer",
    "DeletedAccount",
    "DeletedCustomer",
    "Imitation",
    "ImitationCount",
    "ImitationCounting",
    "ImitationRequest",
    "Integration",
    "IntegrationRole",
    "IntegrationSecret",
    "IntegrationSession",
    "JwtKey",
    "OidcAttempt",
    "OidcLogout",
    "OidcSession",
    "Order",
    "OrderLine",
    "Passkey",
    "PasskeyChallenge",
    "Product",
    "RecoveryCode",
    "Role",
    "RolePrivilege",
    "SalesChannel",
    "SalesChannelDomain",
    "SupportCode",
    "Throttle",
    "TotpSecret",
    "User",
    "UserRole",
    "UserSession",
    "Webhook",
    "WebhookDelivery",
]
