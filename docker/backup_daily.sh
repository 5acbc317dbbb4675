#!/bin/bash
# One backup a day below /backups, from BACKUP_TIME on (the country's time), and at once where there is none yet. The newest
# BACKUP_KEEP are kept. A backup that fails is tried again after a quarter of an hour; vlmis says what was wrong.
# Exits with 2 where either cannot be read.
set -u
umask 077
export TZ=$VLMIS_TIME_ZONE
folder=${BACKUP_FOLDER:-/backups}

refuse() {
    echo "$1" >&2
    exit 2
}

[[ ${BACKUP_TIME-} =~ ^([01][0-9]|2[0-3]):[0-5][0-9]$ ]] ||
    refuse "BACKUP_TIME is '${BACKUP_TIME-}'. Write hours and minutes with two digits each, from 00:00 to 23:59."
[[ ${BACKUP_KEEP-} =~ ^[1-9][0-9]*$ ]] ||
    refuse "BACKUP_KEEP is '${BACKUP_KEEP-}'. Write a whole number from 1 on: the number of backups to keep."

is_due() {
    local today=$1
    [ -e "$folder/$today/manifest.json" ] && return 1
    [[ ! $(date +%H:%M) < $BACKUP_TIME ]] && return 0
    ! compgen -G "$folder/*/manifest.json" >/dev/null
}

# Oldest first, by name; without a manifest it is no backup, and counts for nothing.
forget_the_oldest() {
    compgen -G "$folder/[0-9]*/manifest.json" | sort | head -n "-$BACKUP_KEEP" | while read -r manifest; do
        rm -r -- "$(dirname "$manifest")"
    done
}

while true; do
    today=$(date +%F)
    if is_due "$today"; then
        rm -rf -- "${folder:?}/$today" # One that was interrupted.
        if vlmis backup "$folder/$today"; then
            forget_the_oldest
        else
            sleep 900
        fi
    fi
    sleep 60
done
