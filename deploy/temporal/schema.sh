#!/bin/sh
# Temporal's two databases brought up to the version of this image; safe to repeat. Runs in temporalio/admin-tools.
#
# Where a database has a schema, updating it is all there is to do, and does nothing when it is new enough. Only where
# that fails is the database made and its first version set; both leave alone what is there, so that a run which was
# broken off is taken up by the next.
#
# Needs SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, and SQL_PASSWORD, which the tool reads by itself.
set -eu
: "${SQL_PLUGIN:?}" "${SQL_HOST:?}" "${SQL_PORT:?}" "${SQL_USER:?}" "${SQL_PASSWORD:?}"
versions=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

tool() { # a database, then what is to be done with it
  database=$1
  shift
  temporal-sql-tool --plugin "$SQL_PLUGIN" --ep "$SQL_HOST" -p "$SQL_PORT" -u "$SQL_USER" --db "$database" "$@"
}

update() {
  tool "$1" update-schema -d "$versions/$2/versioned"
}

bring_up() {
  echo "$1: updating"
  if update "$1" "$2"; then
    return
  fi
  echo "$1: could not be updated, as is right on the first start; making it"
  tool "$1" create || echo "$1: was not made; it may be there from a run that was broken off"
  tool "$1" setup-schema -v 0.0
  update "$1" "$2"
}

bring_up temporal temporal
bring_up temporal_visibility visibility
echo "temporal and temporal_visibility are of this version"
