package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardOutputTest {

  @ParameterizedTest
  @CsvSource({
    ", 0, 0, false",
    "Broken pipe, 0, 141, false",
    "Broken pipe, 3, 3, false",
    "No space left on device, 0, 1, true",
    "No space left on device, 3, 3, true",
  })
  void tellsAReaderThatWentAwayFromOutputThatIsLost(
      String failure, int code, int expected, boolean reported) {
    StandardOutput output = new StandardOutput(failingWith(failure));
    try (PrintStream stream = new PrintStream(output, false, StandardCharsets.UTF_8)) {
      stream.println("text");
      stream.flush();
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
    assertThat(output.exitCode(code, errStream)).isEqualTo(expected);
    assertThat(err.size() > 0).isEqualTo(reported);
  }

  private static OutputStream failingWith(String message) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        if (message != null) {
          throw new IOException(message);
        }
      }
    };
  }
}
