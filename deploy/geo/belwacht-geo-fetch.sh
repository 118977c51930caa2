#!/bin/sh
# Fetches a file of policies by country from Belwacht and has a program load it. For cron or a systemd timer, once a minute:
#
#     belwacht-geo-fetch.sh URL FILE [COMMAND …]
#     belwacht-geo-fetch.sh 'https://BELWACHT/lists/TOKEN/geo/nginx.conf?service=web' /etc/nginx/belwacht-geo.conf \
#       sh -c 'nginx -t -q && nginx -s reload'
#
# What is there stays while nothing changed, while Belwacht does not answer, and when COMMAND does not accept the new file:
# then the old one is put back and COMMAND runs once more. There is never half a file.
set -eu
if [ $# -lt 2 ]; then
  echo "usage: $0 URL FILE [COMMAND ...]" >&2
  exit 2
fi
url=$1
file=$2
shift 2
fresh=$(mktemp "$file.XXXXXX")
trap 'rm -f "$fresh"' EXIT
# --etag-compare reads what --etag-save wrote beside the file the last time.
status=$(curl --fail --silent --show-error --max-time 120 --output "$fresh" --write-out '%{http_code}' \
  --etag-compare "$file.etag" --etag-save "$file.etag.new" "$url") || { rm -f "$file.etag.new"; exit 1; }
if [ "$status" = 304 ]; then
  rm -f "$file.etag.new"
  exit 0
fi
if [ "$status" != 200 ]; then
  rm -f "$file.etag.new"
  echo "Belwacht answered $status; $file stays as it is." >&2
  exit 1
fi
chmod 644 "$fresh"
rm -f "$file.previous"
[ ! -e "$file" ] || ln "$file" "$file.previous"
mv -f "$fresh" "$file"
if [ $# -gt 0 ] && ! "$@"; then
  rm -f "$file.etag.new"
  echo "The new $file was not accepted." >&2
  if [ -e "$file.previous" ]; then
    mv -f "$file.previous" "$file"
    "$@" || true
  fi
  exit 1
fi
mv -f "$file.etag.new" "$file.etag"
