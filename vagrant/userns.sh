#!/bin/sh
# Allows or forbids user namespaces to everybody but root, now and from the next start on.
#
#   userns.sh userns | no-userns
set -eu
settings=/etc/sysctl.d/60-user-namespaces.conf
# Debian has a switch of its own; other kernels have a number.
if [ -e /proc/sys/kernel/unprivileged_userns_clone ]; then
  name=kernel.unprivileged_userns_clone on=1
else
  name=user.max_user_namespaces on=15000
fi
case ${1:-} in
  userns) value=$on ;;
  no-userns) value=0 ;;
  *)
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
mkdir -p "${settings%/*}"
echo "$name = $value" >"$settings"
echo "$value" >"/proc/sys/$(echo "$name" | tr . /)"
