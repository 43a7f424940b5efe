"""Rows of the source's own income statement: as it told them, and beside ours

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what is told when a year is compared the next time; until then nothing is known of it."""
    for table in ("source_totals", "proof"):
        op.add_column(table, sa.Column('rows', JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Forget it."""
    for table in ("proof", "source_totals"):
        op.drop_column(table, 'rows')
