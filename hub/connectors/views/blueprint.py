from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("connectors", __name__)
