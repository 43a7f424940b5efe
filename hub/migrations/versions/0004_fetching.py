"""What is still to be asked of sources, request by request

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("fetch_stretch", "fetch_unit", "preview_total")
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"


def protect(table: str) -> None:
    """Let a tenant's transaction reach its own rows of a table, and the system role all of them; none may move."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {table} USING ({OF_TENANT}) WITH CHECK ({OF_TENANT})")
    op.execute(f"CREATE POLICY system ON {table} TO hub_system USING (true) WITH CHECK (true)")
    op.execute(
        f"CREATE TRIGGER keep_tenant BEFORE UPDATE OF tenant_id ON {table} FOR EACH ROW "
        "WHEN (OLD.tenant_id IS DISTINCT FROM NEW.tenant_id) EXECUTE FUNCTION refuse_other_tenant()"
    )


def book_slots() -> None:
    """Let a slot of a shared budget be booked alone, and together with what it is for.

    A clock that was set back would leave the next slot far in the future: such a row starts anew.
    """
    op.execute(
        "CREATE FUNCTION book_slot(of_budget text, spacing double precision) RETURNS timestamptz LANGUAGE sql "
        "SET search_path = pg_temp AS "
        "'INSERT INTO public.rate_slot AS slot (budget, next_at) VALUES (of_budget, clock_timestamp()) "
        "ON CONFLICT (budget) DO UPDATE SET next_at = CASE "
        "WHEN slot.next_at > clock_timestamp() + interval ''20 minutes'' THEN clock_timestamp() "
        "ELSE greatest(slot.next_at + make_interval(secs => spacing), clock_timestamp()) END RETURNING next_at'"
    )
    op.execute("REVOKE ALL ON FUNCTION book_slot(text, double precision) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION book_slot(text, double precision) TO hub_app, hub_system")


def upgrade() -> None:
    op.add_column('connection', sa.Column('coming_cursor', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('connection', sa.Column('plan_ends', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('sync_run', sa.Column('urgent_requests', sa.Integer(), server_default='0', nullable=False))
    op.add_column('sync_run', sa.Column('other_requests', sa.Integer(), server_default='0', nullable=False))
    for table, column in (('connection', 'plan_ends'), ('sync_run', 'urgent_requests'), ('sync_run', 'other_requests')):
        op.alter_column(table, column, server_default=None)
    op.create_index('ix_sync_run_running', 'sync_run', ['created_at'], unique=False, postgresql_where=sa.text("state = 'running'"))
    op.create_table('fetch_stretch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('covers', sa.Boolean(), nullable=False),
    sa.Column('sweeps', sa.Boolean(), nullable=False),
    sa.Column('phase', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('requests', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_fetch_stretch_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_fetch_stretch_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fetch_stretch')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_fetch_stretch_tenant_id_id'))
    )
    op.create_index('ix_fetch_stretch_connection', 'fetch_stretch', ['tenant_id', 'connection_id'], unique=False)
    op.create_table('fetch_unit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('stretch_id', sa.Uuid(), nullable=True),
    sa.Column('connector', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('request', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.Column('ids', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('first', 'check', 'plan', 'ask', 'opening', 'end')", name=op.f('ck_fetch_unit_kind')),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_fetch_unit_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'stretch_id'], ['fetch_stretch.tenant_id', 'fetch_stretch.id'], name=op.f('fk_fetch_unit_tenant_id_stretch_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_fetch_unit_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fetch_unit'))
    )
    op.create_index('ix_fetch_unit_open', 'fetch_unit', ['tenant_id', 'connection_id', 'urgent', 'id'], unique=False, postgresql_where=sa.text('NOT done'))
    op.create_index('ix_fetch_unit_stretch', 'fetch_unit', ['tenant_id', 'stretch_id'], unique=False)
    for column in ('preview_start', 'preview_end'):
        op.add_column('book', sa.Column(column, sa.Date(), nullable=True))
    op.add_column('book', sa.Column('previewed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('preview_total',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_preview_total_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_preview_total_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'account', name=op.f('pk_preview_total'))
    )
    for table in TABLES:
        protect(table)
    book_slots()


def downgrade() -> None:
    op.drop_table('preview_total')
    for column in ('previewed_at', 'preview_end', 'preview_start'):
        op.drop_column('book', column)
    op.drop_table('fetch_unit')
    op.drop_table('fetch_stretch')
    op.drop_index('ix_sync_run_running', table_name='sync_run', postgresql_where=sa.text("state = 'running'"))
    op.drop_column('sync_run', 'other_requests')
    op.drop_column('sync_run', 'urgent_requests')
    op.drop_column('connection', 'plan_ends')
    op.drop_column('connection', 'coming_cursor')
    op.execute("DROP FUNCTION book_slot(text, double precision)")
