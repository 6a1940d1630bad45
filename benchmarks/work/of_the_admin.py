"""Every operation of graphql/admin/, in an order in which each finds what it needs."""

from collections.abc import Sequence

from auth.sign_in.tokens import TokenKind
from benchmarks.data.names import id_of
from benchmarks.work import of_connections, of_the_users
from benchmarks.work.operation import Operation, nothing, the_admin, user
from db.demo.names import PASSWORD
from db.demo.shop import demo_id

_YEAR = {"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}


def operations(repetitions: int) -> Sequence[Operation]:
    """They need so many users and customers for each of a few operations."""
    create_role = Operation("admin/create-role", _role, the_admin)
    return [
        create_role,
        Operation(
            "admin/update-role",
            lambda n: {**create_role.made_id(n), "input": {"description": f"No. {n}"}},
            the_admin,
        ),
        Operation("admin/delete-role", create_role.made_id, the_admin),
        Operation("admin/roles", nothing, the_admin),
        *of_the_users.operations(repetitions),
        *_of_customers(repetitions),
        *_of_imitations(repetitions),
        *_of_requests(repetitions),
        *_of_the_audit_log(),
        Operation("admin/server-findings", nothing, the_admin),
        *of_connections.operations(),
    ]


def _of_customers(repetitions: int) -> Sequence[Operation]:
    """Those that are deleted are none of the customers who shop."""
    create_customer = Operation("admin/create-customer", _customer, the_admin)
    return [
        Operation("admin/customers", nothing, the_admin),
        Operation("admin/customer", lambda n: {"id": id_of("customer", n)}, the_admin),
        Operation("admin/customer-orders", lambda _: {"id": id_of("customer", 0)}, the_admin),
        Operation(
            "admin/update-customer",
            lambda n: {"id": id_of("customer", n), "input": {"firstName": f"Uta {n}"}},
            the_admin,
        ),
        Operation(
            "admin/delete-customer",
            lambda n: {"id": id_of("customer", 20 * repetitions + n)},
            the_admin,
        ),
        create_customer,
        Operation(
            "admin/set-customer-password",
            lambda n: {**create_customer.made_id(n), "password": PASSWORD},
            the_admin,
        ),
        Operation(
            "admin/upsert-customers",
            lambda n: {"rows": [{**create_customer.made_id(n), "company": f"Company {n}"}]},
            the_admin,
        ),
    ]


def _of_imitations(repetitions: int) -> Sequence[Operation]:
    return [
        Operation(
            "admin/generate-imitate-customer-token",
            lambda n: {
                "customerId": id_of("customer", n),
                "salesChannelId": demo_id("channel", "Storefront"),
                "reason": "A benchmark of the product",
            },
            user("user"),
        ),
        Operation("admin/imitations", nothing, the_admin),
        Operation("admin/imitating-users", nothing, the_admin),
        Operation("admin/overview", lambda _: _YEAR, the_admin),
        Operation("admin/imitation", lambda n: {"id": _imitation(n)}, the_admin),
        Operation("admin/imitation-proofs", lambda n: {"id": _imitation(n)}, the_admin),
        Operation("admin/end-imitation", lambda n: {"id": _imitation(repetitions + n)}, the_admin),
    ]


def _of_requests(repetitions: int) -> Sequence[Operation]:
    """Those that are decided are of other users, and in the database from the beginning."""
    return [
        Operation(
            "admin/request-imitation",
            lambda n: {
                "customerId": id_of("customer", n),
                "salesChannelId": demo_id("channel", "Storefront"),
                "reason": "A benchmark of the product",
            },
            user("user"),
        ),
        Operation("admin/imitation-requests", nothing, the_admin),
        Operation(
            "admin/approve-imitation", lambda n: {"requestId": id_of("request", n)}, the_admin
        ),
        Operation(
            "admin/refuse-imitation",
            lambda n: {"requestId": id_of("request", repetitions + n), "reason": "Call first"},
            the_admin,
        ),
        Operation("admin/reason-rules", nothing, the_admin),
    ]


def _of_the_audit_log() -> Sequence[Operation]:
    return [
        Operation("admin/verify-audit-log", nothing, the_admin),
        Operation("admin/audit-walk", nothing, the_admin),
        # The walk begins within two seconds, and would count as part of another operation.
        Operation("admin/start-audit-walk", nothing, the_admin, settling=3.0),
    ]


def _role(number: int) -> dict[str, object]:
    return {"input": {"name": f"Role {number}", "privileges": ["customer:read"]}}


def _customer(number: int) -> dict[str, object]:
    name = f"carla{number}"
    return {
        "input": {
            "customerNumber": name,
            "email": f"{name}@example.com",
            "firstName": "Carla",
            "lastName": "Customer",
        }
    }


def _imitation(number: int) -> str:
    return id_of(f"{TokenKind.IMITATION} session", number)
