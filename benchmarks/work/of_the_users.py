"""The operations of graphql/admin/ on users and sign-in; each finds what it needs."""

from collections.abc import Sequence

from benchmarks.data.names import id_of
from benchmarks.work import of_the_factors
from benchmarks.work.operation import Operation, nothing, the_admin, user
from db.demo.names import PASSWORD
from db.demo.shop import demo_id


def operations(repetitions: int) -> Sequence[Operation]:
    """They need five times as many users as there are repetitions."""
    create_user = Operation("admin/create-user", _user, the_admin)
    one_made = create_user.made_id
    return [
        create_user,
        Operation(
            "admin/update-user",
            lambda n: {**one_made(n), "input": {"firstName": f"Una {n}"}},
            the_admin,
        ),
        Operation("admin/reset-user-factors", one_made, the_admin),
        Operation("admin/user", one_made, the_admin),
        Operation("admin/delete-user", one_made, the_admin),
        Operation("admin/users", nothing, the_admin),
        Operation("admin/privileges", nothing, the_admin),
        Operation("admin/current-user", nothing, the_admin),
        Operation("admin/user-logout", nothing, user("user", repetitions)),
        *of_the_factors.operations(2 * repetitions),
        *_of_sessions(repetitions),
    ]


def _of_sessions(repetitions: int) -> Sequence[Operation]:
    third, fourth = 3 * repetitions, 4 * repetitions
    return [
        Operation("admin/user-sessions", nothing, user("user")),
        Operation("admin/new-browser-sign-ins", nothing, user("user")),
        Operation(
            "admin/end-user-session",
            lambda n: {"id": id_of("session of user", third + n)},
            the_admin,
        ),
        Operation(
            "admin/end-user-sessions", lambda n: {"userId": id_of("user", fourth + n)}, the_admin
        ),
    ]


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
