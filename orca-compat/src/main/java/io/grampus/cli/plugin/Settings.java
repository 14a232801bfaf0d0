package io.grampus.cli.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.build.text.ClosestWord;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The settings of a plugin step. Drone and Harness pass each as the environment variable PLUGIN_
 * and its name in capitals: lists joined by commas, maps as JSON objects.
 */
public final class Settings {
  /** What a daemon would do, or what is done anyway. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "bip",
          "compress",
          "custom_dns",
          "custom_dns_search",
          "daemon_off",
          "debug",
          "email",
          "experimental",
          "ipv6",
          "mirror",
          "mtu",
          "purge",
          "storage_driver",
          "storage_path");

  private static final Set<String> KNOWN =
      Set.of(
          "add_host",
          "args",
          "args_from_env",
          "artifact_file",
          "auto_label",
          "auto_tag",
          "auto_tag_suffix",
          "build_args",
          "build_args_from_env",
          "cache_from",
          "cache_repo",
          "config",
          "context",
          "custom_labels",
          "default_suffix",
          "default_tags",
          "destination_tar_path",
          "dockerfile",
          "dry_run",
          "enable_cache",
          "env_file",
          "insecure",
          "label_schema",
          "labels",
          "link",
          "no_cache",
          "no_push",
          "password",
          "platform",
          "pull_image",
          "push_only",
          "quiet",
          "registry",
          "repo",
          "skip_tls_verify",
          "source_tar_path",
          "squash",
          "tag",
          "tags",
          "tar_path",
          "target",
          "username");

  private static final String PREFIX = "PLUGIN_";
  private static final Set<String> TRUE = Set.of("true", "1", "t", "yes", "on");
  private static final Set<String> FALSE = Set.of("false", "0", "f", "no", "off", "");

  private final Map<String, String> environment;

  /** The settings among these environment variables. */
  public Settings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The first of these settings that is set, else the empty string. */
  public String text(String... names) {
    return Arrays.stream(names)
        .map(name -> variable(variableName(name)))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The variable's value, else the empty string. */
  public String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  /** All environment variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * Whether any of these settings is on.
   *
   * @throws GrampusException {@code plugin-setting} where one is neither on nor off
   */
  public boolean isOn(String... names) {
    boolean on = false;
    for (String name : names) {
      String value = text(name).toLowerCase(Locale.ROOT);
      if (!TRUE.contains(value) && !FALSE.contains(value)) {
        throw new GrampusException(
            "plugin-setting",
            "the setting " + name + " is \"" + text(name) + "\"",
            "set it to true or false");
      }
      on |= TRUE.contains(value);
    }
    return on;
  }

  /** The elements of the first of these settings that is set: split at commas, or a JSON array. */
  public List<String> list(String... names) {
    String text = text(names);
    if (text.startsWith("[")) {
      List<String> elements = new ArrayList<>();
      json(names[0], text).forEach(element -> elements.add(element.asText()));
      return elements;
    }
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  /** Elements of the form NAME=value, which may also stand in a JSON object. */
  public List<String> assignments(String... names) {
    String text = text(names);
    if (!text.startsWith("{")) {
      return list(names);
    }
    List<String> assignments = new ArrayList<>();
    json(names[0], text)
        .properties()
        .forEach(member -> assignments.add(member.getKey() + "=" + member.getValue().asText()));
    return assignments;
  }

  private static JsonNode json(String name, String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) { // its message would show the text
      throw new GrampusException(
          "plugin-setting",
          "the setting " + name + " begins like JSON but is none",
          "write a list separated by commas, or valid JSON");
    }
  }

  /** What should be said about settings that nobody here looks at, a sentence each. */
  public List<String> remarks() {
    Map<String, String> remarks = new TreeMap<>();
    for (String variable : environment.keySet()) {
      if (variable.startsWith(PREFIX)) {
        String name = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        if (WITHOUT_EFFECT.contains(name)) {
          remarks.put(name, "the setting " + name + " has no effect: there is no daemon");
        } else if (!KNOWN.contains(name)) {
          remarks.put(
              name, "the setting " + name + " is not known" + ClosestWord.question(name, KNOWN));
        }
      }
    }
    return List.copyOf(remarks.values());
  }

  private static String variableName(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT);
  }
}
