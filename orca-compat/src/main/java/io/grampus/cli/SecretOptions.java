package io.grampus.cli;

import io.grampus.build.mount.Secret;
import io.grampus.build.text.ClosestWord;
import io.grampus.build.text.CsvFields;
import io.grampus.build.text.FailureReason;
import io.grampus.os.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code --secret id=NAME,src=FILE} and {@code --secret id=NAME,env=VARIABLE}. */
final class SecretOptions {
  private static final List<String> KEYS = List.of("id", "src", "source", "env", "type");
  private static final List<String> TYPES = List.of("file", "env");
  private static final String FORM = "write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE";

  private final Map<String, String> environment;

  /** Takes variables from this environment. */
  SecretOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The secrets by id; each is read now and once, so that a pipe will do. */
  Map<String, Secret> read(List<String> options) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    for (String option : options) {
      Map<String, String> fields = fields(option);
      String id = fields.getOrDefault("id", "");
      if (id.isEmpty()) {
        throw new UsageException("--secret " + option + " has no id", FORM);
      }
      secrets.put(id, secret(id, fields));
    }
    return secrets;
  }

  private static Map<String, String> fields(String option) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      for (String field : CsvFields.parse(option)) {
        int equals = field.indexOf('=');
        if (equals < 0) {
          throw new UsageException("--secret: '" + field + "' must be a key=value pair", FORM);
        }
        String key = field.substring(0, equals).toLowerCase(Locale.ROOT);
        if (!KEYS.contains(key)) {
          String question = ClosestWord.question(key, KEYS);
          throw new UsageException("--secret: unexpected key '" + key + "'" + question, FORM);
        }
        fields.put(key.equals("source") ? "src" : key, field.substring(equals + 1));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--secret " + option + ": " + e.getMessage(), FORM);
    }
    return fields;
  }

  private Secret secret(String id, Map<String, String> fields) {
    String type = fields.get("type");
    if (type != null && !TYPES.contains(type)) {
      String question = ClosestWord.question(type, TYPES);
      throw new UsageException("--secret: unsupported type \"" + type + "\"" + question, FORM);
    }
    String file = fields.get("src");
    String variable = fields.get("env");
    if ("env".equals(type) && variable == null) {
      variable = file == null ? id : file;
      file = null;
    }
    boolean unnamed = (file == null || file.isEmpty()) && variable == null;
    if (unnamed && type == null && environment.containsKey(id)) {
      variable = id;
    }
    if (variable != null) {
      return limited(id, environment.getOrDefault(variable, "").getBytes(StandardCharsets.UTF_8));
    }
    return ofFile(id, unnamed ? id : file);
  }

  private static Secret ofFile(String id, @Nullable String name) {
    Path file = Path.of(String.valueOf(name));
    try (InputStream in = Files.newInputStream(file)) {
      return limited(id, in.readNBytes(Secret.LARGEST + 1));
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "the file " + file + " of the secret \"" + id + "\" does not exist", FORM);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : FailureReason.of(e);
      throw new UsageException(
          "the file " + file + " of the secret \"" + id + "\" cannot be read: " + reason, FORM);
    }
  }

  private static Secret limited(String id, byte[] content) {
    if (content.length > Secret.LARGEST) {
      throw new UsageException(
          "the secret \"" + id + "\" is too big: at most 500 KiB are possible",
          "a file of the build context reaches a RUN with --mount=type=bind");
    }
    return new Secret(ByteString.of(content));
  }
}
