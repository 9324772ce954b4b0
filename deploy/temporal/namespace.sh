#!/bin/sh
# The namespace of cases, and how long it keeps those that have ended; safe to repeat. Runs in temporalio/admin-tools.
#
# What cases are found by (search attributes) is registered by `starter.py attributes`, from the program's own list.
#
# Needs TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE (both read by the command line too) and RETENTION, such as 2160h.
set -eu
: "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}" "${RETENTION:?}"
tries=${TRIES:-60} pause=${PAUSE:-1}

until_so() { # what is awaited, then a command that succeeds once it is so
  what=$1 left=$tries
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      echo "never came: $what. The last answer was:" >&2
      "$@" >&2 || true
      exit 1
    fi
    sleep "$pause"
  done
}

until_so "Temporal at $TEMPORAL_ADDRESS serves" temporal operator cluster health
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  echo "$TEMPORAL_NAMESPACE: creating"
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" \
    || echo "$TEMPORAL_NAMESPACE: was not created; it may be there already"
fi
# A new namespace reaches the server's caches some seconds later; whoever used it before would fail.
until_so "$TEMPORAL_NAMESPACE takes its retention" \
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
until_so "$TEMPORAL_NAMESPACE can be used" temporal workflow list --namespace "$TEMPORAL_NAMESPACE" --limit 1
echo "$TEMPORAL_NAMESPACE: keeps ended cases for $RETENTION"
