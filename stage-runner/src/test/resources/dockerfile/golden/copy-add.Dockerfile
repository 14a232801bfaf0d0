FROM a
COPY a b
COPY a b c/
COPY ["a b", "c d/"]
COPY [a, b]
COPY --from=build --chown=1:2 --chmod=0755 --link --parents --exclude=*.md --exclude=x /a/./b /c
COPY --link=false --parents=TRUE a b
COPY --chown="app user:g" a b
ADD https://example.com/x.tar.gz /x
ADD --keep-git-dir --checksum=sha256:00 --unpack=false --link https://example.com/r.git#v1:sub /r
ADD --exclude=a --chmod=u+x a b
COPY	a	  b
