#!/bin/sh
# Records what real root gets for the calls of DifferentialIT; see resources/operations/README.md. Needs root.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
golden=$here/../resources/operations

for setting in fifos=0 hardlinks=1 regular=0 symlinks=0; do
  [ "$(cat "/proc/sys/fs/protected_${setting%=*}")" = "${setting#*=}" ] || {
    echo "record.sh: the kernel's setting fs.protected_$setting is needed" >&2
    exit 1
  }
done

work=$(mktemp -d /var/tmp/grampus-record-XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT
gcc -std=gnu11 -O1 -Wall -Wextra -Werror -static -o "$work/operations" "$here"/operations/*.c

# With the capabilities that containers have by default, as a RUN has them.
capabilities=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw
capabilities=$capabilities,+sys_chroot,+mknod,+audit_write,+setfcap

# What a script on standard input gives in a new root, with these capabilities.
record() {
  root=$(mktemp -d "$work/root-XXXXXX")
  (
    umask 022
    chmod 755 "$root"
    mkdir "$root/t" "$root/t/x" "$root/proc"
    cp "$work/operations" "$root/operations"
  )
  unshare --mount --pid --fork sh -ec 'mount -t proc proc "$1/proc"; shift; exec "$@"' sh "$root" \
    setpriv --clear-groups --inh-caps=-all "--bounding-set=$1" chroot "$root" /operations
}

# Back from a transcript to its script: results start with " = ", the lines of a tree with a slash.
again() {
  sed '/^\//d; s/ = .*//' "$golden/$1" >"$work/script"
  record "$2" <"$work/script" >"$work/transcript"
  cp "$work/transcript" "$golden/$1"
}
again transcript.txt "$capabilities"
again attributes.txt "$capabilities,+sys_admin"
"$work/operations" generate 1 10000 >"$work/script"
record "$capabilities" <"$work/script" | gzip -9n >"$work/random"
cp "$work/random" "$golden/random.txt.gz"
