"""A Singer tap of the receipts, written with the Singer SDK as its documentation does."""

import json
from collections.abc import Iterable
from typing import Any

from singer_sdk import Stream, Tap
from singer_sdk import typing as th

SHARE = th.ObjectType(
    th.Property("dimensionId", th.IntegerType),
    th.Property("itemId", th.IntegerType),
    th.Property("value", th.NumberType),
)
ROW = th.ObjectType(
    th.Property("id", th.IntegerType),
    th.Property("transactionType", th.StringType),
    th.Property("account", th.StringType),
    th.Property("accountingValue", th.NumberType),
    th.Property("vatPercent", th.NumberType),
    th.Property("vatStatus", th.IntegerType),
    th.Property("vatDeductionPercent", th.NumberType),
    th.Property("description", th.StringType),
    th.Property("dimensionItemValues", th.ArrayType(SHARE)),
)
TEXTS = ("type", "name", "status", "vatType", "invoiceNotes", "transactionDescription", "receiptValidity")
NUMBERS = ("vatStatus", "invoiceId", "receiptNumber", "invoiceNumber", "partnerId")


class Receipts(Stream):
    """The receipts with their rows."""

    name = "receipts"
    primary_keys = ("id",)
    schema = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        th.Property("receiptDate", th.DateType),
        th.Property("vatDate", th.DateType),
        th.Property("version", th.DateTimeType),
        th.Property("partnerCode", th.StringType),
        th.Property("depreciation", th.StringType),
        th.Property("attachments", th.ArrayType(th.ObjectType())),
        *(th.Property(name, th.StringType) for name in TEXTS),
        *(th.Property(name, th.IntegerType) for name in NUMBERS),
        th.Property("transactions", th.ArrayType(ROW)),
    ).to_dict()

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:
        """Give one receipt after the other."""
        with open(self.config["file"], "rb") as bodies:
            for body in bodies:
                yield from json.loads(body)


class ReceiptsTap(Tap):
    """A tap with one stream."""

    name = "tap-receipts"
    config_jsonschema = th.PropertiesList(th.Property("file", th.StringType, required=True)).to_dict()

    def discover_streams(self) -> list[Stream]:
        """Name the stream."""
        return [Receipts(self)]


if __name__ == "__main__":
    ReceiptsTap.cli()
