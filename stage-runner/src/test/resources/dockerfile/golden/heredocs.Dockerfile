FROM a
RUN <<EOF
echo one
  echo $two
EOF
RUN <<-'END' cat
	tabs
		more
	END
RUN python3 <<PY && cat <<"B" > /x
print(1)
PY
b $HOME
B
RUN <<SCRIPT
#!/usr/bin/env python3
print(2)
SCRIPT
COPY <<a.txt <<-"b.txt" plain /dst/
A $A
a.txt
	B $B
b.txt
ADD --chmod=600 <<C /c
C
RUN 3<<F cat <&3
three
F
RUN << G
spaced
G
RUN echo "<<EOF"
RUN echo '<<EOF' \<<EOF
RUN ["cat", "<<EOF"]
RUN echo $((1<<2))
ONBUILD RUN <<H
child
H
ENV X=<<EOF
