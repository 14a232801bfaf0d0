package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes {@code # name=value} lines at the head of the file. The first line that is none ends
 * them for good, were it only a comment or a blank line. A first line that names an interpreter
 * does not; but behind it BuildKit has no ear for {@code escape}.
 */
final class DirectiveReader {
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");
  private static final Set<String> NAMES = Set.of("syntax", "escape", "check");

  private final List<Directive> directives = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private boolean done;
  private boolean behindInterpreter;
  private char escape = '\\';

  /** Looks at the next physical line, without leading blanks; true if it is a directive. */
  boolean accept(String line, SourceRange at) {
    if (at.firstLine() == 1 && line.startsWith("#!")) {
      behindInterpreter = true;
      return false;
    }
    Optional<Directive> directive = done ? Optional.empty() : match(line, at.firstLine());
    if (directive.isEmpty()) {
      done = true;
      return false;
    }
    String name = directive.get().name();
    String value = directive.get().value();
    if (!seen.add(name)) {
      throw wrong("only one " + name + " parser directive can be used", "remove this one", at);
    }
    if (name.equals("escape") && !behindInterpreter) {
      if (!value.equals("`") && !value.equals("\\")) {
        throw wrong(
            "invalid escape token '" + value + "' does not match ` or \\",
            "write # escape=` or leave the directive out",
            at);
      }
      escape = value.charAt(0);
    }
    directives.add(directive.get());
    return true;
  }

  char escape() {
    return escape;
  }

  List<Directive> directives() {
    return directives;
  }

  private static Optional<Directive> match(String line, int number) {
    Matcher matcher = DIRECTIVE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1).toLowerCase(Locale.ROOT);
    return NAMES.contains(name)
        ? Optional.of(new Directive(name, matcher.group(2), number))
        : Optional.empty();
  }

  private static DockerfileException wrong(String problem, String hint, SourceRange at) {
    return new DockerfileException("dockerfile-directive", problem, hint, at);
  }
}
