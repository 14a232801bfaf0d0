#!/bin/sh
# commands.sh NAME: one of the commands that are measured, in a tree made by prepare.sh.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
case $1 in
  tar-x) tar -C /tmp -xf /bench/tree.tar ;;
  find) find / -xdev -ls >/dev/null ;;
  chown-R) chown -R 1001:1001 /bench/tree ;;
  apt-get) apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends --no-download apache2 >/dev/null ;;
  make) make -s -C /bench/c -j2 ;;
  npm) cd /bench/npm && npm install --offline --no-audit --no-fund --silent ;;
  python) for _ in 1 2 3 4 5 6 7 8 9 10; do python3 -c 'import asyncio, email, http.server, json, sqlite3, xml.dom, unittest'; done ;;
esac
