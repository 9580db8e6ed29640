#!/bin/sh
# Runs once, when the database is empty: one user and one database for each program.
set -eu
for name in lucky_gas alerts; do
  psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$POSTGRES_PASSWORD" --username postgres <<'SQL'
CREATE USER :"name" PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
done
psql -v ON_ERROR_STOP=1 --username postgres -c 'GRANT pg_monitor TO lucky_gas'
