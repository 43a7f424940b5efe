"""Balances by dimension item and receipts of personal pay, each found without reading the others

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a report of one item, and what it must not tell of pay, be read at once."""
    op.create_index('ix_item_balance_item', 'item_balance', ['tenant_id', 'book_id', 'item', 'month'], unique=False)
    op.create_index('ix_receipt_private', 'receipt', ['tenant_id', 'book_id', 'date'], unique=False,
                    postgresql_where=sa.text('private'))


def downgrade() -> None:
    """Read them as before."""
    op.drop_index('ix_receipt_private', table_name='receipt', postgresql_where=sa.text('private'))
    op.drop_index('ix_item_balance_item', table_name='item_balance')
