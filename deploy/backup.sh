#!/bin/sh
# Writes the audit log's checkpoint and a dump of the database into a new folder below FOLDER: backup.sh FOLDER
# It runs in the folder that holds `current`, with the settings of imitate and libpq's PG* in the environment.
set -eu
umask 077

made="$1/$(date -u +%Y-%m-%dT%H-%M-%SZ)"
mkdir -p "$made.unfinished"

# The checkpoint comes first: a database that is restored from the dump holds all that it signs. An audit log that does
# not verify is dumped, too, because it is evidence.
verified=yes
current/bin/imitate audit checkpoint > "$made.unfinished/checkpoint" || verified=no
pg_dump --format=custom --file="$made.unfinished/database.dump"
pg_restore --list "$made.unfinished/database.dump" > /dev/null
mv "$made.unfinished" "$made"

# A full disk would stop the database. Erased persons stay in backups for as long.
find "$1" -mindepth 1 -maxdepth 1 -type d -mtime "+${KEEP_DAYS:-30}" -exec rm -r {} +

echo "$made"
[ "$verified" = yes ]
