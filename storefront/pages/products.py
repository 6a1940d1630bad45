"""The product list, with search and paging."""

from starlette.responses import Response

from storefront.rendering import page
from storefront.visit import Visit

LONGEST_SEARCH = 200  # characters, as the schema says


async def show(visit: Visit) -> Response:
    """A page of products; `q` is searched for, `after` is where the page before ended."""
    query = visit.request.query_params
    search, after = query.get("q", "").strip()[:LONGEST_SEARCH], query.get("after")
    found = await visit.run("products", search=search or None, after=after or None)
    return page(visit, "products.html", search=search, products=found)
