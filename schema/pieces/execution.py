"""graphql-core's execution, which completes a long list piece by piece."""

from collections.abc import Awaitable, Iterable
from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import AwaitableOrValue, Path, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.pieces.pace import AT_ONCE, Pace


class PacedExecution(StrawberryGraphQLCoreExecutionContext):
    """Lets others have the event loop between the pieces of a list."""

    _pace: Pace | None = None  # until there is a long list

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,  # noqa: ANN401 - graphql-core's own type variable
    ) -> AwaitableOrValue[list[Any]]:
        """Complete a short list at once."""
        if not isinstance(items, list) or len(items) <= AT_ONCE:
            return super().complete_iterable_value(
                item_type, field_details_list, info, path, items, position_context
            )
        place = (item_type, field_details_list, info)
        return self._complete_pieces(place, path, items, position_context)

    async def _complete_pieces(
        self,
        place: tuple[GraphQLOutputType, FieldDetailsList, GraphQLResolveInfo[Any]],
        path: Path,
        items: list[Any],
        position_context: Any,  # noqa: ANN401 - as above
    ) -> list[Any]:
        answer: list[Any] = []
        self._pace = self._pace or Pace()
        for start in range(0, len(items), AT_ONCE):
            await self._pace.take(AT_ONCE)  # other lists of the operation have their turns, too
            awaited: list[int] = []
            try:
                for index, item in enumerate(items[start : start + AT_ONCE], start):
                    here = path.add_key(index, None)
                    if self.complete_list_item_value(item, answer, *place, here, position_context):
                        awaited.append(index)
            except BaseException:
                self.settle_in_background([answer[index] for index in awaited])
                raise
            waiting: list[Awaitable[Any]] = [answer[index] for index in awaited]
            for index, value in zip(awaited, await gather_with_cancel(*waiting), strict=True):
                answer[index] = value
        return answer
