package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an image's history says a step was ({@code created_by} of the OCI image configuration), as
 * BuildKit writes it. Instructions are to be expanded already. {@code ONBUILD} has no entry.
 */
public final class HistoryText {
  /** The {@code comment} of every entry. */
  public static final String COMMENT = "buildkit.dockerfile.v0";

  private static final String LAYER_MARK = " # buildkit";

  private HistoryText() {}

  /** {@code RUN}: declared build arguments with their current values, then the argument vector. */
  public static String run(List<String> argv, StageScope scope) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (BuildArgument argument : scope.declared()) {
      String declared = argument.value() == null ? "" : argument.value();
      arguments.put(argument.name(), scope.environment().getOrDefault(argument.name(), declared));
    }
    List<String> words = new ArrayList<>();
    if (!arguments.isEmpty()) {
      words.add("|" + arguments.size());
      arguments.forEach((name, value) -> words.add(name + "=" + value));
    }
    words.addAll(argv);
    return "RUN " + String.join(" ", words) + LAYER_MARK;
  }

  /** {@code COPY}. */
  public static String copy(CopyInstruction copy) {
    String parents = copy.parents() ? " --parents" : "";
    return "COPY" + parents + tail(copy.chown(), copy.chmod(), copy.sources());
  }

  /** {@code ADD}. */
  public static String add(AddInstruction add) {
    return "ADD" + tail(add.chown(), add.chmod(), add.sources());
  }

  private static String tail(@Nullable String chown, @Nullable String chmod, CopySources sources) {
    StringBuilder text = new StringBuilder();
    text.append(chown == null ? "" : " --chown=" + chown);
    text.append(chmod == null ? "" : " --chmod=" + chmod);
    sources.paths().forEach(path -> text.append(' ').append(path));
    sources.files().forEach(file -> text.append(" <<").append(file.name()));
    return text.append(' ').append(sources.destination()).append(LAYER_MARK).toString();
  }

  /**
   * {@code WORKDIR}.
   *
   * @param path the absolute path that the instruction came to
   */
  public static String workdir(String path) {
    return "WORKDIR " + path;
  }

  /** {@code ENV}. */
  public static String env(EnvInstruction env) {
    return "ENV" + pairs(env.variables());
  }

  /** {@code LABEL}. */
  public static String label(LabelInstruction label) {
    return "LABEL" + pairs(label.labels());
  }

  private static String pairs(List<KeyValue> pairs) {
    StringBuilder text = new StringBuilder();
    pairs.forEach(pair -> text.append(' ').append(pair));
    return text.toString();
  }

  /**
   * {@code ARG}.
   *
   * @param after the scope behind the instruction
   */
  public static String arg(ArgInstruction arg, StageScope after) {
    List<BuildArgument> declared = after.declared();
    int first = declared.size() - arg.arguments().size();
    List<String> words = new ArrayList<>();
    declared.subList(first, declared.size()).forEach(argument -> words.add(argument.toString()));
    return "ARG " + String.join(" ", words);
  }

  /**
   * {@code CMD}.
   *
   * @param argv as it goes into the image's configuration
   */
  public static String cmd(List<String> argv) {
    return "CMD " + GoQuote.quoteAll(argv);
  }

  /**
   * {@code ENTRYPOINT}.
   *
   * @param argv as it goes into the image's configuration
   */
  public static String entrypoint(List<String> argv) {
    return "ENTRYPOINT " + GoQuote.quoteAll(argv);
  }

  /** {@code HEALTHCHECK}, as Go's {@code %q} prints the structure: the retries as a character. */
  public static String healthcheck(Healthcheck check) {
    List<String> durations =
        Stream.of(check.interval(), check.timeout(), check.startPeriod(), check.startInterval())
            .map(duration -> GoQuote.quote(GoDuration.format(duration)))
            .toList();
    return "HEALTHCHECK &{%s %s %s}"
        .formatted(
            GoQuote.quoteAll(check.test()),
            String.join(" ", durations),
            GoQuote.quoteCharacter(check.retries()));
  }

  /**
   * {@code EXPOSE}.
   *
   * @param ports as {@link ExposedPorts#parse} yields them
   */
  public static String expose(List<String> ports) {
    return "EXPOSE " + list(ports);
  }

  /** {@code VOLUME}. */
  public static String volume(VolumeInstruction volume) {
    return "VOLUME " + list(volume.paths());
  }

  /** {@code SHELL}. */
  public static String shell(ShellInstruction shell) {
    return "SHELL " + list(shell.words());
  }

  /** {@code USER}. */
  public static String user(UserInstruction user) {
    return "USER " + user.user();
  }

  /** {@code STOPSIGNAL}. */
  public static String stopsignal(StopsignalInstruction stopsignal) {
    return "STOPSIGNAL " + stopsignal.signal();
  }

  /** {@code MAINTAINER}. */
  public static String maintainer(MaintainerInstruction maintainer) {
    return "MAINTAINER " + maintainer.name();
  }

  private static String list(List<String> words) {
    return "[" + String.join(" ", words) + "]";
  }
}
