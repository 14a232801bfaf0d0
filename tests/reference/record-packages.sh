#!/bin/sh
# Records what PackagesIT compares with: the packages of install.sh, installed by real root in a chroot.
#
#   record-packages.sh        needs root, mmdebstrap, attr and a Debian mirror; writes packages.txt beside install.sh
#
# Kept are the versions of all packages; whatever is not root's with an ordinary mode, as "MODE USER:GROUP PATH"; and
# all extended attributes. Content and times are nobody's business here.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
packages=$here/../src/test/resources/packages
[ "$(id -u)" -eq 0 ] || {
  echo "record-packages.sh: real root is what this is about; start it as root" >&2
  exit 1
}
root=$(mktemp -d -p /var/tmp grampus-reference-XXXXXX)
trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$here/../../vagrant/make-base.sh" "$root/base.tar"
mkdir "$root/tree"
tar -C "$root/tree" --numeric-owner --xattrs --xattrs-include='*' -xpf "$root/base.tar"
cp /etc/resolv.conf "$root/tree/etc/resolv.conf"
cp "$packages/install.sh" "$root/tree/install.sh"
# Mounts and processes go with the namespaces.
# shellcheck disable=SC2016 # for the inner shell
unshare --mount --pid --ipc --uts --fork --mount-proc="$root/tree/proc" sh -euc '
  mount --bind /sys "$1/sys"
  mount -t tmpfs -o mode=755 none "$1/dev"
  mkdir "$1/dev/pts" "$1/dev/shm"
  for node in null zero full random urandom tty; do cp -a "/dev/$node" "$1/dev/"; done
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$1" sh /install.sh' \
  sh "$root/tree" >&2

cd "$root/tree"
{
  sed 's/^/package /' reference/versions
  # The names are those of the new system, so they are looked up there. What a service keeps in its own directories is
  # all alike and too much.
  chroot . find / -xdev \( -path '/var/cache/man/?*' -o -path '/var/lib/postgresql/*/main/?*' -o \
    -path /reference -o -path /install.sh -o -path /proc -o -path /sys -o -path /dev \) -prune -o \
    -printf '%M %u:%g %P\n' |
    grep -v -E '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x|lrwxrwxrwx) root:root ' | LC_ALL=C sort -k 3
  getfattr -R -P -h -d -e hex -m - . |
    awk '/^# file: / { file = substr($0, 9) } /=/ && !/^#/ { print "xattr", $0, file }'
} >"$packages/packages.txt.partial"
mv "$packages/packages.txt.partial" "$packages/packages.txt"
