package io.grampus.cli;

import io.grampus.build.BuildListener;
import io.grampus.build.BuildRequest;
import io.grampus.build.BuildResult;
import io.grampus.build.DockerfileInspector;
import io.grampus.build.Inspection.Finding;
import io.grampus.build.MeansPreference;
import io.grampus.build.ProgressMode;
import io.grampus.cli.progress.PlainRenderer;
import io.grampus.cli.progress.RawJsonRenderer;
import io.grampus.cli.progress.RedrawThread;
import io.grampus.cli.progress.Renderer;
import io.grampus.cli.progress.TtyRenderer;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Builds an image from a Dockerfile. */
@Command(
    name = "build",
    description = {
      "Build an image from a Dockerfile.",
      "",
      "The progress goes to standard error. When a RUN fails, its exit code is this command's."
    },
    footer = {
      "Outputs:",
      "  FOLDER or type=local,dest=FOLDER    the image's files in a folder",
      "  type=tar,dest=FILE                  the image's files in a tar file",
      "  type=docker,dest=FILE               an archive for docker load or podman load",
      "  type=oci,dest=FILE                  an OCI archive",
      "  type=oci,dest=FOLDER,tar=false      an OCI image layout",
      "  type=image[,name=NAME][,push=true]  the local store, and a registry",
      "  type=registry                       the same as type=image,push=true",
      "A FILE of - is standard output; -o - is short for type=tar,dest=-.",
      "Images take compression=KIND, compression-level=LEVEL, force-compression=true,",
      "rewrite-timestamp=true, oci-mediatypes=false and annotation.NAME=VALUE, too.",
      "",
      "Caches:",
      "  type=local,src=FOLDER               a folder, for --cache-from",
      "  type=local,dest=FOLDER[,mode=max]   a folder, for --cache-to",
      "  type=registry,ref=NAME[,mode=max]   a registry; a lone NAME means the same",
      "  type=inline                         the image itself, for --cache-to",
      "",
      "Examples:",
      "  grampus build -t web:1.0 .",
      "      build ./Dockerfile and keep the image in the local store as web:1.0",
      "  grampus build -t web:1.0 -o type=docker,dest=web.tar .",
      "      write an archive that \"docker load -i web.tar\" takes",
      "  grampus build --build-arg VERSION=3 --target test -f ci/Dockerfile .",
      "      build the stage called test of another Dockerfile"
    })
final class BuildCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final BuildOptions options = new BuildOptions();
  @Mixin private final SandboxOptions sandbox = new SandboxOptions();

  BuildCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Environment environment = session.environment();
    BuildRequest request = new BuildRequests(environment.variables(), environment.in()).of(options);
    Question question = options.check ? Question.CHECK : options.call;
    if (!question.equals(Question.BUILD)) {
      return answer(question, request);
    }
    boolean writesToOutput = request.outputs().stream().anyMatch(BuildRequests::isStandardOutput);
    if (writesToOutput && environment.terminal().isOutput()) {
      throw new UsageException(
          "an archive would be written to the terminal", "add dest=FILE, or redirect the output");
    }
    if (options.onError == OnError.SHELL) {
      requireTerminal();
    }
    BuildResult result = build(request);
    Path iidFile = options.iidFile;
    if (iidFile != null) {
      Files.writeString(iidFile, result.imageId());
    }
    Path metadataFile = options.metadataFile;
    if (metadataFile != null) {
      Files.write(metadataFile, BuildMetadata.of(result));
    }
    if (mode() == ProgressMode.QUIET && !writesToOutput) {
      environment.out().println(result.imageId());
    }
    return ExitCode.OK;
  }

  private int answer(Question question, BuildRequest request) {
    InspectionReport report = new InspectionReport(session.environment().out());
    DockerfileInspector inspector = session.services().inspector();
    if (!question.subject().equals(Question.CHECK.subject())) {
      report.answer(question, inspector.inspect(request, finding -> {}));
      return ExitCode.OK;
    }
    List<Finding> found = new ArrayList<>();
    GrampusException failure;
    try {
      failure = inspector.inspect(request, found::add).violation();
    } catch (GrampusException e) {
      failure = e;
    }
    report.check(question, found, failure);
    if (failure != null) {
      throw failure;
    }
    return found.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private MeansPreference preference() {
    return sandbox.preference(session.environment().variables());
  }

  private BuildResult build(BuildRequest request) throws InterruptedException {
    Renderer renderer = renderer();
    CheckSummary checks = new CheckSummary(renderer);
    BuildListener listener = mode() == ProgressMode.RAWJSON ? renderer : checks;
    try (renderer) {
      if (options.onError == OnError.SHELL) {
        FailureShell shell = new FailureShell(renderer, listener, session.environment().err());
        return build(request.withOnFailure(shell), shell);
      }
      return build(request, listener);
    } finally {
      if (mode() != ProgressMode.QUIET) {
        checks.print(session.environment().err());
      }
    }
  }

  private BuildResult build(BuildRequest request, BuildListener listener)
      throws InterruptedException {
    Transfers transfers = new Transfers(listener, session.environment().clock());
    session.services().listenToTools(transfers);
    Path report = options.report;
    return report == null
        ? session.services().builder(preference()).build(request, transfers)
        : new ReportedBuild(session.services(), preference(), report, options.explain)
            .build(request, transfers);
  }

  private void requireTerminal() {
    Terminal terminal = session.environment().terminal();
    if (!terminal.isInput() || !terminal.isOutput() || !terminal.isError()) {
      throw new UsageException(
          "--on-error=shell needs a terminal",
          "leave the option out where input or output are files or pipes");
    }
  }

  private ProgressMode mode() {
    if (options.quiet) {
      return ProgressMode.QUIET;
    }
    if (options.progress != ProgressMode.AUTO) {
      return options.progress;
    }
    boolean capable = !session.environment().variable("TERM").equals("dumb");
    return capable && session.environment().terminal().isError()
        ? ProgressMode.TTY
        : ProgressMode.PLAIN;
  }

  private Renderer renderer() {
    Environment environment = session.environment();
    return switch (mode()) {
      case QUIET -> Renderer.silent();
      case TTY ->
          RedrawThread.around(
              new TtyRenderer(
                  environment.err(),
                  environment.clock(),
                  environment.terminal()::size,
                  environment.colours()));
      case RAWJSON -> new RawJsonRenderer(environment.err());
      case PLAIN, AUTO -> new PlainRenderer(environment.err());
    };
  }
}
