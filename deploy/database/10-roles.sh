#!/bin/sh
# Makes the two roles and the database on a new PostgreSQL: the owner, for tables and backups, and the application, which
# row-level security holds. For /docker-entrypoint-initdb.d, or by hand as a superuser (PGHOST, PGUSER … say where).
# The passwords stand in files: OWNER_PASSWORD_FILE and APP_PASSWORD_FILE.
set -eu
umask 077
# psql reads them itself, so that they are on nobody's list of processes.
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --dbname postgres <<SQL
\\set owner_password \`cat "$OWNER_PASSWORD_FILE"\`
\\set app_password \`cat "$APP_PASSWORD_FILE"\`
create role belwacht login nosuperuser nocreatedb nocreaterole password :'owner_password';
create role belwacht_app login nosuperuser nocreatedb nocreaterole noinherit password :'app_password';
create database belwacht owner belwacht encoding 'UTF8' template template0;
revoke connect on database belwacht from public;
grant connect on database belwacht to belwacht_app;
SQL
