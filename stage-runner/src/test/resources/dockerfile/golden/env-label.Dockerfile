FROM a
ENV A=1
ENV A 1 2  3
ENV A=1 B="two words" C=a\ b D='x' E=
ENV	A	b
env lower=case
LABEL a.b=c "quoted key"="v" multi="a \
 b"
LABEL one two three
LABEL "a=b"=c
ENV A= B==
ENV "A B"=c
ENV A=日本
