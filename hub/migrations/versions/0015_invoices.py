"""Invoices and their payments beside the ledger

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TENANT_TABLES = ("invoice", "payment_event", "invoices_read")
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
    op.add_column('fetch_stretch', sa.Column('invoices', sa.String(length=8), nullable=True))
    op.create_table('invoice',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('layer', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('partner', sa.String(length=255), nullable=False),
    sa.Column('partner_number', sa.String(length=40), nullable=True),
    sa.Column('partner_code', sa.String(length=40), nullable=True),
    sa.Column('is_paid', sa.Boolean(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("side IN ('sales', 'purchase')", name=op.f('ck_invoice_side')),
    sa.CheckConstraint("layer IN ('movement', 'opening', 'pending', 'left_out')", name=op.f('ck_invoice_layer')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_invoice_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_invoice_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'source_id', name=op.f('pk_invoice'))
    )
    op.create_index('ix_invoice_date', 'invoice', ['tenant_id', 'book_id', 'side', 'date'], unique=False)
    op.create_table('payment_event',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.String(length=40), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=True),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id', 'invoice_id'], ['invoice.tenant_id', 'invoice.book_id', 'invoice.source_id'], name=op.f('fk_payment_event_tenant_id_book_id_invoice_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_event_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'invoice_id', 'line', name=op.f('pk_payment_event'))
    )
    op.create_table('invoices_read',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("side IN ('sales', 'purchase')", name=op.f('ck_invoices_read_side')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_invoices_read_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_invoices_read_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'side', name=op.f('pk_invoices_read'))
    )
    for table in TENANT_TABLES:
        confine(table)


def downgrade() -> None:
    for table in ("invoices_read", "payment_event", "invoice"):
        op.drop_table(table)
    op.drop_column('fetch_stretch', 'invoices')
