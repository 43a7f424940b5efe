"""Conformance suites: what every plugin's contract object must do, as pytest classes.

A plugin's tests bind a suite to a name that pytest collects, and give it a *fake*: the real protocol over HTTP,
answered by a server of the test's own::

    TestMyLedger = connector_suite(MyLedgerConnector, fake=FakeMyLedger)

This module needs pytest; the rest of :mod:`hub.sdk` does not.
"""

from hub.sdk.testing.activations import StoreFake, activation_suite
from hub.sdk.testing.connectors import SourceFake, connector_suite
from hub.sdk.testing.identities import identity_suite
from hub.sdk.testing.reports import report_suite

__all__ = ["SourceFake", "StoreFake", "activation_suite", "connector_suite", "identity_suite", "report_suite"]
