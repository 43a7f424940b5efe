"""A Singer tap of the receipts' rows, written with the Singer SDK as its documentation does.

A target keeps a list within a record as one piece of JSON, and a ledger needs rows that can be summed: so each row is a
record, with what its receipt says of itself.
"""

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
ROW = (
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
NUMBERS = ("invoiceId", "receiptNumber", "invoiceNumber", "partnerId")
OF_RECEIPT = ("receiptDate", "vatDate", "version", "partnerCode", *TEXTS, *NUMBERS)


class Rows(Stream):
    """The rows of the receipts."""

    name = "rows"
    primary_keys = ("receiptId", "line")
    schema = th.PropertiesList(
        th.Property("receiptId", th.IntegerType, required=True),
        th.Property("line", th.IntegerType, required=True),
        th.Property("receiptDate", th.DateType),
        th.Property("vatDate", th.DateType),
        th.Property("version", th.DateTimeType),
        th.Property("partnerCode", th.StringType),
        *(th.Property(name, th.StringType) for name in TEXTS),
        *(th.Property(name, th.IntegerType) for name in NUMBERS),
        *ROW,
    ).to_dict()

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:
        """Give one row after the other."""
        with open(self.config["file"], "rb") as bodies:
            for body in bodies:
                for receipt in json.loads(body):
                    shown = {name: receipt.get(name) for name in OF_RECEIPT}
                    for line, row in enumerate(receipt["transactions"], 1):
                        yield {"receiptId": receipt["id"], "line": line, **shown, **row}


class ReceiptsTap(Tap):
    """A tap with one stream."""

    name = "tap-receipts"
    config_jsonschema = th.PropertiesList(th.Property("file", th.StringType, required=True)).to_dict()

    def discover_streams(self) -> list[Stream]:
        """Name the stream."""
        return [Rows(self)]


if __name__ == "__main__":
    ReceiptsTap.cli()
