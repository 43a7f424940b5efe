"""When a key was last examined and what was found of its rights, where sources call, and what is wrong

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TENANT_TABLES = ("webhook", "notice")
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"
UNIT_KINDS = ('first', 'plan', 'ask', 'opening', 'end')


def limit_units_to(*kinds: str) -> None:
    """Say which things are done at a source; nothing may be left of other kinds.

    The owner is behind the wall of row-level security, too, where it would find none of the rows that have to go.
    """
    op.drop_constraint(op.f('ck_fetch_unit_kind'), 'fetch_unit')
    listed = ", ".join(f"'{each}'" for each in kinds)
    op.execute("ALTER TABLE fetch_unit NO FORCE ROW LEVEL SECURITY")
    units = sa.table('fetch_unit', sa.column('kind', sa.String))
    op.execute(sa.delete(units).where(units.c.kind.not_in(kinds)))
    op.execute("ALTER TABLE fetch_unit FORCE ROW LEVEL SECURITY")
    op.create_check_constraint(op.f('ck_fetch_unit_kind'), 'fetch_unit', f"kind IN ({listed})")


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


def add_tables() -> None:
    op.create_table('webhook',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('subscription', sa.String(length=200), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_webhook_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_webhook_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', name=op.f('pk_webhook')),
    sa.UniqueConstraint('tenant_id', 'token_hash', name=op.f('uq_webhook_tenant_id_token_hash'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ended', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed', sa.DateTime(timezone=True), nullable=True),
    sa.Column('over_mailed', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_notice_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_notice_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_notice_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_notice_tenant_id_id'))
    )
    op.create_index('uq_notice_standing', 'notice', ['tenant_id', 'book_id', 'kind', sa.text('coalesce(connection_id, book_id)')], unique=True, postgresql_where=sa.text('ended IS NULL'))
    op.create_index('ix_notice_letters', 'notice', ['tenant_id'], unique=False, postgresql_where=sa.text('over_mailed IS NULL'))
    for table in TENANT_TABLES:
        confine(table)


def upgrade() -> None:
    limit_units_to(*UNIT_KINDS)
    for column in ('examined_at', 'examination_wanted_at'):
        op.add_column('connection', sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column('connection_finding', sa.Column('mended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('connection_finding', sa.Column('rights', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False))
    op.alter_column('connection_finding', 'rights', server_default=None)
    add_tables()


def downgrade() -> None:
    op.drop_table('notice')
    op.drop_table('webhook')
    op.drop_column('connection_finding', 'rights')
    op.drop_column('connection_finding', 'mended_at')
    op.drop_column('connection', 'examination_wanted_at')
    op.drop_column('connection', 'examined_at')
    limit_units_to(*UNIT_KINDS, 'check')
