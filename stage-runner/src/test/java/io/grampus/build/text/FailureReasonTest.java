package io.grampus.build.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReasonTest {
  @TempDir Path folder;

  private static String reason(ThrowingCallable action) {
    return FailureReason.of(catchThrowableOfType(IOException.class, action));
  }

  @Test
  void isMoreThanTheNameOfTheFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(reason(() -> Files.readAllBytes(folder.resolve("none"))))
        .isEqualTo("No such file or directory");
    assertThat(reason(() -> Files.readAllBytes(folder))).isEqualTo("Is a directory");
    assertThat(reason(() -> Files.newOutputStream(file.resolve("below"))))
        .isEqualTo("Not a directory");
    assertThat(reason(() -> Files.newDirectoryStream(file))).isEqualTo("Not a directory");
    assertThat(reason(() -> Files.createDirectory(file))).isEqualTo("File exists");
    assertThat(reason(() -> Files.delete(folder))).isEqualTo("Directory not empty");
    assertThat(FailureReason.of(new AccessDeniedException("/x"))).isEqualTo("Permission denied");
  }

  @Test
  void isTheMessageWhereThatSaysIt() {
    assertThat(FailureReason.of(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
  }
}
