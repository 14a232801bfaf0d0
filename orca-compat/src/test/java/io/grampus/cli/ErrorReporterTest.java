package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildFailedException;
import io.grampus.build.SourcePlace;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.GrampusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorReporterTest {
  private static final String DOCKERFILE =
      "FROM debian:12\n\nRUN apt-get update && \\\n    apt-get install -y nothing\n\nCMD [\"x\"]\n";

  @Test
  void reportsEachKindOfFailure() throws IOException {
    StringBuilder all = new StringBuilder();
    failures().forEach((name, failure) -> all.append(reported(name, failure)));
    Golden.check("errors.txt", all.toString());
  }

  private static Map<String, Throwable> failures() {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    failures.put("failed RUN", BuildFailedException.ofCommand("/bin/sh -c apt…", 100, at(3, 4)));
    failures.put("failed first line", failure(at(1, 1)));
    failures.put("failed last line", failure(at(6, 6)));
    failures.put("place out of the text", failure(at(9, 9)));
    failures.put("no place", failure(null));
    failures.put("no hint", new GrampusException("x", "something failed", null));
    IOException gone = new IOException("Broken pipe");
    failures.put("nobody reads", new GrampusException("x", "cannot write: Broken pipe", "?", gone));
    failures.put(
        "escapes",
        new BuildFailedException(
            "x",
            "no \u001b[31msuch\nthing\u202e",
            "a\u0007b",
            new SourcePlace("Dockerfile", 1, 1, "FROM \u001b[2Jx\0\n" + "y".repeat(2000)),
            null));
    failures.put("usage", new UsageException("no such option", "There are others."));
    failures.put("interrupted", new InterruptedException());
    IOException full = new FileSystemException("/s/blob", null, "No space left on device");
    failures.put("disk full", full);
    failures.put("disk full, wrapped", new GrampusException("x", "cannot write", null, full));
    failures.put("disk full, by number", new ErrnoException("write", "3", Errno.ENOSPC));
    failures.put("read-only", new UncheckedIOException(new IOException("Read-only file system")));
    failures.put("missing file", new NoSuchFileException("/no/such"));
    failures.put("forbidden file", new AccessDeniedException("/root/x"));
    failures.put("bug", new IllegalStateException("impossible"));
    failures.put("out of memory", new OutOfMemoryError("Java heap space"));
    return failures;
  }

  @Test
  void showsStackTracesOnlyForDebugging() {
    GrampusException failure = new GrampusException("x", "something failed", null);
    assertThat(print(failure, false)).doesNotContain("\tat ");
    assertThat(print(failure, true))
        .startsWith("ERROR: something failed\n")
        .contains("\tat io.grampus.cli.ErrorReporterTest");
  }

  private static BuildFailedException failure(SourcePlace place) {
    return new BuildFailedException("x", "not like this", "Like that.", place, null);
  }

  private static SourcePlace at(int first, int last) {
    return new SourcePlace("Dockerfile", first, last, DOCKERFILE);
  }

  private static String reported(String name, Throwable failure) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    int code = new ErrorReporter(nowhere, false).report(failure);
    return "== " + name + ": " + code + "\n" + print(failure, false);
  }

  private static String print(Throwable failure, boolean debug) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ErrorReporter(new PrintStream(bytes, false, StandardCharsets.UTF_8), debug).report(failure);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
