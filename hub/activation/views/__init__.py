"""The pages of an activation, at the hub's own address."""

from hub.activation.views import arrival, confirmation, decisions, labels, proof, results, steps  # noqa: F401 (they add routes)
from hub.activation.views.frame import bp

__all__ = ["bp"]
