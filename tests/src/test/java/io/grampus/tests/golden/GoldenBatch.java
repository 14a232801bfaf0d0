package io.grampus.tests.golden;

import io.grampus.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Executes many command lines of Grampus in one process, since starting costs more than most
 * builds.
 */
public final class GoldenBatch {
  private GoldenBatch() {}

  /**
   * Executes them all.
   *
   * @param arguments folders with a file {@code arguments}, one a line; what the program says goes
   *     to {@code errors} there, and its exit code to {@code exit}
   */
  public static void main(String[] arguments) throws IOException {
    for (String argument : arguments) {
      Path folder = Path.of(argument);
      List<String> words = Files.readAllLines(folder.resolve("arguments"));
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int code = Main.execute(words, errors, errors);
      Files.write(folder.resolve("errors"), errors.toByteArray());
      Files.writeString(folder.resolve("exit"), Integer.toString(code));
    }
  }
}
