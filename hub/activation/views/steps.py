"""Pages that a store's plugin adds to an activation."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from marshmallow import ValidationError

from hub.activation.flow import Page, Place
from hub.activation.schemas import messages_of
from hub.activation.service import deciding
from hub.activation.service.looking import CompanyLook, Look
from hub.activation.views.decisions import COMPANY
from hub.activation.views.frame import bp, company_of, render, visit
from hub.sdk.activation import Step
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import apex_only

Errors = Mapping[str, Sequence[str]]


@bp.get(f"{COMPANY}/steps/<step>")
@apex_only
def step(activation_id: UUID, company_id: UUID, step: str) -> ResponseReturnValue:
    """Show a plugin's page with what was last entered."""
    with visit(activation_id, Place(Page.STEP, company_id, step)) as (_db, found):
        company = company_of(found, company_id)
        return _page(found, company, _step(company, step), {})


@bp.post(f"{COMPANY}/steps/<step>")
@apex_only
@limited("store")
def run_step(activation_id: UUID, company_id: UUID, step: str) -> ResponseReturnValue:
    """Let the plugin decide what follows; it may take its time, so it runs outside of any transaction."""
    place = Place(Page.STEP, company_id, step)
    with visit(activation_id, place) as (_db, found):
        company = company_of(found, company_id)
        deciding.keep(company.row, _kept_as(step), submitted())
        try:
            values = _step(company, step).schema().load(submitted())
        except ValidationError as error:
            return _page(found, company, _step(company, step), messages_of(error)), 422
    outcome = _step(company, step).run(found.context(company), values)
    with visit(activation_id, place) as (db, found):
        company = company_of(found, company_id)
        if errors := deciding.follow(db, company, step, outcome):
            return _page(found, company, _step(company, step), errors), 422
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


def _step(company: CompanyLook, name: str) -> Step:
    return next((each for each in company.steps if each.name == name), None) or abort(404)


def _page(found: Look, company: CompanyLook, step: Step, errors: Errors) -> str:
    form = deciding.entered(company.row, _kept_as(step.name))
    inside = _rendered(step, context=found.context(company), form=form, errors=errors, fields=step.schema().fields)
    return render("step", Page.STEP, found, company=company, step=step, inside=inside)


def _rendered(step: Step, **facts: Any) -> Markup:
    """Render a plugin's template: a file of the folder ``templates`` beside its module, or one of the hub's."""
    own = FileSystemLoader(Path(inspect.getfile(type(step))).parent / "templates")
    loaders = [own, current_app.jinja_env.loader]
    environment = current_app.jinja_env.overlay(loader=ChoiceLoader([each for each in loaders if each is not None]))
    # the template has escaped what is in it
    inside = environment.get_template(step.template).render(**facts)
    return Markup(inside)  # noqa: S704  # nosec B704  # nosemgrep: templates-of-data


def _kept_as(step: str) -> str:
    return f"step:{step}"[:40]
