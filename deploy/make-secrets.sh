#!/bin/sh
# Makes the secrets that compose.yaml hands to the containers, once: passwords of the two database roles and the addresses
# with them. Existing ones stay. Run it where compose.yaml is; on Linux as root, since only the container's user may read them.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
secret() { # name: 256 random bits in hex, when there is none yet
  [ -s "secrets/$1" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$1"
}
secret owner_password
secret app_password
printf 'postgresql://belwacht:%s@database/belwacht' "$(cat secrets/owner_password)" >secrets/database_url
printf 'postgresql://belwacht_app:%s@database/belwacht' "$(cat secrets/app_password)" >secrets/database_app_url
[ -s secrets/superuser_password ] || secret superuser_password
if [ "$(id -u)" -eq 0 ]; then
  # 10001 is Belwacht in its container, 999 is postgres in its own.
  chown 10001:10001 secrets/database_url secrets/database_app_url
  chown 999:999 secrets/owner_password secrets/app_password secrets/superuser_password
fi
