FROM a
WORKDIR /a b/c
WORKDIR ../x
USER app
USER 1:2
EXPOSE 80 443/tcp 53/udp $P
VOLUME /a /b
VOLUME ["/a b", " /c "]
VOLUME [/a]
STOPSIGNAL SIGINT
STOPSIGNAL 9
MAINTAINER Somebody <some@body>
ONBUILD COPY . /src
onbuild   RUN make \
  all
ONBUILD FOO bar
ONBUILD ARG X=1
