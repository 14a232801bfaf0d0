#!/bin/sh
# Builds the golden cases that have no result yet with Docker and writes their results down; golden/README.md says what
# they are. Needs root, Debian's archive, and a built tree (mvn -B -DskipTests package).
#
#   tests/record-goldens.sh [FOLDER]
#
# Docker and containerd of Debian 13 are unpacked into FOLDER, else a temporary one, and run there with data, sockets and
# configuration of their own; nothing is installed. runc is the machine's own.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
folder=${1:-$(mktemp -d /var/tmp/grampus-record-XXXXXX)}
mkdir -p "$folder"
work=$(mktemp -d /var/tmp/grampus-goldens-XXXXXX)
daemons=
finish() {
  for daemon in $daemons; do
    kill "$daemon" 2>/dev/null || continue
    wait "$daemon" || true
  done
  rm -rf --one-file-system "$work"
  [ -n "${1:-}" ] || rm -rf --one-file-system "$folder"
}
keep=${1:-}
trap 'finish "$keep"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

unpack_docker() {
  mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
  : >"$folder/apt/status"
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' \
    >"$folder/apt/sources.list"
  cat >"$folder/apt/apt.conf" <<END
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::Lists "$folder/apt/lists";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt/cache";
END
  (
    cd "$folder/apt"
    export APT_CONFIG="$folder/apt/apt.conf"
    apt-get -q update
    apt-get -q download docker.io docker-cli docker-buildx containerd
    for package in *.deb; do
      dpkg -x "$package" "$folder"
    done
  )
  rm -rf "$folder/apt"
  mkdir -p "$folder/config/cli-plugins"
  cp "$folder/usr/libexec/docker/cli-plugins/docker-buildx" "$folder/config/cli-plugins/"
}

[ -x "$folder/usr/sbin/dockerd" ] || unpack_docker
export PATH="$folder/usr/bin:$folder/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
containerd --root "$folder/containerd" --state "$work/containerd" --address "$work/containerd.sock" \
  --log-level warn >"$folder/containerd.log" 2>&1 &
daemons=$!
echo '{"features":{"containerd-snapshotter":true}}' >"$work/daemon.json"
dockerd --config-file "$work/daemon.json" --containerd "$work/containerd.sock" --bridge=none --iptables=false \
  --data-root "$folder/docker" --exec-root "$work/docker" --pidfile "$work/docker.pid" \
  --host "unix://$work/docker.sock" >"$folder/docker.log" 2>&1 &
daemons="$! $daemons"

# One file, for the recorder takes a command without options of its own.
cat >"$work/docker-command" <<END
#!/bin/sh
export DOCKER_CONFIG='$folder/config'
exec '$folder/usr/bin/docker' --host 'unix://$work/docker.sock' "\$@"
END
chmod 755 "$work/docker-command"
tries=0
until "$work/docker-command" version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || {
    echo "record-goldens.sh: dockerd does not answer; see $folder/docker.log" >&2
    exit 1
  }
  sleep 1
done

mkdir "$work/cases"
cd "$here"
java -cp target/test-classes:../orca-compat/target/grampus.jar \
  io.grampus.tests.golden.GoldenRecorder "$work/cases" "$work/docker-command"
