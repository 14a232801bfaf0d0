#!/bin/sh
# Makes what commands.sh works on; executed once, as (emulated) root of a Debian 12.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get -q update
apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends gcc libc6-dev make npm python3 fakeroot
apt-get -q -y install --no-install-recommends --download-only apache2

mkdir -p /bench/tree /bench/c /bench/npm /bench/calls
seq 6500 | while read -r number; do
  directory=/bench/tree/$((number % 50))/$((number % 7))
  [ -d "$directory" ] || mkdir -p "$directory"
  head -c $((number % 9000)) /usr/bin/perl >"$directory/$number"
done
chown -R 1000:1000 /bench/tree/1 /bench/tree/2
tar -C /bench -cf /bench/tree.tar tree

for number in $(seq 60); do
  printf '#include <stdio.h>\n#include <stdlib.h>\nint f%d(int a) { printf("%%d", a); return atoi("1") + a; }\n' "$number" \
    >"/bench/c/f$number.c"
done
# shellcheck disable=SC2016 # for make
printf 'all: $(patsubst %%.c,%%.o,$(wildcard *.c))\n\tar rc all.a $^\n' >/bench/c/Makefile

echo '{"dependencies": {"express": "4.21.2", "eslint": "8.57.1"}}' >/bench/npm/package.json
cd /bench/npm
npm install --no-audit --no-fund
rm -rf node_modules
