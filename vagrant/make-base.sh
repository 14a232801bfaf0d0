#!/bin/sh
# Makes the root file system of a small Debian 12 as a tar archive, for machines that no registry can be reached from.
# No privileges are needed. The packages come from where this machine's own apt takes them, its main section only.
#
#   make-base.sh FILE.tar [PACKAGE…]      the packages are installed besides the smallest set
set -eu

suite=bookworm
[ $# -ge 1 ] || {
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
archive=$1
shift

# mmdebstrap looks for chroot, ldconfig and start-stop-daemon, which a user's PATH does not always have.
export PATH="$PATH:/usr/sbin:/sbin"
command -v mmdebstrap >/dev/null || {
  echo "make-base.sh: mmdebstrap is not installed" >&2
  echo "  hint: ${0%/*}/provision.sh demo" >&2
  exit 1
}

# One line for each of Debian's archives that this machine's apt knows. Without any (no package lists fetched yet, or
# another release of Debian) there is no line, and mmdebstrap takes its default.
sources() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>/dev/null |
    sort -u | grep -E "^deb https?://[^ ]+ $suite(-updates|-security)? main$" || :
}

include=$(printf '%s,' "$@")
mode=fakechroot
[ "$(id -u)" -ne 0 ] || mode=root
set -- --mode="$mode" --variant=minbase --aptopt='Acquire::Retries "3"' --skip=output/dev
lines=$(sources)
case $lines in
  *https://*) include=ca-certificates,$include ;;
esac
[ -z "${include%,}" ] || set -- "$@" --include="${include%,}"

# The finished archive appears whole or not at all. The folder for the work must allow programs to be executed, which
# /tmp does not everywhere.
partial=$archive.partial.$$
empty=$(mktemp -d)
trap 'rm -rf "$partial" "$empty"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR="${TMPDIR:-/var/tmp}"
if [ -n "$lines" ]; then
  printf '%s\n' "$lines" | mmdebstrap "$@" --format=tar "$suite" "$partial" -
else
  mmdebstrap "$@" --format=tar "$suite" "$partial" </dev/null
fi
# /dev as images have it: there, and empty.
mkdir "$empty/dev"
tar -C "$empty" --owner=0 --group=0 --numeric-owner --mode=755 -rf "$partial" ./dev
mv "$partial" "$archive"
