-- The three roles of the hub and what each may do. Run as a superuser, once; replace the passwords first.
--
-- hub_owner   owns the database and its schema; used by migrations only (HUB_DATABASE_OWNER_URL)
-- hub_app     web and jobs; owns nothing, confined to one tenant by row-level security (HUB_DATABASE_URL)
-- hub_system  relay, sweeper and reconciler; has policies of its own in the migrations (HUB_DATABASE_SYSTEM_URL)
--
-- None of them bypasses row-level security. A backup needs a role that does: pg_dump as hub_owner would be filtered.

CREATE ROLE hub_owner LOGIN PASSWORD '{hub_owner}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE hub_app LOGIN PASSWORD '{hub_app}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE hub_system LOGIN PASSWORD '{hub_system}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

CREATE DATABASE hub OWNER hub_owner ENCODING 'UTF8' TEMPLATE template0;
\connect hub

-- TEMPORARY, because COPY goes through temporary tables: PostgreSQL refuses it into a table with row-level security.
REVOKE ALL ON DATABASE hub FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE hub TO hub_app, hub_system;

ALTER SCHEMA public OWNER TO hub_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hub_app, hub_system;

-- The four verbs and no more: TRUNCATE and REFERENCES are not covered by row-level security.
ALTER DEFAULT PRIVILEGES FOR ROLE hub_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hub_app, hub_system;
ALTER DEFAULT PRIVILEGES FOR ROLE hub_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO hub_app, hub_system;

-- The server's own log tells which statement failed and why, but neither quotes the row nor writes parameters down.
ALTER DATABASE hub SET log_error_verbosity = 'terse';
ALTER DATABASE hub SET log_parameter_max_length = 0;
ALTER DATABASE hub SET log_parameter_max_length_on_error = 0;
