package io.grampus.build;

import io.grampus.build.mount.RunCredentials;
import io.grampus.build.tool.PullPolicy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything a caller says about one build. Immutable; made with {@link #of} and the {@code with…}
 * methods.
 *
 * @param context where the files come from that COPY and ADD see
 * @param dockerfile where the Dockerfile is
 * @param tags names for the image, as written
 * @param buildArgs values for ARG, in the order given
 * @param labels labels added to the image's configuration, in the order given
 * @param target the stage to build, by name or number; null for the last
 * @param noCache whether every step is executed even where its result is known
 * @param pull when registries are asked for base images
 * @param outputs what becomes of the image; empty for an image in the local store
 * @param image what the image is to be like, beyond the Dockerfile
 * @param cache how known results are used, besides {@code noCache}
 * @param jobs how many stages are built side by side at most
 * @param credentials what commands may be given for the time they run
 * @param run what every RUN gets
 * @param onFailure what is done where a command failed
 */
public record BuildRequest(
    BuildContexts context,
    DockerfileSource dockerfile,
    List<String> tags,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    @Nullable String target,
    boolean noCache,
    PullPolicy pull,
    List<Output> outputs,
    ImageSettings image,
    CacheSettings cache,
    int jobs,
    RunCredentials credentials,
    RunSettings run,
    FailedCommandHandler onFailure) {

  /** Copies the collections, keeping their order. */
  public BuildRequest {
    Objects.requireNonNull(context);
    Objects.requireNonNull(dockerfile);
    tags = List.copyOf(tags);
    buildArgs = copyInOrder(buildArgs);
    labels = copyInOrder(labels);
    Objects.requireNonNull(pull);
    outputs = List.copyOf(outputs);
    Objects.requireNonNull(image);
    Objects.requireNonNull(cache);
    Objects.requireNonNull(credentials);
    Objects.requireNonNull(run);
    Objects.requireNonNull(onFailure);
    if (jobs < 1) {
      throw new IllegalArgumentException("no stage is built by " + jobs + " jobs");
    }
  }

  /** A build of the folder's own {@code Dockerfile} into the local store, with nothing else set. */
  public static BuildRequest of(Path context) {
    return new BuildRequest(
        BuildContexts.of(context),
        new DockerfileSource.File(context.resolve("Dockerfile")),
        List.of(),
        Map.of(),
        Map.of(),
        null,
        false,
        PullPolicy.MISSING,
        List.of(),
        ImageSettings.NONE,
        CacheSettings.USUAL,
        Runtime.getRuntime().availableProcessors(),
        RunCredentials.NONE,
        RunSettings.USUAL,
        FailedCommandHandler.NONE);
  }

  /** The same with other contexts. */
  public BuildRequest withContexts(BuildContexts other) {
    return with(draft -> draft.context = other);
  }

  /** The same with another Dockerfile. */
  public BuildRequest withDockerfile(DockerfileSource other) {
    return with(draft -> draft.dockerfile = other);
  }

  /** The same with these names. */
  public BuildRequest withTags(List<String> others) {
    return with(draft -> draft.tags = others);
  }

  /** The same with these build arguments. */
  public BuildRequest withBuildArgs(Map<String, String> others) {
    return with(draft -> draft.buildArgs = others);
  }

  /** The same with these labels. */
  public BuildRequest withLabels(Map<String, String> others) {
    return with(draft -> draft.labels = others);
  }

  /** The same with another target stage; null for the last one. */
  public BuildRequest withTarget(@Nullable String other) {
    return with(draft -> draft.target = other);
  }

  /** The same with or without the use of known results. */
  public BuildRequest withNoCache(boolean other) {
    return with(draft -> draft.noCache = other);
  }

  /** The same with another pull policy. */
  public BuildRequest withPull(PullPolicy other) {
    return with(draft -> draft.pull = other);
  }

  /** The same with these outputs. */
  public BuildRequest withOutputs(List<Output> others) {
    return with(draft -> draft.outputs = others);
  }

  /** The same with these settings of the image. */
  public BuildRequest withImage(ImageSettings other) {
    return with(draft -> draft.image = other);
  }

  /** The same with these settings of the cache. */
  public BuildRequest withCache(CacheSettings other) {
    return with(draft -> draft.cache = other);
  }

  /** The same with at most so many stages side by side. */
  public BuildRequest withJobs(int other) {
    return with(draft -> draft.jobs = other);
  }

  /** The same with other credentials. */
  public BuildRequest withCredentials(RunCredentials others) {
    return with(draft -> draft.credentials = others);
  }

  /** The same with other settings for every RUN. */
  public BuildRequest withRun(RunSettings other) {
    return with(draft -> draft.run = other);
  }

  /** The same with something else to do where a command failed. */
  public BuildRequest withOnFailure(FailedCommandHandler other) {
    return with(draft -> draft.onFailure = other);
  }

  private static Map<String, String> copyInOrder(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private BuildRequest with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.request();
  }

  /** The components, to be changed one at a time. */
  private static final class Draft {
    BuildContexts context;
    DockerfileSource dockerfile;
    List<String> tags;
    Map<String, String> buildArgs;
    Map<String, String> labels;
    @Nullable String target;
    boolean noCache;
    PullPolicy pull;
    List<Output> outputs;
    ImageSettings image;
    CacheSettings cache;
    int jobs;
    RunCredentials credentials;
    RunSettings run;
    FailedCommandHandler onFailure;

    Draft(BuildRequest request) {
      context = request.context;
      dockerfile = request.dockerfile;
      tags = request.tags;
      buildArgs = request.buildArgs;
      labels = request.labels;
      target = request.target;
      noCache = request.noCache;
      pull = request.pull;
      outputs = request.outputs;
      image = request.image;
      cache = request.cache;
      jobs = request.jobs;
      credentials = request.credentials;
      run = request.run;
      onFailure = request.onFailure;
    }

    BuildRequest request() {
      return new BuildRequest(
          context,
          dockerfile,
          tags,
          buildArgs,
          labels,
          target,
          noCache,
          pull,
          outputs,
          image,
          cache,
          jobs,
          credentials,
          run,
          onFailure);
    }
  }
}
