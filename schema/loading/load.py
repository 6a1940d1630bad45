"""What a field needs of a loader: the key of its children, and what it answers of them."""

from collections.abc import Awaitable, Callable, Generator, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, get_args, get_origin

from strawberry.dataloader import DataLoader

from schema.pieces.pace import Pace

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")
Answer = TypeVar("Answer")
Other = TypeVar("Other")
Method = TypeVar("Method", bound=Callable[..., Any])

Find = Callable[[Sequence[Key]], Awaitable[Mapping[Key, Found]]]


class Loader(Generic[Key, Found]):
    """Finds children by keys, those of a key once in an operation."""

    def __init__(self, find: Find[Key, Found], none: Found, pace: Pace) -> None:
        """`none` is what a key has for which nothing is found."""
        self._find = find
        self._none = none
        self._pace = pace
        self._found: dict[Key, Found] = {}

    async def find(self, keys: Iterable[Key]) -> None:
        """Find the children of those keys that are not known yet."""
        missing = [key for key in keys if key not in self._found]
        if missing:
            found = await self._find(missing)
            for key in missing:
                self._found[key] = found.get(key, self._none)

    def found(self, key: Key) -> Found:
        """The children of a key for which they were found."""
        return self._found[key]

    async def one(self, key: Key) -> Found:
        """The children of one key, found together with those of others that wait.

        All are answered at once, but their lists are completed turn by turn.
        """
        found: Found = await self._waiting.load(key)
        if isinstance(found, list):
            await self._pace.take(len(found))
        return found

    @cached_property
    def _waiting(self) -> DataLoader[Key, Found]:
        find, none = self._find, self._none  # a reference to self would be a cycle with all rows

        async def load(keys: list[Key]) -> list[Found]:
            found = await find(keys)
            return [found.get(key, none) for key in keys]

        return DataLoader(load_fn=load)


def as_found(found: Found) -> Found:
    """What a field answers that answers what was found."""
    return found


class Load(Generic[Answer]):
    """Children to be loaded. A plan loads those of a level together; elsewhere it is awaited."""

    __slots__ = ("_answer", "key", "loader")

    def __init__(
        self, loader: Loader[Any, Any], key: Hashable, answer: Callable[[Any], Answer]
    ) -> None:
        """`answer` makes of the children what the field answers."""
        self.loader = loader
        self.key = key
        self._answer = answer

    def to(self, answer: Callable[[Answer], Other]) -> "Load[Other]":
        """The same, with something made of it."""
        before = self._answer
        if before is as_found:
            return Load(self.loader, self.key, answer)
        return Load(self.loader, self.key, lambda found: answer(before(found)))

    def answer(self) -> Answer:
        """What the field answers, once the loader has found the children."""
        return self._answer(self.loader.found(self.key))

    def __await__(self) -> Generator[Any, None, Answer]:
        found = yield from self.loader.one(self.key).__await__()
        return self._answer(found)


def loaded(method: Method) -> Method:
    """Show Strawberry a method that returns a Load, or what it has at once, as a field of that."""
    returned: Any = method.__annotations__["return"]
    load = returned if get_origin(returned) is Load else get_args(returned)[0]
    (method.__annotations__["return"],) = get_args(load)
    return method
