"""What a credential has to be allowed to read at its source, so that figures are complete.

A connector declares the rights its source knows, a report names those its figures stand on, and a finding those that a
credential lacks. Keys are compared as they are: reports that come with a connector use its keys.
"""

from msgspec import Struct

__all__ = ["Right"]


class Right(Struct, frozen=True):
    """A right at the source.

    :param key: stable name, e.g. ``payroll``
    :param title: what people call it, e.g. ``Salaries``
    """

    key: str
    title: str
