package io.grampus.cli;

import io.grampus.build.BuildRequest;
import io.grampus.build.DockerfileSource;
import io.grampus.cli.orca.OrcaLog;
import io.grampus.cli.orca.OrcaScript;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stands in for orca-build: its options, its log, and its output, an OCI image layout. */
@Command(
    name = "orca-build",
    versionProvider = VersionCommand.Provider.class,
    description = {
      "Build an OCI image from a Dockerfile or Orcafile, with the command line of orca-build.",
      "",
      "A link to the launcher by the name of orca-build starts this command, too."
    },
    footer = {
      "Example:",
      "  orca-build --rootless -t final --output image .",
      "  skopeo copy --format v2s2 oci:image:final docker-archive:image.tar:web"
    })
final class OrcaBuildCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ctx", description = "The folder whose files the Dockerfile can use.")
  private String context = "";

  @Option(
      names = "--clean",
      description = "Remove the names of base images and intermediate results from the output.")
  private boolean clean;

  @Option(names = "--gc", description = "Remove what no name of the output leads to.")
  private boolean collectsGarbage;

  @Option(
      names = "--output",
      paramLabel = "OUTPUT",
      description = "The OCI image layout to add to. Else a new folder below the temporary one.")
  private @Nullable Path output;

  @Option(names = "--verbose", description = "Accepted; the log is the same.")
  boolean verbose;

  @Option(names = "--rootless", description = "What happens anyway.")
  boolean rootless;

  @Option(names = "--version", versionHelp = true, description = "Print the version.")
  boolean version;

  @Option(
      names = "--build-arg",
      paramLabel = "NAME=value",
      description = "A value for ARG NAME. Can be repeated.")
  private List<String> buildArgs = new ArrayList<>();

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "TAG",
      description = "A name for the image in the output. Can be repeated.")
  private List<String> tags = new ArrayList<>();

  OrcaBuildCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Environment environment = session.environment();
    Path folder = Path.of(context);
    if (!Files.exists(folder)) {
      new OrcaLog(environment.out(), environment.err(), List.of())
          .fatal("Context " + context + " doesn't exist.");
      return ExitCode.FAILED;
    }
    OrcaScript script = OrcaScript.in(folder);
    OrcaLog log = new OrcaLog(environment.out(), environment.err(), script.instructions());
    session.services().listenToTools(log);
    try {
      BuildRequest request =
          BuildRequest.of(folder)
              .withDockerfile(new DockerfileSource.File(script.file()))
              .withBuildArgs(new Assignments("--build-arg", buildArgs).orRefused())
              .withJobs(1);
      Path layout = layout(log);
      new OrcaBuild(
              session.services(),
              new SandboxOptions().preference(session.environment().variables()),
              log,
              script,
              layout)
          .build(request, tags, clean, collectsGarbage);
      return ExitCode.OK;
    } catch (UsageException e) {
      throw e;
    } catch (GrampusException e) {
      new ErrorReporter(environment.err(), session.options().debug()).report(e);
      boolean language = script.instructions().isEmpty();
      String kind = language ? "Dockerfile format error: " : "Error executing subprocess: ";
      log.fatal(kind + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private Path layout(OrcaLog log) throws IOException {
    if (output != null) {
      log.info("Using existing image for build: " + output);
      return output;
    }
    Path made = Files.createTempDirectory("orca-build.");
    log.info("Created new image for build: " + made);
    return made;
  }
}
