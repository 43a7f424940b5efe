"""The blueprint of the invitations."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("invitations", __name__)
