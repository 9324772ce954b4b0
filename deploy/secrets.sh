#!/bin/sh
# Passwords and the first encryption key for `docker compose`, made once into deploy/secrets/ (kept out of git); those
# that are there stay as they are.
#
#   sh deploy/secrets.sh
set -eu
umask 077
folder=$(dirname "$0")/secrets
mkdir -p "$folder"

password() { # 192 random bits, in letters that need no quoting in an address or a shell
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# By itself: passwords may be renewed, but without this key nothing that Temporal holds can be read any more.
if [ ! -e "$folder/keys.toml" ]; then
  printf 'writes = "first"\n\n[keys]\nfirst = "%s"\n' "$(head -c 32 /dev/urandom | base64)" >"$folder/keys.toml"
fi
if [ -e "$folder/databases.env" ]; then
  echo "$folder/databases.env is there: the passwords stay as they are."
  exit 0
fi
superuser=$(password) amends=$(password) temporal=$(password)
echo "POSTGRES_PASSWORD=$superuser" >"$folder/postgres.env"
echo "DATABASE_URL=postgresql://amends:$amends@postgres:5432/amends" >"$folder/amends.env"
echo "SQL_PASSWORD=$temporal" >"$folder/schema.env"
echo "POSTGRES_PWD=$temporal" >"$folder/temporal.env"
# The last one, so that a run that was broken off is made anew.
printf 'PGPASSWORD=%s\nAMENDS_PASSWORD=%s\nTEMPORAL_PASSWORD=%s\n' "$superuser" "$amends" "$temporal" >"$folder/databases.env"
echo "Passwords and keys.toml are in $folder; keep a copy of keys.toml apart from your backups. Next: the shops file, $folder/shops.toml (docs/deployment.md)."
