package io.grampus.cli.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option as completions and manual pages see it. */
record OptionView(List<String> names, String value, List<String> words, String description) {

  /** The options that help lists, in its order. */
  static List<OptionView> of(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .map(OptionView::of)
        .toList();
  }

  private static OptionView of(OptionSpec option) {
    List<String> words = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(words::add);
    }
    return new OptionView(
        Arrays.asList(option.names()),
        option.arity().max() == 0 ? "" : option.paramLabel(),
        words,
        String.join(" ", option.description()));
  }

  boolean takesValue() {
    return !value.isEmpty();
  }

  /** Whether the value names something in the file system. */
  boolean takesPath() {
    String label = value.toUpperCase(Locale.ROOT);
    return label.contains("FILE") || label.contains("FOLDER") || label.contains("OUTPUT");
  }

  /** The first sentence, for menus. */
  String summary() {
    return summary(description);
  }

  static String summary(String text) {
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  static String summary(CommandSpec command) {
    List<String> description = Arrays.asList(command.usageMessage().description());
    int end = description.indexOf("");
    return summary(String.join(" ", end < 0 ? description : description.subList(0, end)));
  }
}
