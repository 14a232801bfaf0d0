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

# Packages as npm fetches them, of what Debian's own npm consists of; nothing need be asked of a registry. More of them
# would tell no more and take minutes each time.
cat >/bench/pack.js <<'END'
const { execFileSync } = require('child_process');
const fs = require('fs');
const dependencies = {};
const isPackage = (name) => fs.existsSync(`${name}/package.json`) && !fs.lstatSync(name).isSymbolicLink();
const packages = fs.readdirSync('.').filter(isPackage).sort().slice(0, 150);
for (const name of packages) {
  const { version } = JSON.parse(fs.readFileSync(`${name}/package.json`));
  if (!version) continue;
  fs.rmSync('/bench/packed', { recursive: true, force: true });
  fs.mkdirSync('/bench/packed/package', { recursive: true });
  fs.cpSync(name, '/bench/packed/package', { recursive: true, filter: (file) => !fs.lstatSync(file).isSymbolicLink() });
  fs.writeFileSync('/bench/packed/package/package.json', JSON.stringify({ name, version }));
  execFileSync('tar', ['-czf', `/bench/npm/${name}.tgz`, '-C', '/bench/packed', 'package']);
  dependencies[name] = `file:${name}.tgz`;
}
fs.writeFileSync('/bench/npm/package.json', JSON.stringify({ dependencies }));
END
cd /usr/share/nodejs
node /bench/pack.js
rm -rf /bench/packed
