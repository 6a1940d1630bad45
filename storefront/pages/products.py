"""The product list, with search and paging."""

from starlette.responses import Response

from storefront.rendering import page
from storefront.visit import Visit

LONGEST_SEARCH = 200  # characters, as the schema says


async def show(visit: Visit) -> Response:
    """One page of products; `q` is the search, `after` the cursor at the end of the page before."""
    query = visit.request.query_params
    search, after = query.get("q", "").strip()[:LONGEST_SEARCH], query.get("after")
    found = await visit.run("products", search=search or None, after=after or None)
    return page(visit, "products.html", search=search, products=found)
