package io.grampus.tests.harness;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what the machine cannot do, or fails it if it must be done; see {@link Requires}. */
final class RequirementCondition implements ExecutionCondition {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RequirementCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Requirement[] needed =
        context
            .getElement()
            .flatMap(element -> AnnotationSupport.findAnnotation(element, Requires.class))
            .map(Requires::value)
            .orElse(new Requirement[0]);
    Set<Requirement> required = required(System.getProperty("require", ""));
    for (Requirement requirement : needed) {
      String cause = causes(context).computeIfAbsent(requirement, Requirement::cause);
      if (!cause.isEmpty()) {
        String message = "needs " + requirement.word() + ", but " + cause;
        if (required.contains(requirement)) {
          throw new AssertionError(message + " (-Drequire forbids to skip this)");
        }
        return ConditionEvaluationResult.disabled(message);
      }
    }
    return ConditionEvaluationResult.enabled("everything needed is there");
  }

  /**
   * The names of a comma-separated list; {@code all} means all. A name that nobody knows would
   * switch nothing on.
   */
  static Set<Requirement> required(String list) {
    Set<Requirement> all = EnumSet.noneOf(Requirement.class);
    for (String word : list.isBlank() ? new String[0] : list.split(",")) {
      if (word.strip().equals("all")) {
        return EnumSet.allOf(Requirement.class);
      }
      all.add(
          Arrays.stream(Requirement.values())
              .filter(requirement -> requirement.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(() -> new AssertionError("-Drequire names the unknown '" + word + "'")));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static Map<Requirement, String> causes(ExtensionContext context) {
    return (Map<Requirement, String>)
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent("causes", key -> new ConcurrentHashMap<Requirement, String>());
  }
}
