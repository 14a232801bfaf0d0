FROM a
HEALTHCHECK NONE
HEALTHCHECK none
HEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --start-interval=500ms --retries=3 CMD curl -f / || exit 1
HEALTHCHECK --interval=1.5h CMD ["a", "b"]
HEALTHCHECK --interval=0 --retries=0 cmd x
HEALTHCHECK --timeout=1ms CMD x
