package io.grampus.build.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Parses the value of {@code RUN --mount}: at once for its shape, later, expanded, as a whole. */
final class MountParser {
  private MountParser() {}

  /** What can be said before variables have values: the fields, and where the files come from. */
  static MountFlag flag(String text, SourceRange at) {
    String from = null;
    for (String field : FlagFields.parse(text, at)) {
      int equals = field.indexOf('=');
      if (equals >= 0 && field.substring(0, equals).equalsIgnoreCase("from")) {
        from = field.substring(equals + 1);
        int dollar = from.indexOf('$');
        if (dollar >= 0 && dollar + 1 < from.length()) {
          throw FlagValues.failure(
              "'from' doesn't support variable expansion, define alias stage instead",
              "define a stage with FROM and a global ARG, and name that stage here",
              at);
        }
      }
    }
    return new MountFlag(text, from == null || from.isEmpty() ? null : from);
  }

  /**
   * Reads a flag.
   *
   * @param expand replaces the variables of one value
   */
  static RunMount parse(MountFlag flag, UnaryOperator<String> expand, SourceRange at) {
    MountOptions options = new MountOptions(at);
    List<String> fields = FlagFields.parse(flag.text(), at);
    // BuildKit judges a key by the type read so far, here the order of the keys does not matter.
    for (String field : fields) {
      String value = valueOf(field, expand);
      if (key(field).equals("type") && value != null) {
        options.setType(value);
      }
    }
    for (String field : fields) {
      if (!key(field).equals("type") || field.indexOf('=') < 0) {
        options.set(key(field), valueOf(field, expand), field);
      }
    }
    return options.mount();
  }

  private static String key(String field) {
    int equals = field.indexOf('=');
    return (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String valueOf(String field, UnaryOperator<String> expand) {
    int equals = field.indexOf('=');
    return equals < 0 ? null : expand.apply(field.substring(equals + 1));
  }
}
