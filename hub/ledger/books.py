"""The books of an environment, as pages and jobs name them."""

from sqlalchemy import select

from hub.db import Db
from hub.ledger.models import Book
from hub.sdk.refs import BookRef, CompanyRef
from tenants.models import Company

__all__ = ["books_of"]


def books_of(db: Db) -> list[BookRef]:
    """List the books of the transaction's tenant by name."""
    found = db.execute(select(Book, Company).join(Company, Company.id == Book.company_id).order_by(Book.name, Book.id))
    return [
        BookRef(book.id, CompanyRef("", book.name, company.country, company.business_id, book.currency))
        for book, company in found
    ]
