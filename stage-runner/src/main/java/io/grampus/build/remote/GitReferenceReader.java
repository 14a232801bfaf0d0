package io.grampus.build.remote;

import io.grampus.build.pattern.CleanPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the query and the fragment of a git source: {@code ?branch=x&subdir=y}, {@code #ref:dir}.
 */
final class GitReferenceReader {
  private final String text;
  private final String remote;
  private final Map<String, String> values = new LinkedHashMap<>();

  GitReferenceReader(String text, String remote) {
    this.text = Credentials.hidden(text);
    this.remote = remote;
  }

  GitReference read(@Nullable String query, @Nullable String fragment) {
    readFragment(fragment == null ? "" : fragment);
    for (String field : (query == null ? "" : query).split("&", -1)) {
      if (!field.isEmpty()) {
        readField(field);
      }
    }
    String checksum = values.get("checksum");
    String ref = values.getOrDefault("ref", checksum == null ? "" : checksum);
    if (ref.startsWith("-")) {
      throw RemoteException.invalid(text, "a ref cannot begin with a dash");
    }
    return new GitReference(
        remote,
        ref,
        checksum,
        directory(values.getOrDefault("subdir", "")),
        isOn("keep-git-dir", false),
        isOn("submodules", true));
  }

  private void readFragment(String fragment) {
    int colon = fragment.indexOf(':');
    put("ref", colon < 0 ? fragment : fragment.substring(0, colon));
    put("subdir", colon < 0 ? "" : fragment.substring(colon + 1));
  }

  private void readField(String field) {
    int equals = field.indexOf('=');
    String key = equals < 0 ? field : field.substring(0, equals);
    String value = equals < 0 ? "" : field.substring(equals + 1);
    switch (key) {
      case "keep-git-dir", "submodules" -> put(key, value.isEmpty() ? "true" : value);
      case "ref", "subdir" -> put(key, present(key, value));
      case "checksum", "commit" -> put("checksum", present(key, value));
      case "tag" -> put("ref", below("refs/tags/", present(key, value)));
      case "branch" -> put("ref", below("refs/heads/", present(key, value)));
      default -> throw RemoteException.invalid(text, "unexpected query \"" + key + "\"");
    }
  }

  private String present(String key, String value) {
    if (value.isEmpty()) {
      throw RemoteException.invalid(text, "query \"" + key + "\" has no value");
    }
    return value;
  }

  private static String below(String prefix, String name) {
    return name.startsWith(prefix) ? name : prefix + name;
  }

  private void put(String key, String value) {
    String earlier = value.isEmpty() ? value : values.putIfAbsent(key, value);
    if (earlier != null && !earlier.equals(value)) {
      throw RemoteException.invalid(
          text, key + " conflicts: \"" + earlier + "\" vs \"" + value + "\"");
    }
  }

  private boolean isOn(String key, boolean otherwise) {
    String value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default ->
          throw RemoteException.invalid(text, "invalid " + key + " value: \"" + value + "\"");
    };
  }

  private static String directory(String directory) {
    String cleaned = CleanPath.of("/" + directory);
    return cleaned.substring(1);
  }
}
