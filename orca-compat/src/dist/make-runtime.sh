#!/bin/sh
# Makes a Java runtime that holds what the program needs and nothing else. The same JDK gives the same bytes.
#
#   make-runtime.sh JDK FOLDER      FOLDER is replaced
set -eu
jdk=$1 folder=$2

if ! [ -x "$jdk/bin/jlink" ] || ! [ -d "$jdk/jmods" ]; then
  echo "make-runtime.sh: $jdk is no complete JDK: it has no jlink or no jmods" >&2
  echo "  hint: Debian and Ubuntu: apt-get install openjdk-17-jdk-headless" >&2
  exit 1
fi
rm -rf "$folder"
umask 022

# jdeps also finds java.desktop, java.sql and java.xml, for types that Jackson and Commons know how to handle where they
# are there, and that nothing here uses. No class refers to jdk.crypto.ec: it is what TLS with elliptic curves needs.
modules=java.base,java.logging,java.net.http,jdk.crypto.ec,jdk.unsupported
"$jdk/bin/jlink" --module-path "$jdk/jmods" --add-modules "$modules" --output "$folder" \
  --vm=server --no-header-files --no-man-pages --strip-java-debug-attributes
