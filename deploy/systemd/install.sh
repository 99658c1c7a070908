#!/bin/sh
# Puts the units of this folder into a folder of systemd's (default /etc/systemd/system), each with what hardens it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
there=${1:-/etc/systemd/system}
for unit in "$here"/opickme*.service; do
    name=$(basename "$unit")
    install -m 0644 "$unit" "$there/$name"
    install -d -m 0755 "$there/$name.d"
    install -m 0644 "$here/hardened.conf" "$there/$name.d/hardened.conf"
done
# A drop-in goes before nothing: what a oneshot may not have is taken back after it.
printf '[Service]\nRestart=no\n' >"$there/opickme-backup.service.d/z-oneshot.conf"
install -m 0644 "$here/opickme.target" "$here/opickme-backup.timer" "$there/"
