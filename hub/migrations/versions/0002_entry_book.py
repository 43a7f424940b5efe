"""Tie an entry to its book by the receipt that it is a row of

Revision: 0002, after 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let one key say tenant, book and receipt: a second one, to the book, would be checked for every row, too."""
    op.drop_constraint(op.f("fk_entry_tenant_id_receipt_id"), "entry", type_="foreignkey")
    op.drop_constraint(op.f("uq_receipt_tenant_id_id"), "receipt", type_="unique")
    op.create_unique_constraint(op.f("uq_receipt_tenant_id_book_id_id"), "receipt", ["tenant_id", "book_id", "id"])
    op.create_foreign_key(
        op.f("fk_entry_tenant_id_book_id_receipt_id"),
        "entry",
        "receipt",
        ["tenant_id", "book_id", "receipt_id"],
        ["tenant_id", "book_id", "id"],
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Let an entry say any book again."""
    op.drop_constraint(op.f("fk_entry_tenant_id_book_id_receipt_id"), "entry", type_="foreignkey")
    op.drop_constraint(op.f("uq_receipt_tenant_id_book_id_id"), "receipt", type_="unique")
    op.create_unique_constraint(op.f("uq_receipt_tenant_id_id"), "receipt", ["tenant_id", "id"])
    op.create_foreign_key(
        op.f("fk_entry_tenant_id_receipt_id"),
        "entry",
        "receipt",
        ["tenant_id", "receipt_id"],
        ["tenant_id", "id"],
        ondelete="CASCADE",
    )
