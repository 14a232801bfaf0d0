package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses {@code ENV}, {@code LABEL} and {@code ARG}. */
final class KeyValueParser {
  private KeyValueParser() {}

  static EnvInstruction env(InstructionLine line) {
    line.refuseFlags();
    line.requireArgument();
    return new EnvInstruction(line.source(), pairs(line));
  }

  static LabelInstruction label(InstructionLine line) {
    line.refuseFlags();
    line.requireArgument();
    return new LabelInstruction(line.source(), pairs(line));
  }

  /** BuildKit never looks at this instruction's flags, so they are not refused here either. */
  static ArgInstruction arg(InstructionLine line) {
    line.requireArgument();
    List<ArgDeclaration> arguments = new ArrayList<>();
    for (String word : WordSplitter.atUnquotedBlanks(line.rest(), line.escape())) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (name.isEmpty()) {
        throw line.failure("ARG names can not be blank", "write ARG NAME=VALUE");
      }
      String defaultValue = equals < 0 ? null : word.substring(equals + 1);
      arguments.add(new ArgDeclaration(name, defaultValue, description(line, name)));
    }
    if (arguments.isEmpty()) {
      throw line.failure("ARG requires at least one argument", "write ARG NAME=VALUE");
    }
    return new ArgInstruction(line.source(), arguments);
  }

  private static @Nullable String description(InstructionLine line, String name) {
    return line.source().comments().stream()
        .filter(comment -> comment.startsWith(name + " "))
        .map(comment -> comment.substring(name.length() + 1))
        .findFirst()
        .orElse(null);
  }

  /** What the first word looks like decides: with an equals sign every word is a pair. */
  static List<KeyValue> pairs(InstructionLine line) {
    List<String> words = WordSplitter.atUnquotedBlanks(line.rest(), line.escape());
    List<KeyValue> pairs = new ArrayList<>();
    if (words.isEmpty()) {
      return pairs;
    }
    if (!words.get(0).contains("=")) {
      return List.of(legacyPair(line));
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw line.failure(
            "Syntax error - can't find = in "
                + GoQuote.quote(word)
                + ". Must be of the form: name=value",
            "put a value that holds blanks in double quotes");
      }
      pairs.add(checked(line, word.substring(0, equals), word.substring(equals + 1), false));
    }
    return pairs;
  }

  private static KeyValue legacyPair(InstructionLine line) {
    String rest = line.rest();
    int end = 0;
    while (end < rest.length() && !GoSpace.isSeparator(rest.charAt(end))) {
      end++;
    }
    int value = end;
    while (value < rest.length() && GoSpace.isSeparator(rest.charAt(value))) {
      value++;
    }
    if (value == rest.length()) {
      String name = line.split().name();
      throw line.failure(
          name + " must have two arguments", "write " + name + " NAME=VALUE, or NAME= for none");
    }
    return checked(line, rest.substring(0, end), rest.substring(value), true);
  }

  private static KeyValue checked(InstructionLine line, String key, String value, boolean legacy) {
    if (key.isEmpty()) {
      throw line.failure(line.split().name() + " names can not be blank", "write NAME=VALUE");
    }
    return new KeyValue(key, value, legacy);
  }
}
