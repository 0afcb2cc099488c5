#!/bin/sh
# Run once by the Postgres image, for an empty volume: the site owns its database and is no superuser. Only a superuser may add
# the extension, so it is there before the site comes.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --set password="$SITE_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE overlooked LOGIN PASSWORD :'password';
CREATE DATABASE overlooked OWNER overlooked;
\connect overlooked
CREATE EXTENSION vector;
SQL
