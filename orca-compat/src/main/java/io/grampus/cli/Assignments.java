package io.grampus.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code NAME=value} arguments. */
final class Assignments {
  private final String option;
  private final List<String> texts;

  /** The values given to the option, which errors name. */
  Assignments(String option, List<String> texts) {
    this.option = option;
    this.texts = texts;
  }

  /**
   * Names and values in order, the last one winning; a bare name has its value from the environment
   * and is left out where the environment has none.
   */
  Map<String, String> orFromEnvironment(Map<String, String> environment) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String text : texts) {
      String name = name(text);
      if (name.length() < text.length()) {
        result.put(name, text.substring(name.length() + 1));
      } else if (environment.containsKey(name)) {
        result.put(name, environment.getOrDefault(name, ""));
      }
    }
    return result;
  }

  /** Names and values in order, the last one winning; a bare name has the empty value. */
  Map<String, String> orEmpty() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String text : texts) {
      String name = name(text);
      result.put(name, name.length() < text.length() ? text.substring(name.length() + 1) : "");
    }
    return result;
  }

  /** Names and values in order, the last one winning; a bare name is an error. */
  Map<String, String> orRefused() {
    for (String text : texts) {
      if (name(text).length() == text.length()) {
        throw new UsageException(
            option + " \"" + text + "\" has no value", "write " + option + " NAME=value");
      }
    }
    return orEmpty();
  }

  private String name(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (name.isEmpty()) {
      throw new UsageException(
          option + " \"" + text + "\" has no name", "write " + option + " NAME=value");
    }
    return name;
  }
}
