#!/bin/sh
# Puts a real Asterisk and the phones that call through it on this machine, for test/asterisk.test.ts. Debian 12 has no
# Asterisk: it comes from another suite of Debian, into a directory of its own that the tests change their root to.
# Prints the directory. Needs root; the directory is kept (about 450 MB) and found again: /var/cache/belwacht-test, or
# $BELWACHT_TEST_CACHE. $BELWACHT_ASTERISK_SUITE takes one suite (sid or bullseye) instead of the first that works.
set -eu
cache="${BELWACHT_TEST_CACHE:-/var/cache/belwacht-test}"
suites="${BELWACHT_ASTERISK_SUITE:-sid bullseye}"
say() { echo "$@" >&2; }

if [ "$(id -u)" -ne 0 ]; then
  say "Asterisk for the tests is installed into a directory by debootstrap, which needs root."
  say "Run this once as root, then again the test:  sh scripts/install-asterisk.sh"
  exit 1
fi
mkdir -p "$cache"
# Devices of another system lie in it: nobody else goes there.
chmod 700 "$cache"
# Two tests at once: the second waits for the tree of the first.
exec 9>"$cache/lock"
flock 9

missing=""
for package in debootstrap debian-archive-keyring baresip-core; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  say "installing$missing"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >&2 || {
    say "These packages could not be installed:$missing"
    exit 1
  }
fi

for suite in $suites; do
  if [ -e "$cache/asterisk-$suite/.complete" ]; then
    echo "$cache/asterisk-$suite"
    exit 0
  fi
done
mirror="$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | head -n 1)"
for suite in $suites; do
  tree="$cache/asterisk-$suite"
  rm -rf "$tree"
  say "installing Asterisk of Debian $suite into $tree (a minute or two, about 450 MB)"
  : >"$cache/asterisk-$suite.log"
  # How far it is, every ten seconds; it lets go of the lock.
  (while sleep 10; do say "  $(tail -n 1 "$cache/asterisk-$suite.log")"; done) 9>&- >/dev/null &
  progress=$!
  trap 'kill "$progress" 2>/dev/null || :' EXIT
  # What it mounts in there goes when it goes, also when it is stopped half-way.
  if unshare --mount --propagation private debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg --include=asterisk \
    "$suite" "$tree" "${mirror:-http://deb.debian.org/debian}" >"$cache/asterisk-$suite.log" 2>&1 &&
    [ -x "$tree/usr/sbin/asterisk" ]; then
    kill "$progress" 2>/dev/null || :
    rm -rf "$tree"/var/cache/apt/archives/*.deb
    touch "$tree/.complete"
    echo "$tree"
    exit 0
  fi
  kill "$progress" 2>/dev/null || :
  say "Asterisk of Debian $suite could not be installed; the end of $cache/asterisk-$suite.log:"
  tail -n 5 "$cache/asterisk-$suite.log" >&2
done
exit 1
