"""Rows of personal pay, found without reading the others

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = ["tenant_id", "book_id", "account", "date"]


def upgrade() -> None:
    """Let the sums of a month's pay be read at once, however many other rows the account has."""
    op.create_index("ix_entry_private", "entry", COLUMNS, postgresql_include=["amount", "layer"],
                    postgresql_where=sa.text("private"))


def downgrade() -> None:
    """Read them as before."""
    op.drop_index("ix_entry_private", table_name="entry")
