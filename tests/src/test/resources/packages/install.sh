#!/bin/sh
# Installs packages with users, groups, setuid programs, capabilities and services of their own, and keeps what their
# archives say of each file in /reference. Executed as root of a Debian 12: by real root when the reference is recorded,
# by the emulated one in PackagesIT.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

apt-get -q update
apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends \
  apache2 dbus debootstrap exim4-daemon-light iputils-ping libcap2-bin man-db mmdebstrap nginx openssh-server postgresql sudo systemd

mkdir /reference
# shellcheck disable=SC2016 # dpkg's own placeholders
dpkg-query -W -f '${Package} ${Version}\n' >/reference/versions
for package in /var/cache/apt/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -t -v --quoting-style=literal
done >/reference/headers
apt-get clean
