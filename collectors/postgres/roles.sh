#!/bin/sh
# A role and a database for each program, and a role that reads statistics. PostgreSQL's image runs it once, when the database is empty;
# run it again after a password changed: docker compose exec -u postgres postgres sh /docker-entrypoint-initdb.d/roles.sh
set -eu
secrets=${SECRETS_FOLDER:-/run/secrets}

role() {
  SECRET="$secrets/$2" psql -v ON_ERROR_STOP=1 -v name="$1" --quiet --username postgres <<'SQL'
\set password `cat "$SECRET"`
SELECT format('CREATE ROLE %I LOGIN', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" PASSWORD :'password';
SQL
}

database() {
  psql -v ON_ERROR_STOP=1 -v name="$1" --quiet --username postgres <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
-- Whoever may sign in may otherwise connect to every database.
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

role lucky_gas service-database-password
role alerts router-database-password
role grafana grafana-database-password
role exporter exporter-database-password
for name in lucky_gas alerts grafana; do database "$name"; done
# What the exporter may do: connect, and read how the server is doing; no table of anybody.
psql -v ON_ERROR_STOP=1 --quiet --username postgres -c 'GRANT pg_monitor TO exporter; GRANT CONNECT ON DATABASE lucky_gas TO exporter'
