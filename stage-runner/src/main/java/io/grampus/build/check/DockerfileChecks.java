package io.grampus.build.check;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.dockerfile.Warning;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.GrampusException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks a Dockerfile by the rules of {@link CheckRule}, in all its stages.
 *
 * @param options which rules count
 * @param predefined the build arguments that need no declaration
 * @param ignored the context's ignore file
 * @param bases what is known of a base image, by its name; empty where the image is not at hand,
 *     and then nothing is said of variables that may be its
 */
public record DockerfileChecks(
    CheckOptions options,
    Map<String, String> predefined,
    IgnoreRules ignored,
    Function<String, Optional<BaseFacts>> bases) {
  private static final Map<String, String> NO_IMAGE = Map.of("PATH", ImageConfig.DEFAULT_PATH);

  /**
   * What the rules find before a build, in the order of the lines. A stage is followed no further
   * than to an instruction that is wrong; the build will say what is wrong with it.
   *
   * @param graph of the same Dockerfile; stages that its target does not need are not followed
   */
  public List<Warning> check(ParsedDockerfile dockerfile, StageGraph graph) {
    Findings findings = forms(dockerfile, graph);
    Map<Integer, StageView> ends = new HashMap<>();
    for (Stage stage : graph.order()) {
      StageChecks checks = stageChecks(stage, graph, ends, findings);
      try {
        checks.check(stage);
      } catch (DockerfileException e) {
        checks.giveUp();
      }
      ends.put(stage.index(), checks.view());
    }
    return findings.sorted();
  }

  /** What the rules find in all stages, for somebody who wants to know nothing else. */
  public CheckedStages checkAll(ParsedDockerfile dockerfile, StageGraph graph) {
    Findings findings = forms(dockerfile, graph);
    Map<Integer, StageView> ends = new HashMap<>();
    for (Stage stage : graph.stages()) {
      StageChecks checks = stageChecks(stage, graph, ends, findings);
      try {
        checks.check(stage);
      } catch (DockerfileException e) {
        return new CheckedStages(findings.sorted(), e);
      }
      ends.put(stage.index(), checks.view());
    }
    return new CheckedStages(findings.sorted(), null);
  }

  /** What the rules find where something is so wrong that there are no stages to follow. */
  public List<Warning> checkForms(ParsedDockerfile dockerfile) {
    Findings findings = new Findings(options);
    try {
      forms(dockerfile, dockerfile.warnings(), predefined, findings);
    } catch (DockerfileException e) {
      return findings.sorted(); // it is what is wrong, or comes behind that
    }
    return findings.sorted();
  }

  private StageChecks stageChecks(
      Stage stage, StageGraph graph, Map<Integer, StageView> ends, Findings findings) {
    return new StageChecks(findings, graph, ignored, start(stage, graph, ends, findings));
  }

  private Findings forms(ParsedDockerfile dockerfile, StageGraph graph) {
    Findings findings = new Findings(options);
    forms(dockerfile, graph.warnings(), graph.arguments().global(), findings);
    return findings;
  }

  private void forms(
      ParsedDockerfile dockerfile,
      List<Warning> warnings,
      Map<String, String> globals,
      Findings findings) {
    for (Warning warning : warnings) {
      for (CheckRule rule : CheckRule.values()) {
        if (rule.rule().equals(warning.rule())) {
          findings.add(rule, warning.message(), warning.range());
        }
      }
    }
    new FormChecks(findings).check(dockerfile);
    new FromChecks(findings, new WordExpander(dockerfile.escape()), predefined)
        .check(dockerfile, globals);
  }

  /** The failure of a build whose options say that a broken rule is an error. */
  public Optional<GrampusException> violation(List<Warning> warnings) {
    if (!options.error() || warnings.isEmpty()) {
      return Optional.empty();
    }
    List<String> rules = warnings.stream().map(Warning::rule).distinct().sorted().toList();
    return Optional.of(
        new GrampusException(
            "dockerfile-check",
            "lint violation found for rules: " + String.join(", ", rules),
            "mend what the warnings say, or leave rules out with # check=skip=RULE"));
  }

  private StageView start(
      Stage stage, StageGraph graph, Map<Integer, StageView> ends, Findings findings) {
    if (stage.base() instanceof StageSource.OfStage other) {
      StageView end = ends.get(other.index());
      if (end != null) {
        return end;
      }
    }
    if (!(stage.base() instanceof StageSource.External external)) {
      return new StageView(StageScope.of(graph.arguments(), NO_IMAGE), true, false, false);
    }
    Optional<BaseFacts> found = bases.apply(external.name());
    found.ifPresent(facts -> platform(stage, external.name(), facts, findings));
    Map<String, String> environment = new HashMap<>(NO_IMAGE);
    found.ifPresent(facts -> environment.putAll(facts.environment()));
    boolean shell = found.isPresent() && !found.get().shell().isEmpty();
    return new StageView(
        StageScope.of(graph.arguments(), environment), found.isPresent(), shell, false);
  }

  private void platform(Stage stage, String image, BaseFacts facts, Findings findings) {
    String wanted =
        stage.platform() == null
            ? predefined.getOrDefault("TARGETPLATFORM", facts.platform())
            : stage.platform();
    if (!systemAndProcessor(wanted).equals(systemAndProcessor(facts.platform()))) {
      findings.add(
          CheckRule.INVALID_BASE_IMAGE_PLATFORM,
          "Base image %s was pulled with platform \"%s\", expected \"%s\" for current build"
              .formatted(image, facts.platform(), wanted),
          stage.from().range());
    }
  }

  private static String systemAndProcessor(String platform) {
    String[] parts = platform.split("/", 3);
    return parts.length < 2 ? platform : parts[0] + "/" + parts[1];
  }
}
