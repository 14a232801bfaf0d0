package io.grampus.build.text;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of comma-separated fields, with quotes as RFC 4180 has them: a field that begins with a
 * quote ends at the next lone quote, and two quotes inside stand for one.
 */
public final class CsvFields {
  private final String line;
  private int next;

  private CsvFields(String line) {
    this.line = line;
  }

  /**
   * The fields of a line, at least one.
   *
   * @throws IllegalArgumentException with the reason, for a quote at a wrong place
   */
  public static List<String> parse(String line) {
    CsvFields fields = new CsvFields(line);
    List<String> result = new ArrayList<>();
    result.add(fields.field());
    while (fields.next < line.length()) {
      fields.next++; // the comma
      result.add(fields.field());
    }
    return result;
  }

  private String field() {
    return next < line.length() && line.charAt(next) == '"' ? quoted() : bare();
  }

  private String bare() {
    int comma = line.indexOf(',', next);
    String field = line.substring(next, comma < 0 ? line.length() : comma);
    if (field.indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "a quote may only stand at the beginning and the end of a field");
    }
    next += field.length();
    return field;
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    int position = next + 1;
    while (position < line.length()) {
      char current = line.charAt(position++);
      if (current != '"') {
        field.append(current);
      } else if (position < line.length() && line.charAt(position) == '"') {
        field.append('"');
        position++;
      } else if (position == line.length() || line.charAt(position) == ',') {
        next = position;
        return field.toString();
      } else {
        throw new IllegalArgumentException("a comma must follow the closing quote");
      }
    }
    throw new IllegalArgumentException("the closing quote is missing");
  }
}
