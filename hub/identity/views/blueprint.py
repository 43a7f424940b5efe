from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("identity", __name__)
