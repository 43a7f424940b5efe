"""On which side of the VAT return a row belongs, and receipts by the month of their VAT

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what receipts say when they are read the next time."""
    op.add_column('entry', sa.Column('vat_type', sa.String(length=8), nullable=True))
    op.create_index('ix_receipt_vat_month', 'receipt', ['tenant_id', 'book_id', 'vat_month'], unique=False,
                    postgresql_where=sa.text('vat_month IS NOT NULL'))


def downgrade() -> None:
    """Forget it."""
    op.drop_index('ix_receipt_vat_month', table_name='receipt', postgresql_where=sa.text('vat_month IS NOT NULL'))
    op.drop_column('entry', 'vat_type')
