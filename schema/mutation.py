"""What can be done: by storefronts, and by the admin."""

import strawberry

from schema.admin.mutations import AdminMutation
from schema.store.mutations import StoreMutation


@strawberry.type(
    description="What can be done, one thing an operation. `@requires` says who may do it."
)
class Mutation(StoreMutation, AdminMutation):
    """The mutations; those of storefronts come first."""
