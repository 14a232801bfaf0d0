package io.grampus.cli.plugin;

import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a plugin step is to do.
 *
 * @param registry the registry's host, empty for Docker Hub
 * @param names the complete names that the image gets; empty where only an archive is wanted
 * @param push whether the names are pushed
 * @param archive the image archive that is pushed instead of a build's result
 * @param skipped why nothing is to be done
 */
public record PluginPlan(
    String registry,
    List<String> names,
    boolean push,
    Optional<String> archive,
    Optional<String> skipped) {
  private static final Set<String> DOCKER_HUB =
      Set.of("index.docker.io", "docker.io", "registry-1.docker.io");

  /** Copies the list. */
  public PluginPlan {
    names = List.copyOf(names);
  }

  /**
   * Makes the plan.
   *
   * @param tagsFile the content of the file {@code .tags} in the working directory; empty where
   *     there is none
   * @throws GrampusException {@code plugin-setting} where a setting is missing or makes no sense
   */
  public static PluginPlan of(Settings settings, String tagsFile) {
    refuseUnsupported(settings);
    String registry = registry(settings);
    boolean push = !settings.isOn("dry_run", "no_push");
    Optional<String> archive = archive(settings);
    List<String> tags = tags(settings, tagsFile);
    if (tags.isEmpty()) {
      String ref = Commit.of(settings.environment()).ref();
      String reason = "no image is made of " + ref + ": it is not the default branch";
      return new PluginPlan(registry, List.of(), false, archive, Optional.of(reason));
    }
    List<String> names = names(settings, registry, tags);
    if (names.isEmpty() && (push || archive.isPresent())) {
      throw new GrampusException(
          "plugin-setting",
          "the setting repo is missing",
          "set it to the image's name without a tag, or dry_run to true");
    }
    return new PluginPlan(registry, names, push, archive, Optional.empty());
  }

  private static void refuseUnsupported(Settings settings) {
    String platform = settings.text("platform");
    if (!platform.isEmpty() && !Platform.parse(platform).equals(Platform.host())) {
      throw new GrampusException(
          "plugin-setting",
          "the setting platform is " + platform + ", but images are built for " + Platform.host(),
          "leave it out, or run the step on a machine of that kind");
    }
  }

  /** A URL is taken for the host it names, as {@code docker login} does. */
  private static String registry(Settings settings) {
    String text = settings.text("registry");
    if (text.isEmpty()) {
      text = settings.variable("DOCKER_REGISTRY");
    }
    String host = text.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
    return DOCKER_HUB.contains(host) ? "" : host;
  }

  private static Optional<String> archive(Settings settings) {
    String path = settings.text("source_tar_path");
    if (!settings.isOn("push_only")) {
      return Optional.empty();
    }
    if (path.isEmpty()) {
      throw new GrampusException(
          "plugin-setting",
          "the setting source_tar_path is missing",
          "push_only pushes an archive; set source_tar_path to its path");
    }
    return Optional.of(path);
  }

  private static List<String> tags(Settings settings, String tagsFile) {
    if (settings.isOn("auto_tag", "default_tags")) {
      Commit commit = Commit.of(settings.environment());
      return AutomaticTags.of(
          commit.ref(), commit.defaultBranch(), settings.text("auto_tag_suffix", "default_suffix"));
    }
    List<String> tags = settings.list("tags", "tag");
    if (tags.isEmpty()) {
      tags = List.of(tagsFile.strip().split("[,\\s]+"));
    }
    return tags.equals(List.of("")) ? List.of("latest") : tags;
  }

  private static List<String> names(Settings settings, String registry, List<String> tags) {
    String repository = settings.text("repo").replaceFirst("^https?://", "");
    if (repository.isEmpty()) {
      return List.of();
    }
    boolean complete = registry.isEmpty() || repository.startsWith(registry + "/");
    String prefix = complete ? "" : registry + "/";
    return tags.stream().map(tag -> prefix + repository + ":" + tag).toList();
  }

  /**
   * The command line of {@code grampus build} for the plan.
   *
   * @param metadataFile where the build is to write what became of it
   */
  public List<String> buildArguments(Settings settings, String metadataFile, Instant now) {
    List<String> arguments = new ArrayList<>(List.of("build"));
    option(arguments, "--file", settings.text("dockerfile"));
    option(arguments, "--target", settings.text("target"));
    names.forEach(name -> option(arguments, "--tag", name));
    buildArgs(settings).forEach(each -> option(arguments, "--build-arg", each));
    labels(settings, now).forEach(each -> option(arguments, "--label", each));
    cache(settings, arguments);
    settings.list("add_host").forEach(each -> option(arguments, "--add-host", each));
    flag(arguments, "--no-cache", settings.isOn("no_cache"));
    flag(arguments, "--squash", settings.isOn("squash"));
    flag(arguments, "--quiet", settings.isOn("quiet"));
    flag(arguments, "--pull", settings.text("pull_image").isEmpty() || settings.isOn("pull_image"));
    flag(arguments, "--push", push);
    String archivePath = settings.text("tar_path", "destination_tar_path");
    if (!archivePath.isEmpty()) {
      option(arguments, "--output", "type=docker,dest=" + archivePath);
    }
    option(arguments, "--metadata-file", metadataFile);
    String context = settings.text("context");
    arguments.add(context.isEmpty() ? "." : context);
    return arguments;
  }

  private static void option(List<String> arguments, String name, String value) {
    if (!value.isEmpty()) {
      arguments.add(name);
      arguments.add(value);
    }
  }

  private static void flag(List<String> arguments, String name, boolean wanted) {
    if (wanted) {
      arguments.add(name);
    }
  }

  /** A name alone means the environment's value, so that it stands on no command line. */
  private static Set<String> buildArgs(Settings settings) {
    Set<String> arguments = new LinkedHashSet<>(settings.assignments("build_args", "args"));
    arguments.addAll(settings.list("build_args_from_env", "args_from_env"));
    for (String proxy : List.of("http_proxy", "https_proxy", "no_proxy")) {
      for (String name : List.of(proxy, proxy.toUpperCase(Locale.ROOT))) {
        boolean given = arguments.stream().anyMatch(each -> each.startsWith(name + "="));
        if (!given && !settings.variable(name).isEmpty()) {
          arguments.add(name);
        }
      }
    }
    return arguments;
  }

  private static List<String> labels(Settings settings, Instant now) {
    List<String> labels = new ArrayList<>();
    if (settings.text("auto_label").isEmpty() || settings.isOn("auto_label")) {
      labels.add("org.opencontainers.image.created=" + now.truncatedTo(ChronoUnit.SECONDS));
      Commit commit = Commit.of(settings.environment());
      String link = settings.text("link");
      Map.of(
              "revision", commit.revision(),
              "source", commit.source(),
              "url", link.isEmpty() ? commit.page() : link)
          .entrySet()
          .stream()
          .filter(label -> !label.getValue().isEmpty())
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              label ->
                  labels.add(
                      "org.opencontainers.image." + label.getKey() + "=" + label.getValue()));
    }
    settings.assignments("label_schema").forEach(label -> labels.add("org.label-schema." + label));
    labels.addAll(settings.assignments("labels", "custom_labels"));
    return labels;
  }

  private static void cache(Settings settings, List<String> arguments) {
    settings
        .list("cache_from")
        .forEach(each -> option(arguments, "--cache-from", "type=registry,ref=" + each));
    String repository = settings.text("cache_repo");
    if (!repository.isEmpty()) {
      option(arguments, "--cache-from", "type=registry,ref=" + repository);
      option(arguments, "--cache-to", "type=registry,mode=max,ref=" + repository);
    }
  }
}
