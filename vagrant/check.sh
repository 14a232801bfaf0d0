#!/bin/sh
# Runs all tests on a Debian 12 machine that needs nothing but apt to begin with.
#
#   vagrant/check.sh [MAVEN-OPTION…]
#
# Started as root it installs what is missing, copies the source tree and runs the tests as the unprivileged user
# "person", which it makes if need be. Started by anybody else it runs them in place. Nothing is skipped: what a test
# needs and the machine lacks is a failure.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
# shellcheck source=vagrant/person.sh
. "$here/person.sh"

requires=userns,overlay,proot,umoci,skopeo,registry,dnf,mirror,gcc,chromium
# Downloads are tried again: one lost connection is not a failed test.
set -- mvn -B -ntp -Dstyle.color=never -Dmaven.wagon.http.retryHandler.count=5 "-Drequire=$requires" "$@" verify

"$here/provision.sh" build run demo test </dev/null
top=${here%/*}
if [ "$(id -u)" -ne 0 ]; then
  cd "$top"
  exec "$@" </dev/null
fi

make_person
work=$(as_person mktemp -d /var/tmp/grampus-check-XXXXXX)
trap 'rm -rf --one-file-system "$work"; exit 130' INT
trap 'rm -rf --one-file-system "$work"; exit 143' TERM
copy_for_person "$top" "$work/grampus"
cd "$work/grampus"
status=0
as_person "$@" </dev/null || status=$?
cd /
if [ "$status" -eq 0 ]; then
  rm -rf --one-file-system "$work"
else
  echo "check.sh: failed with exit code $status; what was tested, and the reports, are in $work/grampus" >&2
fi
exit "$status"
