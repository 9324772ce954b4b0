#!/bin/sh
# The roles and our database on a server that may have them already; safe to repeat. Runs in Postgres' own image.
#
# Two roles, so that Temporal cannot read the register: `amends` owns the database amends, `temporal` makes its own two
# databases (schema.sh). A changed password takes effect at the next run.
#
# Needs PGHOST, PGUSER, PGDATABASE, PGPASSWORD (a superuser), AMENDS_PASSWORD, TEMPORAL_PASSWORD.
set -eu
: "${PGHOST:?}" "${PGUSER:?}" "${PGDATABASE:?}" "${PGPASSWORD:?}" "${AMENDS_PASSWORD:?}" "${TEMPORAL_PASSWORD:?}"

# Passwords are read by psql from its environment: on a command line everybody on the machine could see them.
exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL'
\getenv amends_password AMENDS_PASSWORD
\getenv temporal_password TEMPORAL_PASSWORD

SELECT 'CREATE ROLE amends LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amends') \gexec
SELECT 'CREATE ROLE temporal LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'temporal') \gexec
ALTER ROLE amends PASSWORD :'amends_password';
ALTER ROLE temporal PASSWORD :'temporal_password';

SELECT 'CREATE DATABASE amends OWNER amends' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'amends') \gexec
REVOKE ALL ON DATABASE amends FROM PUBLIC;
\echo roles amends and temporal and the database amends are there
SQL
