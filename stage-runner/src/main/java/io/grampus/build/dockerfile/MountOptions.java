package io.grampus.build.dockerfile;

import io.grampus.build.pattern.CleanPath;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The options of one mount while they are read, and the rules for which go together. */
final class MountOptions {
  private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
  private static final List<String> SHARINGS = List.of("shared", "private", "locked");
  private static final List<String> KEYS =
      List.of(
          "type",
          "from",
          "source",
          "src",
          "target",
          "dst",
          "destination",
          "readonly",
          "ro",
          "readwrite",
          "rw",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "env");

  private final SourceRange at;
  private String type = RunMount.DEFAULT_TYPE;
  private String from = "";
  private String source = "";
  private String target = "";
  private String id = "";
  private @Nullable CacheSharing sharing;
  private @Nullable String environment;
  private @Nullable Boolean readOnly;
  private @Nullable Long uid;
  private @Nullable Long gid;
  private @Nullable Integer mode;
  private boolean required;
  private long size;

  MountOptions(SourceRange at) {
    this.at = at;
  }

  void setType(String value) {
    type = value.toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw failure(
          Suggestion.append("unsupported mount type " + GoQuote.quote(value), value, TYPES),
          "use bind, cache, tmpfs, secret or ssh");
    }
  }

  void set(String key, @Nullable String value, String field) {
    switch (key) {
      case "readonly", "ro" -> readOnly = value == null || FlagValues.bool(key, value, at);
      case "readwrite", "rw" -> readOnly = value != null && !FlagValues.bool(key, value, at);
      case "required" -> {
        only(key, "secret", "ssh");
        required = value == null || FlagValues.bool(key, value, at);
      }
      default -> {
        if (value == null) {
          throw failure(
              Suggestion.append(
                  "invalid field '" + field + "' must be a key=value pair", key, KEYS),
              "write key=value");
        }
        setValue(key, value, field);
      }
    }
  }

  private void setValue(String key, String value, String field) {
    switch (key) {
      case "from" -> from = value;
      case "source", "src" -> source = value;
      case "target", "dst", "destination" -> target = value;
      case "id" -> id = value;
      case "sharing" -> sharing = sharing(value);
      case "env" -> environment = value;
      case "mode" -> mode = FlagValues.mode(value, at);
      case "uid" -> uid = FlagValues.id(key, value, at);
      case "gid" -> gid = FlagValues.id(key, value, at);
      case "size" -> {
        only(key, "tmpfs");
        size = FlagValues.size(value, at);
      }
      default ->
          throw failure(
              Suggestion.append("unexpected key '" + key + "' in '" + field + "'", key, KEYS),
              "the keys are " + String.join(", ", KEYS));
    }
  }

  private CacheSharing sharing(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "shared" -> CacheSharing.SHARED;
      case "private" -> CacheSharing.PRIVATE;
      case "locked" -> CacheSharing.LOCKED;
      default ->
          throw failure(
              Suggestion.append(
                  "unsupported sharing value " + GoQuote.quote(value), value, SHARINGS),
              "use shared, private or locked");
    };
  }

  RunMount mount() {
    check();
    return switch (type) {
      case "bind" -> new RunMount.Bind(target(), source(), from(), readOnly(true));
      case "cache" ->
          new RunMount.Cache(
              target(),
              id.isEmpty() ? CleanPath.of(target) : id,
              source(),
              from(),
              sharing == null ? CacheSharing.SHARED : sharing,
              readOnly(false),
              access(0755));
      case "tmpfs" -> new RunMount.Tmpfs(target(), size, readOnly(false));
      case "secret" -> secret();
      default ->
          new RunMount.Ssh(
              id.isEmpty() ? "default" : id,
              target.isEmpty() ? null : target,
              required,
              access(0600));
    };
  }

  private void check() {
    if (type.equals("ssh") && !source.isEmpty()) {
      throw failure("ssh does not support source", "remove source, or write id=NAME");
    }
    if (type.equals("cache") && from.isEmpty() && !CleanPath.of("/" + source).equals("/")) {
      throw failure(
          "the source of a cache mount is a path in from, which is missing",
          "add from= and a stage or an image, or remove source");
    }
    if (type.equals("tmpfs") && !source.isEmpty()) {
      throw failure("a tmpfs mount has no source", "remove source, or write type=bind");
    }
    boolean fileInfoAllowed = List.of("secret", "ssh", "cache").contains(type);
    if (!fileInfoAllowed && mode != null) {
      throw notAllowed("mode");
    }
    if (!fileInfoAllowed && uid != null) {
      throw notAllowed("uid");
    }
    if (!fileInfoAllowed && gid != null) {
      throw notAllowed("gid");
    }
    if (type.equals("secret") && !from.isEmpty()) {
      throw failure("secret mount should not have a from", "remove from");
    }
    if (sharing != null && !type.equals("cache")) {
      throw failure("invalid cache sharing set for " + type + " mount", "remove sharing");
    }
  }

  private RunMount secret() {
    if (source.isEmpty() && target.isEmpty() && id.isEmpty()) {
      throw failure("invalid secret mount. one of source, target required", "write id=NAME");
    }
    if (!source.isEmpty() && !id.isEmpty()) {
      throw failure("both source and id can't be set", "remove source");
    }
    String name = source.isEmpty() ? id : source;
    name = name.isEmpty() ? lastPart(target) : name;
    String file = target.isEmpty() ? null : target;
    if (file == null && environment == null) {
      file = "/run/secrets/" + lastPart(name);
    }
    return new RunMount.Secret(name, file, environment, required, access(0400));
  }

  private static String lastPart(String path) {
    String trimmed = path.replaceFirst("/+$", "");
    return trimmed.isEmpty() ? path : trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /** Without a target a mount covers the working directory, so only the executor can refuse "/". */
  private String target() {
    return target.isEmpty() ? "." : target;
  }

  private String source() {
    return source.isEmpty() ? "/" : source;
  }

  private @Nullable String from() {
    return from.isEmpty() ? null : from;
  }

  private boolean readOnly(boolean byDefault) {
    return readOnly == null ? byDefault : readOnly;
  }

  private FileAccess access(int defaultMode) {
    return new FileAccess(
        uid == null ? 0 : uid, gid == null ? 0 : gid, mode == null ? defaultMode : mode);
  }

  private void only(String key, String... types) {
    if (!List.of(types).contains(type)) {
      throw failure(
          "unexpected key '" + key + "' for mount type '" + type + "'",
          "it goes with type=" + String.join(" and type=", types));
    }
  }

  private DockerfileException notAllowed(String key) {
    return failure(
        key + " not allowed for " + GoQuote.quote(type) + " type mounts", "remove " + key);
  }

  private DockerfileException failure(String problem, String hint) {
    return FlagValues.failure(problem, hint, at);
  }
}
