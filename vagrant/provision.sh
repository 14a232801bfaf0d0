#!/bin/sh
# Installs what a Debian 12 machine needs for Grampus. This is the one place that lists those packages.
#
#   provision.sh [build] [run] [demo] [test] [vm]      all groups but vm when none is named
#   provision.sh --list [GROUP…]                       only prints the packages
#
# Needs root, or sudo, but only when something is missing; says nothing when nothing is. No service is left running or
# enabled, no subordinate ids are made, and nothing setuid comes along: it stops with an error if a package brings any.
set -eu
export LC_ALL=C

packages_of() {
  case $1 in
    build) echo ca-certificates git maven openjdk-17-jdk-headless ;;
    run) echo ca-certificates git openjdk-17-jre-headless proot skopeo umoci ;;
    # fakechroot lets a user without root make the base image that a registry would otherwise supply.
    demo) echo fakechroot fakeroot mmdebstrap ;;
    # Those of "demo" are needed for a machine of one's own, too.
    vm) echo busybox-static e2fsprogs fakeroot qemu-system-x86 ;;
    # chromium opens the report of a build; its setuid helper is a package of its own that is not wanted here.
    # runc is named because podman would otherwise bring crun; podman only reads images here.
    test)
      echo acl attr binutils busybox-static chromium createrepo-c dnf docker-registry fish gcc libc6-dev man-db podman \
        procps rpm runc zsh
      ;;
    *) return 1 ;;
  esac
}

fail() {
  printf 'provision.sh: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  hint: %s\n' "$@" >&2
  exit 1
}

usage() {
  sed -n '2,8s/^# \{0,1\}//p' "$0"
}

installed() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
}

# Those of the packages $@ that are not installed.
missing_of() {
  have=" $(installed "$@" | tr '\n' ' ')"
  for package in "$@"; do
    case $have in
      *" $package "*) ;;
      *) printf '%s ' "$package" ;;
    esac
  done
}

# --- what must not happen when packages are installed -------------------------------------------------------------

# Debian's agreement for this is a policy-rc.d that answers 101, "forbidden", to every start. The machine's own one, if
# any, is put back afterwards.
forbid_service_starts() {
  [ ! -e "$policy" ] || mv "$policy" "$work/policy-rc.d"
  trap 'restore_policy; rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

restore_policy() {
  rm -f "$policy"
  [ ! -e "$work/policy-rc.d" ] || mv "$work/policy-rc.d" "$policy"
}

all_packages() {
  dpkg-query -W -f '${db:Status-Status} ${Package}:${Architecture}\n' | sed -n 's/^installed //p' | sed 's/:all$//' | sort
}

# Starting at boot is switched off for the units and init scripts of the packages $@, all of them new to this machine.
# Removing the links is what `systemctl disable` does, and here there may be no systemctl.
disable_services() {
  dpkg -L "$@" | sort -u >"$work/files"
  sed -E -n 's#^(/usr)?/lib/systemd/(system|user)/([^/]+)$#\3#p' "$work/files" |
    while read -r unit; do
      find /etc/systemd -type l -name "$unit" \( -path '*.wants/*' -o -path '*.requires/*' \) -delete
    done
  [ ! -d /run/systemd/system ] || systemctl daemon-reload
  sed -n 's#^/etc/init\.d/\([^/]*\)$#\1#p' "$work/files" |
    while read -r script; do
      update-rc.d "$script" disable >/dev/null 2>&1 || :
    done
}

refuse_setuid_files() {
  found=$(tr '\n' '\0' <"$work/files" | xargs -0 -r sh -c 'find "$@" -maxdepth 0 -type f -perm /6000 2>/dev/null || :' sh)
  [ -z "$found" ] || fail "setuid or setgid files came with the packages: $(echo "$found" | tr '\n' ' ')" \
    "Grampus needs none of them; remove the package that owns each (dpkg -S FILE), or report this"
}

install_packages() {
  work=$(mktemp -d)
  policy=/usr/sbin/policy-rc.d
  trap 'rm -rf "$work"' EXIT
  all_packages >"$work/before"
  forbid_service_starts
  export DEBIAN_FRONTEND=noninteractive
  set -- apt-get -q -y -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120
  "$@" update || fail "the package lists could not be fetched" "check the network and /etc/apt/sources.list"
  # shellcheck disable=SC2086 # a list of package names
  "$@" install --no-install-recommends $missing ||
    fail "these packages could not be installed: $missing" "Debian 12 (bookworm) has them all in its main section"
  all_packages >"$work/after"
  added=$(comm -13 "$work/before" "$work/after")
  [ -z "$added" ] || {
    # shellcheck disable=SC2086
    disable_services $added
    refuse_setuid_files
  }
}

list_only=
groups=
for argument in "$@"; do
  case $argument in
    -h | --help) usage && exit ;;
    --list) list_only=yes ;;
    *)
      packages_of "$argument" >/dev/null || fail "unknown group or option '$argument'" "groups: build run demo test vm"
      groups="$groups $argument"
      ;;
  esac
done
packages=$(for group in ${groups:-build run demo test}; do packages_of "$group"; done | tr ' ' '\n' | sort -u | tr '\n' ' ')
if [ -n "$list_only" ]; then
  echo "$packages" | tr ' ' '\n' | sed '/^$/d'
  exit
fi
command -v dpkg-query >/dev/null || fail "this machine has no dpkg: only Debian and its relatives are provisioned" \
  "install by hand what takes these packages' place: $packages"
# shellcheck disable=SC2086
missing=$(missing_of $packages)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "only root can install these missing packages: $missing" \
    "ask whoever is root to run: apt-get install --no-install-recommends $missing"
  # shellcheck disable=SC2086
  exec sudo -- "$0" ${groups:-build run demo test}
fi
install_packages
