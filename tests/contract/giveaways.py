"""Words of Python, of SQL and of libraries that no answer may contain."""

GIVEAWAYS = (
    "Traceback", "sqlalchemy", "sqlite", "asyncpg", "psycopg", "isoformat", "object has no",
    "codec", "NoneType", "constraint", "violates", "SELECT", "INSERT", "UPDATE ", "<class",
    " object at ", "invalid literal", "unpack", "datetime.", ".py", "surrogate", "hexadecimal",
)  # fmt: skip
