package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of one instruction, checked against what the instruction knows. */
final class InstructionFlags {
  /** What a flag takes. */
  enum Kind {
    /** Nothing, {@code =true} or {@code =false}. */
    SWITCH,
    /** One value, once. */
    VALUE,
    /** One value, any number of times. */
    VALUES
  }

  private final Map<String, Kind> known;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final SourceRange at;

  private InstructionFlags(Map<String, Kind> known, SourceRange at) {
    this.known = known;
    this.at = at;
  }

  /** Checks the flags; throws for unknown ones, repeated ones and wrong values. */
  static InstructionFlags parse(List<String> flags, Map<String, Kind> known, SourceRange at) {
    InstructionFlags parsed = new InstructionFlags(known, at);
    for (String flag : flags) {
      parsed.add(flag.substring(2));
    }
    return parsed;
  }

  private void add(String flag) {
    int equals = flag.indexOf('=');
    String name = equals < 0 ? flag : flag.substring(0, equals);
    Kind kind = known.get(name);
    if (kind == null) {
      throw failure(
          "dockerfile-unknown-flag",
          Suggestion.append("unknown flag: --" + name, name, known.keySet()),
          known.isEmpty()
              ? "this instruction takes no flags"
              : "it knows --" + String.join(", --", known.keySet().stream().sorted().toList()));
    }
    if (kind != Kind.VALUES && values.containsKey(name)) {
      throw failure("dockerfile-flag", "duplicate flag specified: --" + name, "give it once");
    }
    String value = equals < 0 ? null : flag.substring(equals + 1);
    values
        .computeIfAbsent(name, unused -> new ArrayList<>())
        .add(kind == Kind.SWITCH ? switchValue(name, value) : requiredValue(name, value));
  }

  private String switchValue(String name, @Nullable String value) {
    if (value == null) {
      return "true";
    }
    String lower = requiredValue(name, value).toLowerCase(Locale.ROOT);
    if (value.isEmpty() || !(lower.equals("true") || lower.equals("false"))) {
      throw failure(
          "dockerfile-flag",
          value.isEmpty()
              ? "missing a value on flag: --" + name
              : "expecting boolean value for flag --" + name + ", not: " + value,
          "write --" + name + " or --" + name + "=false");
    }
    return lower;
  }

  private String requiredValue(String name, @Nullable String value) {
    if (value == null) {
      throw failure(
          "dockerfile-flag",
          "missing a value on flag: --" + name,
          "write --" + name + "=VALUE, without blanks around the equals sign");
    }
    return value;
  }

  /** Whether a switch is given and not false. */
  boolean isOn(String name) {
    return "true".equals(value(name));
  }

  /** The state of a switch, or null where it is absent. */
  @Nullable Boolean switched(String name) {
    String value = value(name);
    return value == null ? null : Boolean.valueOf(value);
  }

  /** The value of a flag, or null where it is absent. */
  @Nullable String value(String name) {
    List<String> given = values.get(name);
    return given == null ? null : given.get(0);
  }

  String valueOr(String name, String otherwise) {
    String value = value(name);
    return value == null ? otherwise : value;
  }

  /** The value of a flag, or null where it is absent or empty. */
  @Nullable String valueUnlessEmpty(String name) {
    String value = value(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** All values of a flag, in order. */
  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  private DockerfileException failure(String code, String problem, String hint) {
    return new DockerfileException(code, problem, hint, at);
  }
}
