"""Procountor keeps the contracts that every connector and every store keeps."""

from hub.sdk.testing import activation_suite, connector_suite
from plugins.procountor.activation import ProcountorActivation
from plugins.procountor.connector import ProcountorConnector

from .fakes import fake

TestProcountorConnector = connector_suite(ProcountorConnector, fake=fake)
TestProcountorActivation = activation_suite(ProcountorActivation, fake=fake)
