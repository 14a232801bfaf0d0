package io.grampus.cli;

import io.grampus.build.BuildRequest;
import io.grampus.build.CacheSettings;
import io.grampus.build.Destination;
import io.grampus.build.DockerfileSource;
import io.grampus.build.Output;
import io.grampus.build.OutputParser;
import io.grampus.build.mount.RunCredentials;
import io.grampus.build.tool.PullPolicy;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a request of the options of {@code grampus build}. */
final class BuildRequests {
  private static final String STDIN = "-";
  private static final List<String> REMOTE_PREFIXES =
      List.of("http://", "https://", "git://", "ssh://", "git@", "github.com/", "oci-layout://");

  private final Map<String, String> environment;
  private final InputStream in;

  /** Reads build arguments from the environment, and the Dockerfile from the stream if told to. */
  BuildRequests(Map<String, String> environment, InputStream in) {
    this.environment = environment;
    this.in = in;
  }

  /** The request, with whatever can be checked before the work checked. */
  BuildRequest of(BuildOptions options) {
    options.tags.forEach(ImageNames::parse);
    Path context = context(options.context);
    return BuildRequest.of(context)
        .withDockerfile(dockerfile(options.file, context))
        .withTags(options.tags)
        .withBuildArgs(
            new Assignments("--build-arg", options.buildArgs).orFromEnvironment(environment))
        .withLabels(new Assignments("--label", options.labels).orEmpty())
        .withTarget(options.target)
        .withNoCache(options.noCache)
        .withPull(options.pull ? PullPolicy.ALWAYS : PullPolicy.MISSING)
        .withOutputs(outputs(options))
        .withCache(new CacheSettings(options.noCacheFilter, options.explain))
        .withJobs(jobs(options.jobs))
        .withCredentials(credentials(options));
  }

  private static int jobs(int number) {
    if (number < 1) {
      throw new UsageException(
          "no stage is built by " + number + " jobs", "write --jobs 1 or more");
    }
    return number;
  }

  private RunCredentials credentials(BuildOptions options) {
    return new RunCredentials(
        new SecretOptions(environment).read(options.secrets),
        new SshOptions(environment).read(options.agents));
  }

  private static Path context(String text) {
    if (text.equals(STDIN) || REMOTE_PREFIXES.stream().anyMatch(text::startsWith)) {
      throw new UsageException(
          "the context " + text + " is not supported yet",
          "CONTEXT must be a folder on this machine, for example \".\"");
    }
    Path context = Path.of(text);
    if (!Files.isDirectory(context)) {
      String problem = Files.exists(context) ? " is not a folder" : " does not exist";
      throw new UsageException(
          "the context " + text + problem, "CONTEXT must be a folder, for example \".\"");
    }
    return context;
  }

  private DockerfileSource dockerfile(@Nullable String file, Path context) {
    if (file == null) {
      return new DockerfileSource.File(context.resolve("Dockerfile"));
    }
    if (!file.equals(STDIN)) {
      return new DockerfileSource.File(Path.of(file));
    }
    try {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new DockerfileSource.Text("Dockerfile", text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the Dockerfile from standard input", e);
    }
  }

  private static List<Output> outputs(BuildOptions options) {
    List<Output> outputs =
        new ArrayList<>(options.outputs.stream().map(BuildRequests::output).toList());
    if (options.push) {
      outputs.add(new Output.Image(List.of(), true));
    }
    boolean unnamedPush =
        outputs.stream()
            .anyMatch(o -> o instanceof Output.Image i && i.push() && i.names().isEmpty());
    if (unnamedPush && options.tags.isEmpty()) {
      throw new UsageException(
          "nothing says where to push the image to", "add -t REGISTRY/NAME:TAG");
    }
    if (outputs.stream().filter(BuildRequests::isStandardOutput).count() > 1) {
      throw new UsageException(
          "two outputs cannot share standard output", "give one of them dest=FILE");
    }
    return outputs;
  }

  private static Output output(String text) {
    try {
      return OutputParser.parse(text);
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
  }

  /** Whether an output goes to standard output. */
  static boolean isStandardOutput(Output output) {
    Destination destination = null;
    if (output instanceof Output.DockerArchive archive) {
      destination = archive.destination();
    } else if (output instanceof Output.OciArchive archive) {
      destination = archive.destination();
    } else if (output instanceof Output.Tar tar) {
      destination = tar.destination();
    }
    return destination instanceof Destination.StandardOutput;
  }
}
