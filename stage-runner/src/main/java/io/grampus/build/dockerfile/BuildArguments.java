package io.grampus.build.dockerfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The build arguments a stage's {@code ARG} can draw from.
 *
 * @param given what the user passed with {@code --build-arg}
 * @param global the platform arguments and the {@code ARG}s before the first {@code FROM}, computed
 */
public record BuildArguments(Map<String, String> given, Map<String, String> global) {
  private static final List<String> PROXIES =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

  /** Takes copies. */
  public BuildArguments {
    given = Map.copyOf(given);
    global = Map.copyOf(global);
  }

  /** The value for a name that a stage declares without default, or null. */
  @Nullable String inherited(String name) {
    return global.get(name);
  }

  /**
   * The proxy settings among the given arguments, which every RUN gets undeclared, in both
   * spellings. They show up neither in history nor in the image.
   */
  public Map<String, String> proxyVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    new TreeMap<>(given)
        .forEach(
            (name, value) -> {
              String upper = name.toUpperCase(Locale.ROOT);
              if (PROXIES.contains(upper) && !value.isEmpty()) {
                variables.put(upper, value);
                variables.put(upper.toLowerCase(Locale.ROOT), value);
              }
            });
    return variables;
  }
}
