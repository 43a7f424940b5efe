from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("reports", __name__)
