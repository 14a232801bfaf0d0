#!/bin/sh
# Builds the golden cases that have no result yet with Docker and writes their results down; golden/README.md says what
# they are. Needs root, mmdebstrap, Debian's archive, and a built tree (mvn -B -DskipTests package).
#
#   tests/record-goldens.sh [FOLDER]
#
# Docker, containerd and runc of Debian's release $SUITE, else forky, are put into a root file system of their own in
# FOLDER, else a temporary one, and run there with data, sockets and configuration of their own; nothing is installed. What
# is mounted for them is in a mount namespace of theirs and goes with it.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
suite=${SUITE:-forky}
keep=${1:-}
folder=${1:-$(mktemp -d /var/tmp/grampus-record-XXXXXX)}
mkdir -p "$folder"
folder=$(readlink -f -- "$folder")
root=$folder/root
work=$(mktemp -d /var/tmp/grampus-goldens-XXXXXX)
daemons=
finish() {
  if [ -n "$daemons" ]; then
    kill "$daemons" 2>/dev/null || true
    wait "$daemons" || true
  fi
  rm -rf --one-file-system "$work"
  [ -n "$keep" ] || rm -rf --one-file-system "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The index of a release in testing may be older than it claims to be valid.
[ -x "$root/usr/sbin/dockerd" ] || mmdebstrap --quiet --variant=apt \
  --aptopt='Acquire::Check-Valid-Until "false"' \
  --include=docker.io,docker-cli,docker-buildx,containerd,runc,mount,git,xz-utils,ca-certificates \
  "$suite" "$root" http://deb.debian.org/debian

# What daemons and client share lies at the same path inside and outside.
mkdir -p "$root$work" "$root/old"
echo '{"features":{"containerd-snapshotter":true}}' >"$work/docker.json"
cat >"$work/containerd.toml" <<'END'
version = 3
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime"]
END
cat >"$work/enter" <<'END'
set -eu
root=$1 work=$2
mount --make-rprivate /
mount --bind "$root" "$root"
for directory in proc sys dev; do
  mount --rbind "/$directory" "$root/$directory"
done
mount -t tmpfs tmpfs "$root/run"
mount --bind "$work" "$root$work"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cd "$root"
pivot_root . old
exec chroot . /bin/sh "$work/serve" "$work"
END
cat >"$work/serve" <<'END'
cd "$1"
umount -l /old
containerd --config containerd.toml --root /var/lib/containerd --state /run/containerd \
  --address /run/containerd.sock --log-level warn >containerd.log 2>&1 &
containerd=$!
while [ ! -S /run/containerd.sock ] && kill -0 "$containerd"; do
  sleep 0.2
done
dockerd --config-file docker.json --containerd /run/containerd.sock --bridge=none --iptables=false --ip6tables=false \
  --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid \
  --host unix:///run/docker.sock >docker.log 2>&1 &
docker=$!
trap 'kill "$docker"; wait "$docker"; kill "$containerd"; wait "$containerd"; exit' TERM
wait "$docker"
kill "$containerd"
END
unshare --mount sh "$work/enter" "$root" "$work" &
daemons=$!

# One file, for the recorder takes a command without options of its own.
cat >"$work/docker-command" <<END
#!/bin/sh
exec nsenter --target $daemons --mount --root --wd=/ docker "\$@"
END
chmod 755 "$work/docker-command"
tries=0
until "$work/docker-command" version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || {
    tail -n 20 "$work"/*.log >&2
    echo "record-goldens.sh: dockerd does not answer" >&2
    exit 1
  }
  sleep 1
done

mkdir "$work/cases"
cd "$here"
java -cp target/test-classes:../orca-compat/target/grampus.jar \
  io.grampus.tests.golden.GoldenRecorder "$work/cases" "$work/docker-command"
