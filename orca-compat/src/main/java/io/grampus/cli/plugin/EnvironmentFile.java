package io.grampus.cli.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of NAME=value lines, as {@code env_file} names one: comments begin with #, {@code export}
 * may stand before a name, and quotes around a value are not part of it.
 */
public final class EnvironmentFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*?)\\s*");

  private EnvironmentFile() {}

  /** The variables in the order of their lines; lines that set none are passed over. */
  public static Map<String, String> parse(String text) {
    Map<String, String> variables = new LinkedHashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> variables.put(line.group(1), value(line.group(2))));
    return variables;
  }

  private static String value(String text) {
    for (String quote : new String[] {"'", "\""}) {
      int end = text.indexOf(quote, 1);
      if (text.startsWith(quote) && end > 0) {
        String content = text.substring(1, end);
        return quote.equals("'") ? content : content.replace("\\n", "\n");
      }
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).stripTrailing();
  }
}
