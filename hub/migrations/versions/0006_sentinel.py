"""When a key was last examined, and what was found of its rights

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

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


def upgrade() -> None:
    limit_units_to(*UNIT_KINDS)
    for column in ('examined_at', 'examination_wanted_at'):
        op.add_column('connection', sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column('connection_finding', sa.Column('mended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('connection_finding', sa.Column('rights', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False))
    op.alter_column('connection_finding', 'rights', server_default=None)


def downgrade() -> None:
    op.drop_column('connection_finding', 'rights')
    op.drop_column('connection_finding', 'mended_at')
    op.drop_column('connection', 'examination_wanted_at')
    op.drop_column('connection', 'examined_at')
    limit_units_to(*UNIT_KINDS, 'check')
