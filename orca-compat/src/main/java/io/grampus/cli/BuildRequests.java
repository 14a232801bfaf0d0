package io.grampus.cli;

import io.grampus.build.BuildContexts;
import io.grampus.build.BuildRequest;
import io.grampus.build.CacheSettings;
import io.grampus.build.ContextSource;
import io.grampus.build.Destination;
import io.grampus.build.DockerfileSource;
import io.grampus.build.ImageAnnotations;
import io.grampus.build.ImageForm;
import io.grampus.build.ImageSettings;
import io.grampus.build.Output;
import io.grampus.build.OutputParser;
import io.grampus.build.SourceDateEpoch;
import io.grampus.build.cache.CacheOptionParser;
import io.grampus.build.mount.RunCredentials;
import io.grampus.build.tool.PullPolicy;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a request of the options of {@code grampus build}. */
final class BuildRequests {
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
    Map<String, String> arguments = buildArguments(options);
    BuiltInArguments builtIn = new BuiltInArguments(arguments);
    BuildContexts contexts =
        new ContextArguments(in, builtIn.keepsGitDir()).of(options.context, options.contexts);
    BuildRequest request = request(options, contexts, builtIn).withBuildArgs(arguments);
    checkInlineCache(request);
    return request;
  }

  private static void checkInlineCache(BuildRequest request) {
    boolean changesLayers =
        request.image().squash()
            || request.outputs().stream().map(Output::form).anyMatch(ImageForm::rewriteTimes);
    if (request.cache().isInline() && changesLayers) {
      throw new UsageException(
          "an inline cache needs the layers as the steps left them",
          "leave out --squash and rewrite-timestamp, or write --cache-to type=registry");
    }
  }

  private BuildRequest request(
      BuildOptions options, BuildContexts contexts, BuiltInArguments builtIn) {
    return BuildRequest.of(Path.of("."))
        .withContexts(contexts)
        .withDockerfile(dockerfile(options.file, contexts.main()))
        .withTags(options.tags)
        .withLabels(new Assignments("--label", options.labels).orEmpty())
        .withTarget(options.target)
        .withNoCache(options.noCache)
        .withPull(options.pull ? PullPolicy.ALWAYS : PullPolicy.MISSING)
        .withOutputs(outputs(options))
        .withImage(new ImageSettings(options.squash))
        .withCache(cache(options, builtIn))
        .withJobs(jobs(options.jobs))
        .withCredentials(credentials(options))
        .withRun(new RunOptions(options.docker).settings(builtIn.hostName()));
  }

  /** The environment's SOURCE_DATE_EPOCH is a build argument that nobody has to pass. */
  private Map<String, String> buildArguments(BuildOptions options) {
    Map<String, String> given =
        new Assignments("--build-arg", options.buildArgs).orFromEnvironment(environment);
    String epoch = environment.getOrDefault(SourceDateEpoch.NAME, "");
    if (!epoch.isEmpty()) {
      given.putIfAbsent(SourceDateEpoch.NAME, epoch);
    }
    return given;
  }

  private static CacheSettings cache(BuildOptions options, BuiltInArguments builtIn) {
    List<String> exports = new ArrayList<>(options.cacheTo);
    if (builtIn.wantsInlineCache()) {
      exports.add("type=inline");
    }
    try {
      return new CacheSettings(
          options.noCacheFilter,
          options.explain || options.report != null,
          options.cacheFrom.stream().map(CacheOptionParser::from).toList(),
          exports.stream().map(CacheOptionParser::to).toList());
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
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

  /**
   * In a context that is no folder here a relative name means a file of the context; an empty one,
   * as a variable without a value leaves it, means what no name does.
   */
  private DockerfileSource dockerfile(@Nullable String file, ContextSource context) {
    boolean isHere = context instanceof ContextSource.Folder;
    if (file == null || file.isEmpty()) {
      return context instanceof ContextSource.Folder folder
          ? new DockerfileSource.File(folder.directory().resolve("Dockerfile"))
          : DockerfileSource.InContext.USUAL;
    }
    if (!file.equals(ContextArguments.STDIN)) {
      return isHere || Path.of(file).isAbsolute()
          ? new DockerfileSource.File(Path.of(file))
          : new DockerfileSource.InContext(file);
    }
    if (context instanceof ContextSource.Stream) {
      throw new UsageException(
          "standard input cannot be both the context and the Dockerfile",
          "leave out -f -, or name a folder as the context");
    }
    try {
      return new DockerfileSource.Text("Dockerfile", ByteString.of(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the Dockerfile from standard input", e);
    }
  }

  private static List<Output> outputs(BuildOptions options) {
    ImageForm form = form(options);
    List<Output> outputs =
        new ArrayList<>(options.outputs.stream().map(text -> output(text, form)).toList());
    if (options.push) {
      outputs.add(new Output.Image(List.of(), true, form));
    } else if (isToBeKept(options, outputs, form)) {
      outputs.add(new Output.Image(List.of(), false, form));
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

  private static boolean isToBeKept(BuildOptions options, List<Output> outputs, ImageForm form) {
    return outputs.isEmpty() ? !form.equals(ImageForm.USUAL) : options.docker.load;
  }

  private static ImageForm form(BuildOptions options) {
    ImageAnnotations annotations = ImageAnnotations.NONE;
    for (String text : options.annotations) {
      try {
        annotations = annotations.with(text);
      } catch (GrampusException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e.hint());
      }
    }
    return ImageForm.USUAL
        .withAnnotations(annotations)
        .withCompression(options.compression.chosen());
  }

  private static Output output(String text, ImageForm usual) {
    try {
      return OutputParser.parse(text, usual);
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
  }

  /** Whether an output goes to standard output. */
  static boolean isStandardOutput(Output output) {
    return output.destination() instanceof Destination.StandardOutput;
  }
}
