"""B1, B2: short documents that ask for a large answer or much work."""


def doubling(levels: int, last: str = "__typename") -> str:
    """A document in which each fragment is spread twice by the one before."""
    fragments = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels)]
    return "{ ...f0 } " + " ".join(fragments) + f" fragment f{levels} on Query {{ {last} }}"


BOMBS = {
    "tokens": "{ a " * 60_000,
    "a long list": "{ a(b: [" + "1 " * 60_000 + "]) }",
    "comments": "{ a " + "#\n" * 20_000 + "}",
    "deep lists": "{ a(b: " + "[" * 990 + "]" * 5 + ") }",
    "deep fields": "{ a " * 330 + "}" * 330,
    "deep types": "query($a: " + "[" * 480 + "A" + "]" * 480 + ") { a }",
    "a long number": "{ customers(first: " + "9" * 5000 + ") { totalCount } }",
    "a long number as default": "query($a: Int = -" + "9" * 5000 + ") { a(first: $a) }",
    "a long name in each error": "query "
    + "A" * 100_000
    + "("
    + "".join(f"$a{n}: Int " for n in range(200))
    + ") { __typename }",
    "aliases": "{ " + "".join(f"a{n}: __typename " for n in range(240)) + "}",
    "directives": "{ __typename " + "@a" * 400 + "}",
    "unknown fields": "{ " + "a " * 900 + "}",
    "the same unknown field below": "{ context { " + "token " * 900 + "} }",
    "sign-ins": "mutation { "
    + 'a: userLogin(username: "a", password: "b") { expiresAt } ' * 50
    + "}",
    "doubling": doubling(60),
    "doubling with aliases": doubling(60, "a: __typename"),
    "doubling pages": "{ ...f0 } "
    + " ".join(
        f"fragment f{n} on Query {{ a(first: 100) {{ nodes {{ ...f{n + 1} ...f{n + 1} }} }} }}"
        for n in range(30)
    ),
}
