"""Every table; importing this package fills SQLModel.metadata."""

from db.models.audit import AuditAnchor, AuditEvent, AuditSeal
from db.models.cart import Cart, CartLine
from db.models.catalogue import Currency, Product
from db.models.context import Context
from db.models.customer import Customer, DeletedCustomer
from db.models.imitation import Imitation
from db.models.order import Order, OrderLine
from db.models.sales_channel import SalesChannel, SalesChannelDomain
from db.models.throttle import Throttle
from db.models.user import Role, RolePrivilege, User, UserRole, UserSession

__all__ = [
    "AuditAnchor",
    "AuditEvent",
    "AuditSeal",
    "Cart",
    "CartLine",
    "Context",
    "Currency",
    "Customer",
    "DeletedCustomer",
    "Imitation",
    "Order",
    "OrderLine",
    "Product",
    "Role",
    "RolePrivilege",
    "SalesChannel",
    "SalesChannelDomain",
    "Throttle",
    "User",
    "UserRole",
    "UserSession",
]
