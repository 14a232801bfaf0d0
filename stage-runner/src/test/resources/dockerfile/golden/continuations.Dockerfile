FROM a
RUN one \
  # a comment within

  && two \

	# another
  && three \   
  && four
ENV A=1 \
    B=2 \
    # C=3 \
    D=4
RUN ends with two \\
RUN echo \
