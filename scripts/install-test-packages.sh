#!/bin/sh
# Installs the system packages that the end-to-end tests use for real: SIP servers, attack tools, firewall, browser.
# Needs root (or sudo without a password) on Debian or Ubuntu; otherwise it prints the one command to run.
set -eu
packages="kamailio kamailio-extra-modules kamailio-json-modules kamailio-sqlite-modules kamailio-utils-modules kamailio-tls-modules sip-tester sipvicious nftables iproute2 iputils-ping util-linux chromium chromium-headless-shell crowdsec-firewall-bouncer openssl postgresql procps systemd strace nginx-light haproxy caddy poppler-utils curl python3 perl git debootstrap debian-archive-keyring baresip-core liblua5.1-0 espeak-ng dovecot-imapd"
programs="kamailio sipp svcrack svwar nft ip ping unshare nsenter setpriv taskset flock chromium chromium-headless-shell crowdsec-firewall-bouncer openssl psql systemd-analyze systemd-sysusers systemd-notify strace nginx haproxy caddy pdftoppm pdfinfo pdftotext curl python3 perl git debootstrap baresip espeak-ng dovecot"
# A package that has no such program any more is told here, by name, and not by a test that does not start.
check() {
  gone=""
  for program in $programs; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null 2>&1 || gone="$gone $program"
  done
  [ -z "$gone" ] && return 0
  echo "The tests need these programs, and they are not there:$gone" >&2
  return 1
}
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
  check
  exit
fi

command="apt-get update && apt-get install -y --no-install-recommends$missing"
run=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    run="sudo -n"
  else
    echo "The tests need these packages:$missing" >&2
    echo "Run this once, then again 'npm test':" >&2
    echo "  sudo sh -c '$command'" >&2
    exit 1
  fi
fi
echo "installing$missing"
# The bouncer package starts a service and wants CrowdSec's central API; neither is wanted here.
$run mkdir -p /etc/crowdsec
[ -e /etc/crowdsec/online_api_credentials.yaml ] || echo '# none' | $run tee /etc/crowdsec/online_api_credentials.yaml >/dev/null
# Only PostgreSQL's programs are wanted: the tests make a database of their own.
$run mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | $run tee /etc/postgresql-common/createcluster.conf >/dev/null
policy=/usr/sbin/policy-rc.d
made=""
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $run tee "$policy" >/dev/null
  $run chmod +x "$policy"
  made=yes
fi
finish() { if [ -n "$made" ]; then $run rm -f "$policy"; fi; }
trap finish EXIT
$run apt-get update -q
DEBIAN_FRONTEND=noninteractive $run apt-get install -q -y --no-install-recommends $missing
check
