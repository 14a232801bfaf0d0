package io.grampus.cli.orca;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.build.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An instruction as the log shows it.
 *
 * @param command its keyword in lower case
 * @param arguments its words without their quotes, or the elements of a JSON list
 * @param json whether it was one
 */
record ScriptLine(String command, List<String> arguments, boolean json) {
  ScriptLine {
    arguments = List.copyOf(arguments);
  }

  static ScriptLine of(Instruction instruction) {
    String[] parts = instruction.text().strip().split("\\s+", 2);
    String rest = parts.length > 1 ? parts[1] : "";
    String command = parts[0].toLowerCase(Locale.ROOT);
    List<String> elements = jsonList(rest);
    return elements == null
        ? new ScriptLine(command, words(rest), false)
        : new ScriptLine(command, elements, true);
  }

  private static @Nullable List<String> jsonList(String text) {
    try {
      JsonNode node = new ObjectMapper().readTree(text);
      if (node == null || !node.isArray()) {
        return null;
      }
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(element.asText()));
      return elements;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Splits as a shell does; where a quote does not end, at blanks. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean escapes = c == '\\' && quote != '\'' && index + 1 < text.length();
      if (escapes) {
        word.append(text.charAt(++index));
        inWord = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        inWord = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      return List.of(text.strip().split("\\s+"));
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** {@code run ['make', 'install'] [json=False]}. */
  String shown() {
    return command + " " + PythonText.of(arguments) + " [json=" + (json ? "True" : "False") + "]";
  }
}
