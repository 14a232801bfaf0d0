package io.grampus.build.check;

import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.os.GrampusException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which rules count: the {@code check} directive of a Dockerfile, or the build argument that stands
 * in for it.
 *
 * @param skip rules left out, {@code all} for every one that is not experimental
 * @param experimental experimental rules wanted, {@code all} for every one
 * @param error whether a broken rule fails the build
 */
public record CheckOptions(Set<String> skip, Set<String> experimental, boolean error) {
  /** The build argument. */
  public static final String ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK";

  private static final String ALL = "all";

  /** Copies the sets. */
  public CheckOptions {
    skip = Set.copyOf(skip);
    experimental = Set.copyOf(experimental);
  }

  /**
   * The options of a build. What stands behind a blank in a directive is a comment.
   *
   * @throws GrampusException {@code dockerfile-check} for options that there are not
   */
  public static CheckOptions of(ParsedDockerfile dockerfile, Map<String, String> buildArguments) {
    String argument = buildArguments.get(ARGUMENT);
    if (argument != null) {
      return parse(argument);
    }
    return dockerfile.directives().stream()
        .filter(directive -> directive.name().equals("check"))
        .map(directive -> directive.value().split(" ", 2)[0])
        .findFirst()
        .map(CheckOptions::parse)
        .orElse(new CheckOptions(Set.of(), Set.of(), false));
  }

  /** Reads {@code skip=A,B;experimental=all;error=true}. */
  static CheckOptions parse(String text) {
    Set<String> skip = new LinkedHashSet<>();
    Set<String> experimental = new LinkedHashSet<>();
    boolean error = false;
    for (String part : text.isBlank() ? new String[0] : text.split(";", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1).strip();
      switch (equals < 0 ? "" : part.substring(0, equals).strip()) {
        case "skip" -> skip.addAll(words(value));
        case "experimental" -> experimental.addAll(words(value));
        case "error" -> error = truth(part, value);
        default -> throw invalid(part);
      }
    }
    return new CheckOptions(skip, experimental, error);
  }

  private static Set<String> words(String list) {
    return new LinkedHashSet<>(Arrays.stream(list.split(",", -1)).map(String::strip).toList());
  }

  private static boolean truth(String part, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true" -> true;
      case "0", "f", "false" -> false;
      default -> throw invalid(part);
    };
  }

  private static GrampusException invalid(String part) {
    return new GrampusException(
        "dockerfile-check",
        "invalid check option \"" + part.strip() + "\"",
        "write it like # check=skip=" + List.of(CheckRule.values()).get(0).rule() + ";error=true");
  }

  /** Whether a rule counts. */
  boolean counts(CheckRule rule) {
    return rule.isExperimental()
        ? experimental.contains(ALL) || experimental.contains(rule.rule())
        : !skip.contains(ALL) && !skip.contains(rule.rule());
  }
}
