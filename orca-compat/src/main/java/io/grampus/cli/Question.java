package io.grampus.cli;

import io.grampus.build.text.ClosestWord;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/**
 * What is asked of a Dockerfile.
 *
 * @param subject one of {@link #SUBJECTS}
 * @param json whether a program reads the answer
 */
record Question(String subject, boolean json) {
  static final List<String> SUBJECTS = List.of("build", "check", "outline", "targets");
  static final Question BUILD = new Question("build", false);
  static final Question CHECK = new Question("check", false);

  /** Reads {@code SUBJECT[,format=text|json]}; lint is another word for check, as for Docker. */
  static final class Converter implements ITypeConverter<Question> {
    @Override
    public Question convert(String text) {
      String[] parts = text.split(",", 2);
      String subject = parts[0].equals("lint") ? "check" : parts[0];
      if (!SUBJECTS.contains(subject)) {
        throw new UsageException(
            "there is no call \"" + subject + "\"" + ClosestWord.question(subject, SUBJECTS),
            "it can be " + String.join(", ", SUBJECTS));
      }
      String format = parts.length == 1 ? "format=text" : parts[1];
      if (!List.of("format=text", "format=json").contains(format)) {
        throw new UsageException(
            "a call has no option \"" + format + "\"", "write " + subject + ",format=json");
      }
      return new Question(subject, format.equals("format=json"));
    }
  }
}
