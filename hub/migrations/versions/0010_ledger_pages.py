"""Let an account's ledger be paged through, and its balance counted, in the index alone

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = ["tenant_id", "book_id", "account", "date", "receipt_id", "line"]


def upgrade() -> None:
    """Let an entry say whether it is personal pay, as its receipt does, and the index what a balance needs."""
    op.add_column("entry", sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table in ("entry", "receipt"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")  # else the owner's UPDATE finds nothing
    op.execute(
        "UPDATE entry SET private = true FROM receipt"
        " WHERE receipt.tenant_id = entry.tenant_id AND receipt.id = entry.receipt_id AND receipt.private"
    )
    for table in ("entry", "receipt"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.alter_column("entry", "private", server_default=None)
    op.drop_index("ix_entry_account", table_name="entry")
    op.create_index("ix_entry_account", "entry", COLUMNS, postgresql_include=["amount", "layer", "private"])


def downgrade() -> None:
    """Look at receipts again."""
    op.drop_index("ix_entry_account", table_name="entry")
    op.create_index("ix_entry_account", "entry", COLUMNS)
    op.drop_column("entry", "private")
