"""First figures are asked for by their days

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop questions that name no days: the figures they ask for stand for seconds, until the receipts are here.

    The owner who migrates is behind row-level security, too, and would find none of them.
    """
    units = sa.table("fetch_unit", sa.column("kind", sa.String))
    op.execute("ALTER TABLE fetch_unit NO FORCE ROW LEVEL SECURITY")
    op.execute(sa.delete(units).where(units.c.kind == "first"))
    op.execute("ALTER TABLE fetch_unit FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Drop them again: what was asked before asks without days."""
    upgrade()
