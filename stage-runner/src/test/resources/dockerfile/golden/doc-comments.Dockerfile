# about VERSION
# VERSION is what to install
ARG VERSION=1
# build compiles

FROM a AS build
#
# EMPTY is not described
#
ARG EMPTY
# X first
# Y second
ARG X=1 Y="a b" Z
