"""How far each fiscal year is proved, and what the source told for it

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT_TABLES = ("proof", "proof_difference", "source_totals", "totals_reading")
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"
KINDS = ("first", "plan", "ask", "opening", "end")


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


def allow(kinds: tuple[str, ...]) -> None:
    """Say which kinds of units there may be."""
    op.drop_constraint(op.f('ck_fetch_unit_kind'), 'fetch_unit', type_='check')
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f('ck_fetch_unit_kind'), 'fetch_unit', f"kind IN ({listed})")


def upgrade() -> None:
    allow((*KINDS[:-1], "prove", "end"))
    op.create_table('proof',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('accounts', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sync_run_id', sa.Uuid(), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status IN ('proved', 'differs', 'not_provable')", name=op.f('ck_proof_status')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_proof_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'sync_run_id'], ['sync_run.tenant_id', 'sync_run.id'], name=op.f('fk_proof_tenant_id_sync_run_id'), ondelete='SET NULL (sync_run_id)'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof')),
    sa.UniqueConstraint('tenant_id', 'book_id', 'start_date', name=op.f('uq_proof_tenant_id_book_id_start_date')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_proof_tenant_id_id'))
    )
    op.create_table('source_totals',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sync_run_id', sa.Uuid(), nullable=True),
    sa.Column('totals', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('refusal', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('result', sa.BigInteger(), nullable=True),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_source_totals_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'sync_run_id'], ['sync_run.tenant_id', 'sync_run.id'], name=op.f('fk_source_totals_tenant_id_sync_run_id'), ondelete='SET NULL (sync_run_id)'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_source_totals_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'start_date', 'end_date', name=op.f('pk_source_totals'))
    )
    op.create_table('totals_reading',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('sign', sa.Integer(), nullable=False),
    sa.Column('balances', sa.String(length=10), nullable=False),
    sa.Column('detected_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_totals_reading_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_totals_reading_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', name=op.f('pk_totals_reading'))
    )
    op.create_table('proof_difference',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('proof_id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('month', sa.Date(), nullable=True),
    sa.Column('ours', sa.BigInteger(), nullable=False),
    sa.Column('theirs', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=True),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'proof_id'], ['proof.tenant_id', 'proof.id'], name=op.f('fk_proof_difference_tenant_id_proof_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_difference_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_difference'))
    )
    op.create_index('ix_proof_difference_proof', 'proof_difference', ['tenant_id', 'proof_id'], unique=False)
    for table in TENANT_TABLES:
        confine(table)
    op.add_column("sync_run", sa.Column("read_again", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("sync_run", "read_again", server_default=None)


def downgrade() -> None:
    op.drop_column("sync_run", "read_again")
    op.drop_index('ix_proof_difference_proof', table_name='proof_difference')
    for table in ("proof_difference", "totals_reading", "source_totals", "proof"):
        op.drop_table(table)
    op.execute("DELETE FROM fetch_unit WHERE kind = 'prove'")
    allow(KINDS)
