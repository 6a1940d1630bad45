"""Every operation of graphql/storefront/; each changes what belongs to other customers."""

from collections.abc import Sequence

from auth.sign_in.tokens import TokenKind
from benchmarks.data.names import id_of, token_of
from benchmarks.data.shop import email_of
from benchmarks.work.operation import Operation, nothing, session, visitor
from db.demo.names import PASSWORD
from db.demo.shop import demo_id

NEW_PASSWORD = "another-demo-password"  # noqa: S105 - of customers who are made up
BLOCKS = 11  # of customers, as many as there are repetitions in each


def operations(repetitions: int) -> Sequence[Operation]:
    """They need BLOCKS times as many customers with sessions of their own and with carts."""

    def block(number: int) -> int:
        return number * repetitions

    return [
        Operation("storefront/context", nothing, session("session")),
        Operation("storefront/products", nothing, visitor),
        Operation("storefront/imitation-consent", nothing, session("own", block(1))),
        Operation("storefront/support-code-state", nothing, session("own", block(1))),
        Operation("storefront/create-support-code", nothing, session("own", block(1))),
        Operation("storefront/imitation-upgrade", nothing, session("looking")),
        Operation(
            "storefront/upgrade-imitation",
            lambda n: {"reason": f"Ticket 48{n:03}: the voucher is not taken off"},
            session("looking"),
        ),
        Operation("storefront/orders", nothing, lambda _: session("own")(0)),
        Operation("storefront/account-accesses", nothing, session("own", block(1))),
        Operation(  # whose access it is, is seen by its row
            "storefront/account-access",
            lambda n: {"id": id_of(f"{TokenKind.IMITATION} session", n)},
            session("own", block(1)),
        ),
        Operation(
            "storefront/add-cart-item",
            lambda _: {"productId": demo_id("product", "7")},
            session("own", block(1)),
        ),
        Operation(
            "storefront/update-cart-item",
            lambda n: {"id": id_of("cart line 0", block(2) + n), "quantity": n % 90 + 5},
            session("own", block(2)),
        ),
        Operation(
            "storefront/remove-cart-item",
            lambda n: {"id": id_of("cart line 1", block(3) + n)},
            session("own", block(3)),
        ),
        Operation("storefront/place-order", nothing, session("own", block(4))),
        Operation(
            "storefront/update-context",
            lambda _: {"currency": "EUR", "language": "de-DE"},
            session("own", block(5)),
        ),
        Operation(
            "storefront/update-profile",
            lambda n: {"firstName": f"Paula {n}"},
            session("own", block(5)),
        ),
        Operation(
            "storefront/set-imitation-consent",
            lambda _: {"granted": False},
            session("own", block(6)),
        ),
        *_of_logins(repetitions),
    ]


def _of_logins(repetitions: int) -> Sequence[Operation]:
    first = 7 * repetitions
    return [
        Operation(
            "storefront/change-email",
            lambda n: {"email": f"changed{n}@example.com", "currentPassword": PASSWORD},
            session("own", first),
        ),
        Operation(
            "storefront/change-password",
            lambda _: {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
            session("own", first + repetitions),
        ),
        Operation(
            "storefront/customer-login",
            lambda n: {"email": email_of(first + 2 * repetitions + n), "password": PASSWORD},
            visitor,
        ),
        Operation("storefront/customer-logout", nothing, session("own", first + 3 * repetitions)),
        Operation(
            "storefront/imitate-customer-login",
            lambda n: {"token": token_of(TokenKind.IMITATION, "pending", n)},
            visitor,
        ),
    ]
