package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values (RFC 4180), as mount and device flags are written. */
final class CsvFields {
  private CsvFields() {}

  static List<String> parse(String text, SourceRange at) {
    List<String> fields = new ArrayList<>();
    int position = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      position =
          text.startsWith("\"", position)
              ? quoted(text, position + 1, field, at)
              : plain(text, position, field, at);
      fields.add(field.toString());
      if (position >= text.length()) {
        return fields;
      }
      position++;
    }
  }

  private static int plain(String text, int start, StringBuilder field, SourceRange at) {
    int comma = text.indexOf(',', start);
    int end = comma < 0 ? text.length() : comma;
    field.append(text, start, end);
    if (field.indexOf("\"") >= 0) {
      throw failure("bare \" in " + GoQuote.quote(field.toString()), at);
    }
    return end;
  }

  private static int quoted(String text, int start, StringBuilder field, SourceRange at) {
    int position = start;
    while (true) {
      int quote = text.indexOf('"', position);
      if (quote < 0) {
        throw failure("a quoted field does not end", at);
      }
      field.append(text, position, quote);
      position = quote + 1;
      if (!text.startsWith("\"", position)) {
        break;
      }
      field.append('"');
      position++;
    }
    if (position < text.length() && text.charAt(position) != ',') {
      throw failure("text follows a quoted field", at);
    }
    return position;
  }

  private static DockerfileException failure(String problem, SourceRange at) {
    return new DockerfileException(
        "dockerfile-flag",
        "failed to parse comma-separated fields: " + problem,
        "write key=value,key=value; put a field that holds a comma in double quotes as a whole",
        at);
  }
}
