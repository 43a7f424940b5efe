"""The pages around signing in: which account, which environment, what is one's own, and out again."""

from hub.identity.views import account, entering, handing_over, language, leaving, linking  # noqa: F401 (they add routes)
from hub.identity.views.blueprint import bp

__all__ = ["bp"]
