package io.grampus.build.dockerfile;

import io.grampus.build.text.CsvFields;
import java.util.List;

/** The comma-separated fields of a mount or device flag. */
final class FlagFields {
  private FlagFields() {}

  static List<String> parse(String text, SourceRange at) {
    try {
      return CsvFields.parse(text);
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          "dockerfile-flag",
          "failed to parse comma-separated fields: " + e.getMessage(),
          "write key=value,key=value; put a field that holds a comma in double quotes as a whole",
          at);
    }
  }
}
