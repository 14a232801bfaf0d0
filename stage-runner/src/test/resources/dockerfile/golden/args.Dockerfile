ARG A
ARG B=1
ARG C="a b" D='c' E= F=$B
FROM a
ARG G=a\ b H
ARG --ignored I
