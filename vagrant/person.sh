# shellcheck shell=sh
# Read by demo.sh and check.sh: whoever starts them as root gets the work done by an unprivileged user, because root can do
# everything that this project must manage without, and would hide every mistake.

# The user's name; overridden by GRAMPUS_PERSON.
person=${GRAMPUS_PERSON:-person}

# Makes the user when there is none: a home of their own, no password, no groups, no subordinate ids.
make_person() {
  id -u "$person" >/dev/null 2>&1 ||
    useradd --create-home --shell /bin/sh -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 "$person"
  for ids in /etc/subuid /etc/subgid; do
    [ ! -e "$ids" ] || sed -i "/^$person:/d" "$ids"
  done
}

# Runs a command as that user with a plain environment: the settings of the network stay, root's own are gone.
# no_new_privs makes sure that no setuid program helps along the way.
as_person() {
  home=$(getent passwd "$person" | cut -d: -f6)
  setpriv --reuid "$(id -u "$person")" --regid "$(id -g "$person")" --clear-groups --no-new-privs \
    env -u SUDO_USER -u SUDO_UID -u SUDO_GID -u SUDO_COMMAND -u XDG_RUNTIME_DIR -u XDG_DATA_HOME -u XDG_CACHE_HOME \
    -u XDG_CONFIG_HOME -u GRAMPUS_ROOT -u GRAMPUS_CACHE -u JAVA_HOME -u MAVEN_OPTS \
    HOME="$home" USER="$person" LOGNAME="$person" SHELL=/bin/sh LANG=C.UTF-8 \
    PATH=/usr/local/bin:/usr/bin:/bin "$@"
}

# Copies the source tree $1, uncommitted changes included and build output left out, to the folder $2 of that user. git is
# not asked: it distrusts trees of other owners, and an unpacked release has none.
copy_for_person() {
  as_person mkdir -p "$2"
  tar -C "$1" --anchored --no-wildcards-match-slash --exclude=./.git --exclude=./target --exclude='./*/target' -c . |
    as_person tar -C "$2" --no-same-owner -x
}
