"""Every operation of graphql/admin/, in an order in which each finds what it needs."""

from collections.abc import Sequence

from auth.sign_in.tokens import TokenKind
from benchmarks.data.names import id_of
from benchmarks.data.shop import username_of
from benchmarks.work.operation import Operation, nothing, the_admin, user
from db.demo.names import PASSWORD
from db.demo.shop import demo_id

_YEAR = {"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}


def operations(repetitions: int) -> Sequence[Operation]:
    """They need so many users and customers for each of a few operations."""
    create_role = Operation("admin/create-role", _role, the_admin)
    create_user = Operation("admin/create-user", _user, the_admin)
    return [
        create_role,
        Operation(
            "admin/update-role",
            lambda n: {"id": create_role.made[n]["id"], "input": {"description": f"No. {n}"}},
            the_admin,
        ),
        Operation("admin/delete-role", lambda n: {"id": create_role.made[n]["id"]}, the_admin),
        create_user,
        Operation(
            "admin/update-user",
            lambda n: {"id": create_user.made[n]["id"], "input": {"firstName": f"Una {n}"}},
            the_admin,
        ),
        Operation(
            "admin/reset-user-factors", lambda n: {"id": create_user.made[n]["id"]}, the_admin
        ),
        Operation("admin/delete-user", lambda n: {"id": create_user.made[n]["id"]}, the_admin),
        Operation("admin/users", nothing, the_admin),
        Operation("admin/roles", nothing, the_admin),
        Operation("admin/privileges", nothing, the_admin),
        Operation("admin/current-user", nothing, the_admin),
        Operation("admin/sign-in-providers", nothing, the_admin),
        Operation("admin/factors", nothing, the_admin),
        Operation("admin/server-findings", nothing, the_admin),
        Operation(
            "admin/user-login",
            lambda n: {"username": username_of(n), "password": PASSWORD},
            nothing,
        ),
        Operation("admin/user-logout", nothing, user("user", repetitions)),
        *_of_customers(repetitions),
        *_of_imitations(repetitions),
    ]


def _of_customers(repetitions: int) -> Sequence[Operation]:
    """Those that are deleted are none of the customers who shop."""
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
        Operation("admin/sales-channels", nothing, the_admin),
        Operation(
            "admin/update-sales-channel",
            lambda n: {"id": demo_id("channel", "Outlet"), "input": {"name": f"Outlet {n}"}},
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
        Operation("admin/verify-audit-log", nothing, the_admin),
        Operation("admin/audit-walk", nothing, the_admin),
        Operation("admin/start-audit-walk", nothing, the_admin),
    ]


def _role(number: int) -> dict[str, object]:
    return {"input": {"name": f"Role {number}", "privileges": ["customer:read"]}}


def _user(number: int) -> dict[str, object]:
    name = f"una{number}"
    return {
        "input": {
            "username": name,
            "email": f"{name}@example.com",
            "firstName": "Una",
            "lastName": "User",
            "password": PASSWORD,
            "roleIds": [demo_id("role", "Support")],
        }
    }


def _imitation(number: int) -> str:
    return id_of(f"{TokenKind.IMITATION} session", number)
