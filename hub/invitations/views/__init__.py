"""The pages around invitations: of the Admins who send them, and of the people who come with a link."""

from hub.invitations.views import accepting, inviting
from hub.invitations.views.blueprint import bp

__all__ = ["accepting", "bp", "inviting"]
