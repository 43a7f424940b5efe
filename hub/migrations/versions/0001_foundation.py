"""The foundation: identity, tenants, activation, connections, ledger, jobs

Revision: 0001, after 
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "account",
    "allowed_organisation",
    "audit_event",
    "book",
    "connection",
    "connection_finding",
    "connection_secret",
    "covered_period",
    "dimension",
    "dimension_item",
    "entry",
    "fiscal_year",
    "invitation",
    "item_balance",
    "month_balance",
    "provisional_opening",
    "receipt",
    "sync_run",
    "tenant_key",
    "terms_acceptance",
)
KEEPS_ITS_TENANT = (*TENANT_TABLES, "company", "handoff_code", "job", "membership", "web_session")
TAKES_ITS_TENANT = ("activation_company", "label")
"""Tables whose rows have a tenant once they are used, and from then on for good."""
OF_TENANT = "tenant_id = nullif(current_setting('hub.tenant_id', true), '')::uuid"
OF_PERSON = "person_id = nullif(current_setting('hub.person_id', true), '')::uuid"


def confine() -> None:
    """Put every tenant table behind row-level security, for its owner too, and keep the audit append-only."""
    for table in (*TENANT_TABLES, "membership", "job"):
        protect(table)
    show_own_memberships()
    share_work_of_nobody()
    op.execute("REVOKE UPDATE, DELETE ON audit_event, hub_event FROM hub_app, hub_system")
    op.execute("REVOKE SELECT ON hub_event FROM hub_app")
    op.execute("GRANT SELECT (sequence, hash) ON hub_event TO hub_app")  # the end of the chain, to go on from
    op.execute("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM hub_app, hub_system")


def protect(table: str) -> None:
    """Let a tenant's transaction reach its own rows of a table, and the system role all of them."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {table} USING ({OF_TENANT}) WITH CHECK ({OF_TENANT})")
    op.execute(f"CREATE POLICY system ON {table} TO hub_system USING (true) WITH CHECK (true)")


def show_own_memberships() -> None:
    """Let a person's transaction read its memberships in every environment, and lock them, but change none."""
    op.execute(f"CREATE POLICY own_person ON membership FOR SELECT USING ({OF_PERSON})")
    op.execute(f"CREATE POLICY own_person_held ON membership FOR UPDATE USING ({OF_PERSON}) WITH CHECK (false)")


def share_work_of_nobody() -> None:
    """Let everybody write and find work that belongs to no tenant, and only work of no tenant do it."""
    of_nobody = "tenant_id IS NULL"
    done_by = f"{of_nobody} AND nullif(current_setting('hub.tenant_id', true), '') IS NULL"
    op.execute(f"CREATE POLICY of_nobody ON job FOR SELECT USING ({of_nobody})")
    op.execute(f"CREATE POLICY of_nobody_written ON job FOR INSERT WITH CHECK ({of_nobody})")
    op.execute(f"CREATE POLICY of_nobody_done ON job FOR UPDATE USING ({done_by}) WITH CHECK ({done_by})")


def settle() -> None:
    """Refuse to move a row to another tenant, whoever asks: the system role and the owner are refused too."""
    op.execute(
        "CREATE FUNCTION refuse_other_tenant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_temp AS "
        "'BEGIN RAISE insufficient_privilege USING MESSAGE = "
        "format(''a row of %s cannot change its tenant'', TG_TABLE_NAME); END'"
    )
    op.execute("REVOKE ALL ON FUNCTION refuse_other_tenant() FROM PUBLIC")
    for table in KEEPS_ITS_TENANT:
        keep_tenant(table, "OLD.tenant_id IS DISTINCT FROM NEW.tenant_id")
    for table in TAKES_ITS_TENANT:
        keep_tenant(table, "OLD.tenant_id IS NOT NULL AND OLD.tenant_id IS DISTINCT FROM NEW.tenant_id")


def keep_tenant(table: str, moves: str) -> None:
    """Refuse an update of a table that moves a row; others do not even look."""
    op.execute(
        f"CREATE TRIGGER keep_tenant BEFORE UPDATE OF tenant_id ON {table} "
        f"FOR EACH ROW WHEN ({moves}) EXECUTE FUNCTION refuse_other_tenant()"
    )


def let_analyze() -> None:
    """Let the application's role refresh the planner's statistics of the ledger, which only an owner may.

    Without them the first pages of an empty database are stored ten times slower, until autovacuum comes by.
    """
    op.execute(
        "CREATE FUNCTION analyze_ledger() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp AS "
        "'ANALYZE public.receipt, public.entry, public.month_balance, public.item_balance'"
    )
    op.execute("REVOKE ALL ON FUNCTION analyze_ledger() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION analyze_ledger() TO hub_app, hub_system")


def upgrade() -> None:
    op.create_table('mail',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail'))
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('rate_slot',
    sa.Column('budget', sa.String(length=200), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('budget', name=op.f('pk_rate_slot'))
    )
    op.create_table('tenant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('subdomain', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("state IN ('open', 'closed')", name=op.f('ck_tenant_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenant')),
    sa.UniqueConstraint('subdomain', name=op.f('uq_tenant_subdomain'))
    )
    op.create_table('web_flow',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_web_flow'))
    )
    op.create_table('company',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('business_id', sa.String(length=25), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_company_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company')),
    sa.UniqueConstraint('country', 'business_id', name=op.f('uq_company_country_business_id')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_company_tenant_id_id'))
    )
    op.create_table('identity',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('authority', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('email_seen', sa.String(length=254), nullable=True),
    sa.Column('email_vouched', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('organisation', sa.String(length=255), nullable=True),
    sa.Column('guest', sa.Boolean(), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('unlinked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('work', 'personal')", name=op.f('ck_identity_kind')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity'))
    )
    op.create_index('uq_identity_provider_authority_subject', 'identity', ['provider', 'authority', 'subject'], unique=True, postgresql_where=sa.text('unlinked_at IS NULL'))
    op.create_index(op.f('ix_identity_person_id'), 'identity', ['person_id'], unique=False)
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('args', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('dedupe_key', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('run_after', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('pending', 'sent', 'running', 'done', 'dead')", name=op.f('ck_job_state')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_job_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index('ix_job_due', 'job', ['run_after'], unique=False, postgresql_where=sa.text("state = 'pending'"))
    op.create_index('ix_job_lease', 'job', ['lease_until'], unique=False, postgresql_where=sa.text("state IN ('sent', 'running')"))
    op.create_index(op.f('ix_job_tenant_id'), 'job', ['tenant_id'], unique=False)
    op.create_index('uq_job_waiting', 'job', [sa.literal_column("coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid)"), 'kind', 'dedupe_key'], unique=True, postgresql_where=sa.text("state IN ('pending', 'sent', 'running') AND dedupe_key <> ''"))
    op.create_table('label',
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('held_by', sa.Uuid(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'reserved') = (expires_at IS NOT NULL)", name=op.f('ck_label_expiry')),
    sa.CheckConstraint("state IN ('reserved', 'live', 'retired')", name=op.f('ck_label_state')),
    sa.CheckConstraint('label = lower(label)', name=op.f('ck_label_lower')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_label_tenant_id')),
    sa.PrimaryKeyConstraint('label', name=op.f('pk_label'))
    )
    op.create_table('membership',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('payroll_detail', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('admin', 'member')", name=op.f('ck_membership_role')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_membership_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'person_id', name=op.f('pk_membership'))
    )
    op.create_index('ix_membership_person_id', 'membership', ['person_id'], unique=False)
    op.create_table('allowed_organisation',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('organisation', sa.String(length=255), nullable=False),
    sa.Column('guests', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("organisation = lower(organisation) AND organisation <> ''", name=op.f('ck_allowed_organisation_organisation')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_allowed_organisation_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'provider', 'organisation', name=op.f('pk_allowed_organisation'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('only_address', sa.Boolean(), nullable=False),
    sa.Column('inviter_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sendings', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acceptor_id', sa.Uuid(), nullable=True),
    sa.Column('identity_id', sa.Uuid(), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("email = lower(email)", name=op.f('ck_invitation_email')),
    sa.CheckConstraint("role IN ('admin', 'member')", name=op.f('ck_invitation_role')),
    sa.CheckConstraint('accepted_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_invitation_end')),
    sa.CheckConstraint('num_nonnulls(accepted_at, acceptor_id, identity_id) IN (0, 3)', name=op.f('ck_invitation_acceptance')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_invitation_identity_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'acceptor_id'], ['membership.tenant_id', 'membership.person_id'], name=op.f('fk_invitation_tenant_id_acceptor_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'inviter_id'], ['membership.tenant_id', 'membership.person_id'], name=op.f('fk_invitation_tenant_id_inviter_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_invitation_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('tenant_id', 'token_hash', name=op.f('uq_invitation_tenant_id_token_hash'))
    )
    op.create_index('uq_invitation_open', 'invitation', ['tenant_id', 'email'], unique=True, postgresql_where=sa.text('accepted_at IS NULL AND withdrawn_at IS NULL'))
    op.create_table('tenant_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kek_id', sa.String(length=40), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_tenant_key_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenant_key')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_tenant_key_tenant_id_id'))
    )
    op.create_table('activation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('flow', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ticket', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('initiator_email', sa.String(length=254), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('identity_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_as', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("state IN ('verified', 'identified', 'confirmed', 'connected', 'declined', 'expired', 'failed')", name=op.f('ck_activation_state')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_activation_identity_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_activation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activation')),
    sa.UniqueConstraint('flow', 'reference', name=op.f('uq_activation_flow_reference'))
    )
    op.create_table('hub_event',
    sa.Column('sequence', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.String(length=10), nullable=False),
    sa.Column('actor_name', sa.String(length=120), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('authority', sa.String(length=255), nullable=False),
    sa.Column('account', sa.String(length=255), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('assurance', sa.String(length=20), nullable=False),
    sa.Column('auth_time', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('before', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_hub_event_sequence')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_hub_event'))
    )
    op.create_table('audit_event',
    sa.Column('sequence', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.String(length=10), nullable=False),
    sa.Column('actor_name', sa.String(length=120), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('authority', sa.String(length=255), nullable=False),
    sa.Column('account', sa.String(length=255), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('assurance', sa.String(length=20), nullable=False),
    sa.Column('auth_time', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('before', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_audit_event_sequence')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_audit_event_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'sequence', name=op.f('pk_audit_event'))
    )
    op.create_index('ix_audit_event_at', 'audit_event', ['tenant_id', 'at'], unique=False)
    op.create_index('ix_audit_event_person', 'audit_event', ['tenant_id', 'person_id', 'sequence'], unique=False)
    op.create_table('book',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('data_as_of', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'company_id'], ['company.tenant_id', 'company.id'], name=op.f('fk_book_tenant_id_company_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_book_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_book')),
    sa.UniqueConstraint('tenant_id', 'company_id', name=op.f('uq_book_tenant_id_company_id')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_book_tenant_id_id'))
    )
    op.create_table('terms_acceptance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_terms_acceptance_person_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'company_id'], ['company.tenant_id', 'company.id'], name=op.f('fk_terms_acceptance_tenant_id_company_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_terms_acceptance_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_terms_acceptance'))
    )
    op.create_index('ix_terms_acceptance_tenant_id', 'terms_acceptance', ['tenant_id'], unique=False)
    op.create_table('web_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('identity_id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('csrf_token', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('auth_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assurance', sa.String(length=20), nullable=False),
    sa.Column('user_agent', sa.String(length=255), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("(kind = 'tenant') = (tenant_id IS NOT NULL)", name=op.f('ck_web_session_tenant')),
    sa.CheckConstraint("kind IN ('apex', 'tenant')", name=op.f('ck_web_session_kind')),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_web_session_identity_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['web_session.id'], name=op.f('fk_web_session_parent_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_web_session_person_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_web_session_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_web_session_token_hash'))
    )
    op.create_index('ix_web_session_person_id', 'web_session', ['person_id'], unique=False)
    op.create_table('account',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_account_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_account_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'code', name=op.f('pk_account'))
    )
    op.create_table('activation_company',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activation_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('business_id', sa.String(length=25), nullable=True),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('reason', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('form', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('step_data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('target_tenant_id', sa.Uuid(), nullable=True),
    sa.Column('joins_id', sa.Uuid(), nullable=True),
    sa.Column('terms_version', sa.String(length=40), nullable=False),
    sa.Column('terms_accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_admins_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.String(length=10), nullable=False),
    sa.Column('result_message', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('connection_id', sa.Uuid(), nullable=True),
    sa.Column('store_active', sa.Boolean(), nullable=True),
    sa.CheckConstraint("decision IN ('open', 'create', 'attach', 'join', 'reject')", name=op.f('ck_activation_company_decision')),
    sa.CheckConstraint("result IN ('', 'created', 'attached', 'rejected', 'failed')", name=op.f('ck_activation_company_result')),
    sa.ForeignKeyConstraint(['activation_id'], ['activation.id'], name=op.f('fk_activation_company_activation_id')),
    sa.ForeignKeyConstraint(['joins_id'], ['activation_company.id'], name=op.f('fk_activation_company_joins_id')),
    sa.ForeignKeyConstraint(['target_tenant_id'], ['tenant.id'], name=op.f('fk_activation_company_target_tenant_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_activation_company_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activation_company')),
    sa.UniqueConstraint('activation_id', 'source_id', name=op.f('uq_activation_company_activation_id_source_id'))
    )
    op.create_index(op.f('ix_activation_company_activation_id'), 'activation_company', ['activation_id'], unique=False)
    op.create_table('connection',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('connector', sa.String(length=40), nullable=False),
    sa.Column('source_id', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('settings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('origin', sa.String(length=40), nullable=False),
    sa.Column('attached_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_alive_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('detached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cursor', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('active', 'needs_key', 'detached')", name=op.f('ck_connection_state')),
    sa.ForeignKeyConstraint(['attached_by'], ['person.id'], name=op.f('fk_connection_attached_by')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_connection_tenant_id_book_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'company_id'], ['company.tenant_id', 'company.id'], name=op.f('fk_connection_tenant_id_company_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_connection_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_connection_tenant_id_id'))
    )
    op.create_index('uq_connection_live', 'connection', ['tenant_id', 'connector', 'company_id'], unique=True, postgresql_where=sa.text("state <> 'detached'"))
    op.create_table('covered_period',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_covered_period_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_covered_period_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'start_date', 'end_date', name=op.f('pk_covered_period'))
    )
    op.create_table('dimension',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_dimension_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dimension_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'source_id', name=op.f('pk_dimension'))
    )
    op.create_table('fiscal_year',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('end_date', sa.Date(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('modified', sa.DateTime(), nullable=True),
    sa.CheckConstraint('start_date <= end_date', name=op.f('ck_fiscal_year_order')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_fiscal_year_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_fiscal_year_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'source_id', name=op.f('pk_fiscal_year'))
    )
    op.create_table('handoff_code',
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('challenge', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_session_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['made_session_id'], ['web_session.id'], name=op.f('fk_handoff_code_made_session_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_handoff_code_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['web_session.id'], name=op.f('fk_handoff_code_session_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_handoff_code_tenant_id')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_handoff_code'))
    )
    op.create_table('initiator_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activation_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activation_id'], ['activation.id'], name=op.f('fk_initiator_code_activation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_initiator_code_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_initiator_code'))
    )
    op.create_index(op.f('ix_initiator_code_activation_id'), 'initiator_code', ['activation_id'], unique=False)
    op.create_table('item_balance',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('layer', sa.String(length=10), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('net', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_item_balance_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_item_balance_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'layer', 'account', 'item', 'month', name=op.f('pk_item_balance'))
    )
    op.create_table('month_balance',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('layer', sa.String(length=10), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('net', sa.BigInteger(), nullable=False),
    sa.Column('debit', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_month_balance_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_month_balance_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'layer', 'account', 'month', name=op.f('pk_month_balance'))
    )
    op.create_table('provisional_opening',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('year_start', sa.Date(), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_provisional_opening_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_provisional_opening_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'year_start', 'account', name=op.f('pk_provisional_opening'))
    )
    op.create_table('receipt',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('layer', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('partner_code', sa.String(length=40), nullable=True),
    sa.Column('invoice_id', sa.String(length=40), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('vat_month', sa.Date(), nullable=True),
    sa.Column('version', sa.DateTime(), nullable=True),
    sa.Column('finding', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('sync_run_id', sa.Uuid(), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("layer IN ('movement', 'opening', 'pending', 'left_out')", name=op.f('ck_receipt_layer')),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id'], ['book.tenant_id', 'book.id'], name=op.f('fk_receipt_tenant_id_book_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_receipt_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('tenant_id', 'book_id', 'source_id', name=op.f('uq_receipt_tenant_id_book_id_source_id')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_receipt_tenant_id_id'))
    )
    op.create_index('ix_receipt_date', 'receipt', ['tenant_id', 'book_id', 'date'], unique=False)
    op.create_index('ix_receipt_not_official', 'receipt', ['tenant_id', 'book_id', 'date'], unique=False, postgresql_where=sa.text("layer IN ('pending', 'left_out')"))
    op.create_index('ix_receipt_finding', 'receipt', ['tenant_id', 'book_id', 'date'], unique=False, postgresql_where=sa.text("finding <> '\"\"'"))
    op.create_table('connection_finding',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('severity', sa.String(length=10), nullable=False),
    sa.Column('title', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('remedy', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('accounts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_connection_finding_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_connection_finding_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'code', name=op.f('pk_connection_finding'))
    )
    op.create_table('connection_secret',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_connection_secret_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'key_id'], ['tenant_key.tenant_id', 'tenant_key.id'], name=op.f('fk_connection_secret_tenant_id_key_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_connection_secret_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'connection_id', 'field', name=op.f('pk_connection_secret'))
    )
    op.create_table('dimension_item',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=False),
    sa.Column('dimension_id', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'book_id', 'dimension_id'], ['dimension.tenant_id', 'dimension.book_id', 'dimension.source_id'], name=op.f('fk_dimension_item_tenant_id_book_id_dimension_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dimension_item_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'book_id', 'source_id', name=op.f('pk_dimension_item'))
    )
    op.create_table('entry',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('receipt_id', sa.BigInteger(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('book_id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('layer', sa.String(length=10), nullable=False),
    sa.Column('source_id', sa.String(length=40), nullable=True),
    sa.Column('of', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('vat_percent', sa.Numeric(precision=7, scale=4), nullable=True),
    sa.Column('vat_status', sa.Integer(), nullable=True),
    sa.Column('vat_deduction_percent', sa.Numeric(precision=7, scale=4), nullable=True),
    sa.Column('share_items', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('share_amounts', postgresql.ARRAY(sa.BigInteger()), nullable=True),
    sa.CheckConstraint("layer IN ('movement', 'opening', 'pending', 'left_out')", name=op.f('ck_entry_layer')),
    sa.ForeignKeyConstraint(['tenant_id', 'receipt_id'], ['receipt.tenant_id', 'receipt.id'], name=op.f('fk_entry_tenant_id_receipt_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'receipt_id', 'line', name=op.f('pk_entry'))
    )
    op.create_index('ix_entry_account', 'entry', ['tenant_id', 'book_id', 'account', 'date', 'receipt_id', 'line'], unique=False)
    op.create_table('sync_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('phase', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('receipts', sa.Integer(), nullable=False),
    sa.Column('removed', sa.Integer(), nullable=False),
    sa.Column('unbalanced', sa.Integer(), nullable=False),
    sa.Column('message', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_sync_run_state')),
    sa.ForeignKeyConstraint(['tenant_id', 'connection_id'], ['connection.tenant_id', 'connection.id'], name=op.f('fk_sync_run_tenant_id_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_sync_run_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_run')),
    sa.UniqueConstraint('tenant_id', 'id', name=op.f('uq_sync_run_tenant_id_id'))
    )
    op.create_index('ix_sync_run_connection', 'sync_run', ['tenant_id', 'connection_id', 'created_at'], unique=False)
    op.create_foreign_key(op.f('fk_receipt_tenant_id_sync_run_id'), 'receipt', 'sync_run', ['tenant_id', 'sync_run_id'], ['tenant_id', 'id'], ondelete='SET NULL (sync_run_id)')
    confine()
    settle()
    let_analyze()


def downgrade() -> None:
    op.drop_constraint(op.f('fk_receipt_tenant_id_sync_run_id'), 'receipt', type_='foreignkey')
    op.drop_index('ix_sync_run_connection', table_name='sync_run')
    op.drop_table('sync_run')
    op.drop_index('ix_entry_account', table_name='entry')
    op.drop_table('entry')
    op.drop_table('dimension_item')
    op.drop_table('connection_secret')
    op.drop_table('connection_finding')
    op.execute("DROP FUNCTION analyze_ledger()")
    op.drop_index('ix_receipt_finding', table_name='receipt', postgresql_where=sa.text("finding <> '\"\"'"))
    op.drop_index('ix_receipt_not_official', table_name='receipt', postgresql_where=sa.text("layer IN ('pending', 'left_out')"))
    op.drop_index('ix_receipt_date', table_name='receipt')
    op.drop_table('receipt')
    op.drop_table('provisional_opening')
    op.drop_table('month_balance')
    op.drop_table('item_balance')
    op.drop_index(op.f('ix_initiator_code_activation_id'), table_name='initiator_code')
    op.drop_table('initiator_code')
    op.drop_table('handoff_code')
    op.drop_table('fiscal_year')
    op.drop_table('dimension')
    op.drop_table('covered_period')
    op.drop_index('uq_connection_live', table_name='connection', postgresql_where=sa.text("state <> 'detached'"))
    op.drop_table('connection')
    op.drop_index(op.f('ix_activation_company_activation_id'), table_name='activation_company')
    op.drop_table('activation_company')
    op.drop_table('account')
    op.drop_index('ix_web_session_person_id', table_name='web_session')
    op.drop_table('web_session')
    op.drop_index('ix_terms_acceptance_tenant_id', table_name='terms_acceptance')
    op.drop_table('terms_acceptance')
    op.drop_table('book')
    op.drop_index('ix_audit_event_person', table_name='audit_event')
    op.drop_index('ix_audit_event_at', table_name='audit_event')
    op.drop_table('audit_event')
    op.drop_table('hub_event')
    op.drop_table('activation')
    op.drop_table('tenant_key')
    op.drop_index('uq_invitation_open', table_name='invitation', postgresql_where=sa.text('accepted_at IS NULL AND withdrawn_at IS NULL'))
    op.drop_table('invitation')
    op.drop_table('allowed_organisation')
    op.drop_index('ix_membership_person_id', table_name='membership')
    op.drop_table('membership')
    op.drop_table('label')
    op.drop_index('uq_job_waiting', table_name='job', postgresql_where=sa.text("state IN ('pending', 'sent', 'running') AND dedupe_key <> ''"))
    op.drop_index(op.f('ix_job_tenant_id'), table_name='job')
    op.drop_index('ix_job_lease', table_name='job', postgresql_where=sa.text("state IN ('sent', 'running')"))
    op.drop_index('ix_job_due', table_name='job', postgresql_where=sa.text("state = 'pending'"))
    op.drop_table('job')
    op.drop_index(op.f('ix_identity_person_id'), table_name='identity')
    op.drop_table('identity')
    op.drop_table('company')
    op.drop_table('web_flow')
    op.drop_table('tenant')
    op.drop_table('rate_slot')
    op.drop_table('person')
    op.drop_table('mail')
    op.execute("DROP FUNCTION refuse_other_tenant()")
