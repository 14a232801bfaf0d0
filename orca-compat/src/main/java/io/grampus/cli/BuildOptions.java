package io.grampus.cli;

import io.grampus.build.ProgressMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options and arguments of {@code grampus build}, as written. */
final class BuildOptions {
  @Parameters(
      paramLabel = "CONTEXT",
      description =
          "The folder whose files COPY and ADD can take. Or the URL of a git "
              + "repository, of a tar archive or of a Dockerfile; or - for an archive "
              + "or a Dockerfile on standard input.")
  String context = "";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The Dockerfile, or - for standard input. Else Dockerfile in CONTEXT.")
  @Nullable String file;

  @Option(
      names = "--build-context",
      paramLabel = "NAME=PLACE",
      description =
          "A further context for FROM, COPY --from and RUN --mount: a folder, a URL, "
              + "docker-image://IMAGE or oci-layout://FOLDER[:TAG|@DIGEST]. Goes before a "
              + "stage or image of that name. Can be repeated.")
  List<String> contexts = new ArrayList<>();

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "NAME",
      description = "A name for the image, for example web:1.0. Can be repeated.")
  List<String> tags = new ArrayList<>();

  @Option(
      names = "--build-arg",
      paramLabel = "NAME[=VALUE]",
      description = "A value for ARG NAME; without =VALUE the environment's.")
  List<String> buildArgs = new ArrayList<>();

  @Option(
      names = "--target",
      paramLabel = "STAGE",
      description = "Build this stage of the Dockerfile instead of the last.")
  @Nullable String target;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Add a label to the image. Can be repeated.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--annotation",
      paramLabel = "[LEVEL:]NAME=VALUE",
      description = "Add an annotation to the image. LEVEL: manifest or manifest-descriptor.")
  List<String> annotations = new ArrayList<>();

  @Option(names = "--squash", description = "Make one layer of those that the build adds.")
  boolean squash;

  @Mixin final CompressionOptions compression = new CompressionOptions();

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description = {
        "A secret for RUN --mount=type=secret:",
        "id=NAME,src=FILE or id=NAME,env=VARIABLE.",
        "Can be repeated."
      })
  List<String> secrets = new ArrayList<>();

  @Option(
      names = "--ssh",
      paramLabel = "AGENT",
      description =
          "An SSH agent for RUN --mount=type=ssh: default or NAME=SOCKET. Can be repeated.")
  List<String> agents = new ArrayList<>();

  @Option(names = "--no-cache", description = "Execute every step even where its result is known.")
  boolean noCache;

  @Option(
      names = "--no-cache-filter",
      paramLabel = "STAGE",
      split = ",",
      description = "Execute every step of this stage. Can be repeated.")
  List<String> noCacheFilter = new ArrayList<>();

  @Option(
      names = "--cache-from",
      paramLabel = "CACHE",
      description = "Take steps from this cache, see below. Can be repeated.")
  List<String> cacheFrom = new ArrayList<>();

  @Option(
      names = "--cache-to",
      paramLabel = "CACHE",
      description = "Write the build's steps to this cache, see below. Can be repeated.")
  List<String> cacheTo = new ArrayList<>();

  @Option(
      names = "--explain",
      description = "Say of each step that is not cached what it differs in from the nearest.")
  boolean explain;

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      converter = OnError.Converter.class,
      completionCandidates = OnError.Converter.class,
      description =
          "Where a RUN fails: fail, or open a shell in its file system on the terminal. "
              + "Else fail.")
  OnError onError = OnError.FAIL;

  @Option(
      names = "--jobs",
      paramLabel = "NUMBER",
      description = "Build at most so many stages side by side. Else as many as processors.")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--pull",
      description = "Ask the registry for base images that are in the local store, too.")
  boolean pull;

  @Option(
      names = "--check",
      description = "Check the Dockerfile by BuildKit's rules instead of building it.")
  boolean check;

  @Option(
      names = "--call",
      paramLabel = "QUESTION",
      converter = Question.Converter.class,
      description = {
        "Say something of the Dockerfile instead of",
        "building it: check, outline or targets;",
        ",format=json for programs."
      })
  Question call = Question.BUILD;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUTPUT",
      description =
          "What becomes of the image, see below. Can be repeated. "
              + "Else it is kept in the local store.")
  List<String> outputs = new ArrayList<>();

  @Option(names = "--push", description = "The same as --output type=registry.")
  boolean push;

  @Mixin final DockerOptions docker = new DockerOptions();

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      converter = Progress.class,
      completionCandidates = Progress.class,
      description =
          "How to show the progress: auto, plain, tty, quiet or rawjson, BuildKit's "
              + "lines of JSON. Else auto.")
  ProgressMode progress = ProgressMode.AUTO;

  @Option(
      names = "--iidfile",
      paramLabel = "FILE",
      description = "Write the image's id to this file.")
  @Nullable Path iidFile;

  @Option(
      names = "--metadata-file",
      paramLabel = "FILE",
      description = "Write digests and names of the image to this file, as JSON.")
  @Nullable Path metadataFile;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write a page about the build to this file, as HTML: times, cache, layers, "
              + "warnings and logs. Also of a build that fails.")
  @Nullable Path report;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but the image's id.")
  boolean quiet;

  /** Reads the value of --progress. */
  static final class Progress extends WordConverter<ProgressMode> {
    Progress() {
      super("progress", ProgressMode.values());
    }
  }
}
