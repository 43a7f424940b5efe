"""What each sync changed, and when schedules were last called

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT_TABLES = ("receipt_change", "first_reading")
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"


def confine(table: str) -> None:
    """Put a table behind row-level security, for its owner too, and refuse to move its rows to another tenant."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {table} USING ({OF_TENANT}) WITH CHECK ({OF_TENANT})")
    op.execute(f"CREATE POLICY system ON {table} TO hub_system USING (true) WITH CHECK (true)")
    op.execute(
        f"CREATE TRIGGER keep_tenant BEFORE UPDATE OF tenant_id ON {table} FOR EACH ROW "
        "WHEN (OLD.tenant_id IS DISTINCT FROM NEW.tenant_id) EXECUTE FUNCTION refuse_other_tenant()"
    )


def upgrade() -> None:
    op.create_table('schedule_run',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_schedule_run'))
    )
    op.execute("REVOKE ALL ON schedule_run FROM hub_app")
    op.create_table('receipt_change',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('sync_run_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('counterpart', sa.String(length=40), nullable=True),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('invoice_id', sa.String(length=40), nullable=True),
    sa.Column('date_before', sa.Date(), nullable=True),
    sa.Column('date_after', sa.Date(), nullable=True),
    sa.Column('layer_before', sa.String(length=10), nullable=True),
    sa.Column('layer_after', sa.String(length=10), nullable=True),
    sa.Column('accounts', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('months', postgresql.ARRAY(sa.Date()), nullable=False),
    sa.Column('before', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('after', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('added', 'changed', 'gone')", name=op.f('ck_receipt_change_kind')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_receipt_change_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'sync_run_id'], ['sync_run.tenant_id', 'sync_run.id'], name=op.f('fk_receipt_change_tenant_id_sync_run_id'), ondelete='SET NULL (sync_run_id)'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_receipt_change_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt_change'))
    )
    op.create_index('ix_receipt_change_at', 'receipt_change', ['tenant_id', 'book_id', 'at'], unique=False)
    op.create_index('ix_receipt_change_run', 'receipt_change', ['tenant_id', 'sync_run_id', 'id'], unique=False)
    op.create_index('ix_receipt_change_source', 'receipt_change', ['tenant_id', 'book_id', 'source_id'], unique=False)
    op.create_table('first_reading',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('sync_run_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.Column('receipts', sa.Integer(), nullable=False),
    sa.Column('debit', sa.BigInteger(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_first_reading_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'sync_run_id'], ['sync_run.tenant_id', 'sync_run.id'], name=op.f('fk_first_reading_tenant_id_sync_run_id'), ondelete='SET NULL (sync_run_id)'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_first_reading_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_reading'))
    )
    op.create_index('ix_first_reading_run', 'first_reading', ['tenant_id', 'sync_run_id'], unique=False)
    for table in TENANT_TABLES:
        confine(table)
    op.add_column('sync_run', sa.Column('unmoved', sa.Integer(), server_default='0', nullable=False))
    op.alter_column('sync_run', 'unmoved', server_default=None)


def downgrade() -> None:
    op.drop_column('sync_run', 'unmoved')
    op.drop_index('ix_first_reading_run', table_name='first_reading')
    op.drop_table('first_reading')
    op.drop_index('ix_receipt_change_source', table_name='receipt_change')
    op.drop_index('ix_receipt_change_run', table_name='receipt_change')
    op.drop_index('ix_receipt_change_at', table_name='receipt_change')
    op.drop_table('receipt_change')
    op.drop_table('schedule_run')
