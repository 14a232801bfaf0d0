FROM a
FROM --platform=$BUILDPLATFORM b AS Build-1.x_
from c as d
FROM	${X:-y}:${T}
FROM scratch
FROM a@sha256:0123
