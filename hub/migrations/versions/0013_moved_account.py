"""Accounts that a company has moved to another line of its statements

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "moved_account"
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table(TABLE,
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('layout', sa.String(length=40), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('line', sa.String(length=60), nullable=False),
    sa.Column('moved_by', sa.Uuid(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['moved_by'], ['person.id'], name=op.f('fk_moved_account_moved_by')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_moved_account_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_moved_account_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'layout', 'account', name=op.f('pk_moved_account'))
    )
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {TABLE} USING ({OF_TENANT}) WITH CHECK ({OF_TENANT})")
    op.execute(f"CREATE POLICY system ON {TABLE} TO hub_system USING (true) WITH CHECK (true)")
    op.execute(
        f"CREATE TRIGGER keep_tenant BEFORE UPDATE OF tenant_id ON {TABLE} FOR EACH ROW "
        "WHEN (OLD.tenant_id IS DISTINCT FROM NEW.tenant_id) EXECUTE FUNCTION refuse_other_tenant()"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
