#!/bin/sh
# Sets up a Debian 12 machine that needs nothing but apt to begin with, builds Grampus, and has it build the image
# vagrant/demo/Dockerfile describes, as an unprivileged user. Then shows what is in the image and that it is right.
#
# Started as root it does all but the installation of packages as the user "person", which it makes if need be; results
# are then in that user's ~/grampus-demo. Started by anybody else it works where it is, with results in target/demo.
#
#   GRAMPUS             an installed program to use; else one is built from this tree
#   GRAMPUS_DEMO_BASE   an archive of the base image's root file system; else a registry or a Debian mirror is asked
set -eu
here=$(dirname "$(readlink -f -- "$0")")
# shellcheck source=vagrant/person.sh
. "$here/person.sh"
top=${here%/*}
image="grampus-demo:latest"
base=debian:12
grampus=${GRAMPUS:-./grampus}

step() {
  printf '\n== %s\n' "$*"
}

fail() {
  printf 'demo.sh: %s\n' "$1" >&2
  exit 1
}

# An installed program came with what it needs.
install_missing() {
  [ -z "${GRAMPUS:-}" ] || return 0
  step "Installing packages (nothing setuid, no services)"
  "$here/provision.sh" build run demo </dev/null
}

if [ "$(id -u)" -eq 0 ]; then
  install_missing
  make_person
  copy=$(getent passwd "$person" | cut -d: -f6)/grampus-demo
  step "Going on as $person, who has no privileges and no subordinate ids, in $copy"
  as_person rm -rf "$copy"
  copy_for_person "$top" "$copy"
  cd "$copy"
  as_person vagrant/demo.sh </dev/null
  exit
fi

# --- from here on nobody is root ----------------------------------------------------------------------------------

# Lines "LAYER MODE OWNER GROUP PATH" for all entries of all layers, with the image's own names for owners and groups.
list_layers() {
  "$grampus" run "$image" cat /etc/passwd >"$out/passwd"
  "$grampus" run "$image" cat /etc/group >"$out/group"
  number=0
  while read -r digest _; do
    number=$((number + 1))
    tar --numeric-owner -tvf "$out/oci/blobs/sha256/$digest" |
      awk -v layer="$number" -v passwd="$out/passwd" -v group="$out/group" '
        function read_names(file, names, line, part) {
          while ((getline line <file) > 0) { split(line, part, ":"); names[part[3]] = part[1] }
        }
        BEGIN { read_names(passwd, users); read_names(group, groups) }
        {
          split($2, id, "/")
          path = $6
          sub(/^\.?\//, "", path)
          print layer, $1, (id[1] in users ? users[id[1]] : id[1]), (id[2] in groups ? groups[id[2]] : id[2]), "/" path
        }'
  done <"$out/layers"
}

# Lines "DIGEST SIZE" of the layers, lowest first, from the image's manifest.
read_manifest() {
  { skopeo inspect --raw "oci:$out/oci:demo" && echo; } | tr '{' '\n' |
    sed -n 's/.*\.layer\..*"digest":"sha256:\([0-9a-f]*\)","size":\([0-9]*\).*/\1 \2/p' >"$out/layers"
  [ -s "$out/layers" ] || fail "no layers found in the image's manifest"
}

show() {
  awk "$1"' { printf "  layer %s  %s  %-18s %s\n", $1, $2, $3 ":" $4, $5 }' "$out/entries"
}

# The uppermost entry for path $1 must have mode $2, owner $3 and group $4.
must_be() {
  found=$(awk -v path="$1" '$5 == path || $5 == path "/" { last = $2 " " $3 " " $4 } END { print last }' "$out/entries")
  [ "$found" = "$2 $3 $4" ] || fail "$1 should be '$2 $3 $4' in the image, but is '${found:-missing}'"
  printf '  %-38s %s %s:%s\n' "$1" "$2" "$3" "$4"
}

cd "$top"
[ -n "${GRAMPUS:-}" ] || "$here/provision.sh" build run demo
out=$top/target/demo
rm -rf "$out"
mkdir -p "$out"

if [ -z "${GRAMPUS:-}" ]; then
  step "Building Grampus with Maven"
  mvn -B -ntp -q -Dstyle.color=never -Dmaven.wagon.http.retryHandler.count=5 -DskipTests package </dev/null
fi
"$grampus" version

if [ -n "${GRAMPUS_DEMO_BASE:-}" ]; then
  "$grampus" import "$GRAMPUS_DEMO_BASE" "$base"
elif ! "$grampus" inspect "$base" >/dev/null 2>&1 &&
  ! timeout 30 skopeo inspect --no-tags "docker://docker.io/library/$base" >/dev/null 2>&1; then
  step "Docker Hub cannot be reached: making $base from Debian's packages instead"
  "$here/make-base.sh" "$out/base.tar"
  "$grampus" import "$out/base.tar" "$base"
  rm "$out/base.tar"
fi

step "Building the image"
"$grampus" build --progress plain -t "$image" "$here/demo"

step "Writing it as a Docker archive, and reading that with skopeo"
"$grampus" save -o "$out/demo.tar" "$image"
skopeo inspect "docker-archive:$out/demo.tar"
skopeo copy --quiet "docker-archive:$out/demo.tar" "oci:$out/oci:demo"

step "Its layers"
read_manifest
list_layers >"$out/entries"
awk -v entries="$out/entries" '
  BEGIN { while ((getline line <entries) > 0) { split(line, part, " "); count[part[1]]++ } }
  { printf "  layer %d  %6.1f MiB compressed  %6d entries  sha256:%.12s\n", NR, $2 / 1048576, count[NR], $1 }' "$out/layers"

step "What the new layer holds that is not root's"
# shellcheck disable=SC2016 # awk's own variables
show '$1 > 1 && ($3 != "root" || $4 != "root")'

step "Setuid and setgid files of all layers"
# shellcheck disable=SC2016
show '$2 ~ /^-.*[sS]/'

step "Checked against what real root would have made"
must_be /etc/shadow -rw-r----- root shadow
must_be /usr/bin/passwd -rwsr-xr-x root root
must_be /var/log/apache2 drwxr-x--- root adm
must_be /var/cache/apache2/mod_cache_disk drwxr-xr-x www-data www-data

step "Running it"
"$grampus" run "$image"

step "Done, as $(id -un), uid $(id -u)"
echo "  The image is $image ($grampus images), and in $out/demo.tar."
