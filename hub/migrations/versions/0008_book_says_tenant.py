"""Tie receipts and balances to their tenant by their book

Revision: 0008, after 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("receipt", "month_balance", "item_balance")


def upgrade() -> None:
    """Let one key say tenant and book: a second one, to the tenant, would be checked for every row, too."""
    for table in TABLES:
        op.drop_constraint(op.f(f"fk_{table}_tenant_id"), table, type_="foreignkey")


def downgrade() -> None:
    """Check the tenant for itself again."""
    for table in TABLES:
        op.create_foreign_key(op.f(f"fk_{table}_tenant_id"), table, "tenant", ["tenant_id"], ["id"])
