#!/bin/sh
# Fails unless the user "person" is as locked down as the demonstration claims.
#
#   locked-down.sh userns | no-userns      whether person should be able to make user namespaces
set -eu
here=$(dirname "$(readlink -f -- "$0")")
# shellcheck source=vagrant/person.sh
. "$here/person.sh"

fail() {
  echo "locked-down.sh: $person $1" >&2
  exit 1
}

[ "$(id -nG "$person")" = "$person" ] || fail "is in further groups: $(id -nG "$person")"
if grep -s "^$person:" /etc/subuid /etc/subgid; then fail "has subordinate ids"; fi
if runuser -u "$person" -- sudo -n true 2>/dev/null; then fail "may use sudo"; fi
for socket in /var/run/docker.sock /run/podman/podman.sock; do
  if runuser -u "$person" -- test -w "$socket"; then fail "may use $socket"; fi
done
if runuser -u "$person" -- unshare --user true 2>/dev/null; then can=userns; else can=no-userns; fi
[ "$can" = "${1:-userns}" ] || fail "should have '${1:-userns}', but has '$can'"
echo "$person: no sudo, no groups, no subordinate ids, no daemon; $can"
