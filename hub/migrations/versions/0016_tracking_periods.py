"""Tracking periods of fiscal years

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what fiscal years say when they are read the next time; until then nothing is known of it."""
    op.add_column('fiscal_year', sa.Column('tracking', JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column('fiscal_year', 'tracking')
