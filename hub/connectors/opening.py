"""Trying out settings before anything is attached: whose books do they open?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from marshmallow import Schema, fields

from hub.sdk.accounting import AccountingConnector
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tenants import business_id
from tenants.errors import InvalidBusinessId

__all__ = ["Input", "company_of", "inputs", "read_form"]


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the form that a connector's settings ask for."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool


def inputs(connector: AccountingConnector) -> Iterator[Input]:
    """List what a person has to enter for a connector."""
    for name, field in connector.settings_schema().fields.items():
        told = field.metadata
        label = told.get("label") or name.replace("_", " ").capitalize()
        yield Input(name, label, told.get("help", ""), _is_secret(field), field.required)


def read_form(connector: AccountingConnector, form: Mapping[str, str]) -> dict[str, str | Secret]:
    """Load what was entered into a connector's settings.

    :raises marshmallow.ValidationError: by field
    """
    schema: Schema = connector.settings_schema()
    entered = {name: form.get(name, "").strip() for name in schema.fields}
    loaded = schema.load({name: value for name, value in entered.items() if value})
    return {name: Secret(value) if _is_secret(schema.fields[name]) else value for name, value in loaded.items()}


def company_of(connector: AccountingConnector, settings: Mapping[str, str | Secret]) -> CompanyRef:
    """Ask the accounting system whose books the settings open; an id that cannot be one counts as not told.

    :raises HubError: it does not let us in, or cannot answer now
    """
    company = connector.company(connector.connect(settings))
    if company.country != "FI" or company.business_id is None:
        return company
    try:
        return replace(company, business_id=business_id.canonical(company.business_id))
    except InvalidBusinessId:
        return replace(company, business_id=None)


def _is_secret(field: fields.Field) -> bool:
    return bool(field.metadata.get("secret"))
