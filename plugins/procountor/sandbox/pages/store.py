"""The store: what there is, and the page of our integration."""

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from .. import offer
from ..world import world
from .common import companies_of, pages, person

blueprint = pages("store")


@blueprint.get("/")
def home() -> Response:
    """Begin at the store."""
    return redirect("/store")


@blueprint.get("/store")
def front() -> str:
    """Show all integrations, or those a search finds."""
    query = request.args.get("q", "").strip()
    return render_template("sandbox/store.html", query=query, listings=offer.found(query))


@blueprint.get("/store/<integration_id>")
def integration(integration_id: str) -> str:
    """Show one integration; to whose company the API is closed, that and the way to open it."""
    listing = offer.listing(integration_id) or abort(404)
    somebody, here = person(), world()
    companies = companies_of(somebody) if somebody else []
    closed = [company for company in companies if not here.environment(company.id).api_open]
    return render_template(
        "sandbox/integration.html", listing=listing, closed=closed, all_closed=closed and len(closed) == len(companies)
    )
