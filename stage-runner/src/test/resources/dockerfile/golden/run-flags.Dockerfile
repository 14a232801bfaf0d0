FROM a
RUN --mount=type=cache,target=/c --mount=type=bind,from=build,source=/s,target=/t make
RUN --network=none --security=insecure --device=vendor.com/gpu=all,required true
RUN --mount=type=secret,id=x,env=X --network=host -- echo --not-a-flag
RUN --mount="type=tmpfs,target=/a b" \
    --mount=type=ssh \
    ["x", "y"]
RUN -x --y
RUN
