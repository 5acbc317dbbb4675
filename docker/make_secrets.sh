#!/bin/bash
# Make the secrets of a deployment, a file each, in the folder given (./secrets): docker/make_secrets.sh [FOLDER]
#
# A secret that is there already is kept. To change one: remove its file, run this again, and change it where it is
# used (docs/deploy/compose.md).
set -eu
umask 077

folder=${1:-secrets}
mkdir -p "$folder"
cd "$folder"

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; }

for name in postgres_password airflow_database_password owner_password recorder_password pipeline_password \
    analyst_password auth_password backup_password airflow_api_secret airflow_jwt_secret airflow_fernet_key; do
    # 32 bytes as a Fernet key is written; the = at the end is left out of what becomes part of an address.
    [ -s "$name" ] || random >"$name"
    [ "$name" = airflow_fernet_key ] || { tr -d '=\n' <"$name" >"$name.new" && mv "$name.new" "$name"; }
done

ask() {
    [ -e "$1" ] && return
    read -r -s -p "$2" value || value=
    echo >&2
    printf '%s' "$value" >"$1"
}
ask dhis2_token "DHIS2's personal access token of the service user (empty: it has a password): "
if [ -s dhis2_token ]; then
    [ -e dhis2_password ] || : >dhis2_password
else
    ask dhis2_password "DHIS2's password of VLMIS_DHIS2_USERNAME: "
fi

# The channels that are told of failed runs, and the mail server for what people ask for (.env.example): written by hand.
for name in notice_channels notice_mail; do
    [ -e "$name" ] || : >"$name"
done

password_of() { printf '"vlmis_%s": "%s"' "$1" "$(cat "$1_password")"; }

# What each container is given: the roles that it acts as, and no other.
printf '{%s}' "$(password_of owner)" >passwords_of_owner
printf '{%s}' "$(password_of pipeline)" >passwords_of_tasks
printf '{%s, %s, %s}' "$(password_of recorder)" "$(password_of pipeline)" "$(password_of auth)" >passwords_of_pages
printf '{%s, %s, %s, %s}' "$(password_of recorder)" "$(password_of pipeline)" "$(password_of analyst)" \
    "$(password_of auth)" >passwords_of_commands
printf 'postgresql://postgres:%s@postgres/vlmis' "$(cat postgres_password)" >admin_database_url
printf 'postgresql://vlmis_backup:%s@postgres/vlmis' "$(cat backup_password)" >backup_database_url
printf 'postgresql+psycopg2://airflow:%s@postgres/airflow' "$(cat airflow_database_password)" >airflow_database_url

# The containers' users read the files; whoever is not root on this machine does not get into the folder.
chmod 0644 -- *
chmod 0700 .
