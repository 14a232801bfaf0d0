# syntax=docker/dockerfile:1
# escape=`
FROM win
COPY a `
  b c:\
RUN dir c:\ `
 && echo done
