package io.grampus.cli;

import io.grampus.build.BuildFailedException;
import io.grampus.build.BuildListener;
import io.grampus.build.BuildRequest;
import io.grampus.build.BuildResult;
import io.grampus.build.ContextSource;
import io.grampus.build.LayerHistory;
import io.grampus.build.MeansPreference;
import io.grampus.build.SourcePlace;
import io.grampus.build.VertexEvent;
import io.grampus.build.text.FailureReason;
import io.grampus.cli.report.BuildRecorder;
import io.grampus.cli.report.BuildReport;
import io.grampus.cli.report.ReportSubject;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A build about which a page is written, whatever becomes of it. */
final class ReportedBuild {
  private final Services services;
  private final MeansPreference preference;
  private final Path file;
  private final boolean explains;

  /**
   * Writes the page to the file.
   *
   * @param explains whether the listener wants to hear, too, why steps are not cached
   * @throws UsageException where there can be no such file
   */
  ReportedBuild(Services services, MeansPreference preference, Path file, boolean explains) {
    this.services = services;
    this.preference = preference;
    this.file = file;
    this.explains = explains;
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UsageException(
          "the report cannot be written to " + file,
          "name a file in a folder that you may write to");
    }
  }

  /** Builds, and writes the page before it returns or throws. */
  BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
    BuildRecorder recorder = new BuildRecorder(explains ? listener : withoutReasons(listener));
    String title = title(request);
    try {
      BuildResult result = services.builder(preference).build(request, recorder);
      write(recorder, new ReportSubject(title, null, false));
      return result;
    } catch (GrampusException e) {
      writeBeside(e, recorder, new ReportSubject(title, failure(e), false));
      throw e;
    } catch (InterruptedException e) {
      writeBeside(e, recorder, new ReportSubject(title, null, true));
      throw e;
    }
  }

  private static BuildListener withoutReasons(BuildListener listener) {
    return event -> {
      if (!(event instanceof VertexEvent.Missed)) {
        listener.on(event);
      }
    };
  }

  private static String title(BuildRequest request) {
    if (!request.tags().isEmpty()) {
      return request.tags().get(0);
    }
    Path name =
        request.context().main() instanceof ContextSource.Folder folder
            ? folder.directory().toAbsolutePath().normalize().getFileName()
            : null;
    return name == null ? "Image without a name" : "Image of " + name;
  }

  private static ReportSubject.Failure failure(GrampusException failure) {
    SourcePlace place = failure instanceof BuildFailedException failed ? failed.place() : null;
    return new ReportSubject.Failure(
        String.valueOf(failure.getMessage()),
        failure.hint() == null ? "" : failure.hint(),
        place == null ? "" : SourceExcerpt.of(place));
  }

  private void write(BuildRecorder recorder, ReportSubject subject) {
    try {
      new BuildReport(recorder, new LayerHistory(services.store().blobs())).write(subject, file);
    } catch (IOException e) {
      throw new GrampusException(
          "report-not-written",
          "cannot write the report " + file + ": " + FailureReason.of(e),
          "the image is built; choose another file for the report",
          e);
    }
  }

  /** The build's own failure is the one to be told. */
  private void writeBeside(Exception failure, BuildRecorder recorder, ReportSubject subject) {
    try {
      write(recorder, subject);
    } catch (GrampusException e) {
      failure.addSuppressed(e);
    }
  }
}
