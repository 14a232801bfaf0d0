# check=skip=JSONArgsRecommended;error=true
#Syntax = docker/dockerfile:1
# a comment
# escape=`
FROM a
RUN echo \
  b
