package io.grampus.build.check;

import io.grampus.build.dockerfile.ArgDeclaration;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.ExpandedWord;
import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.image.ImageReference;
import io.grampus.build.text.ClosestWord;
import io.grampus.os.GrampusException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rules about the images and platforms that FROM names. */
final class FromChecks {
  private static final String TARGET_PLATFORM = "TARGETPLATFORM";

  private final Findings findings;
  private final WordExpander words;
  private final Map<String, String> predefined;

  FromChecks(Findings findings, WordExpander words, Map<String, String> predefined) {
    this.findings = findings;
    this.words = words;
    this.predefined = predefined;
  }

  /**
   * Checks every FROM.
   *
   * @param globals the values that FROM sees in this build
   */
  void check(ParsedDockerfile dockerfile, Map<String, String> globals) {
    Map<String, String> defaults = new HashMap<>(predefined);
    Set<String> known = new TreeSet<>(globals.keySet());
    for (Instruction instruction : dockerfile.instructions()) {
      if (instruction instanceof FromInstruction from) {
        undefined(from, from.image(), globals, known);
        undefined(from, from.platform(), globals, known);
        defaultImage(from, defaults);
        platform(from, globals);
      } else if (instruction instanceof ArgInstruction arg && isGlobal(arg, dockerfile)) {
        arg.arguments().forEach(declared -> known.add(declared.name()));
        arg.arguments().forEach(declared -> define(declared, arg, defaults));
      }
    }
  }

  private static boolean isGlobal(ArgInstruction arg, ParsedDockerfile dockerfile) {
    for (Instruction instruction : dockerfile.instructions()) {
      if (instruction instanceof FromInstruction) {
        return false;
      }
      if (instruction == arg) {
        return true;
      }
    }
    return false;
  }

  private void define(ArgDeclaration declared, ArgInstruction arg, Map<String, String> defaults) {
    String value = declared.defaultValue();
    try {
      if (value != null) {
        defaults.put(declared.name(), words.expand(value, defaults, arg.range()).text());
      }
    } catch (DockerfileException e) {
      defaults.put(declared.name(), declared.name()); // a value that the build was given mends it
    }
  }

  private void undefined(
      FromInstruction from, @Nullable String word, Map<String, String> globals, Set<String> known) {
    if (word == null) {
      return;
    }
    for (String name : new TreeSet<>(words.expand(word, globals, from.range()).unmatched())) {
      if (!known.contains(name)) {
        findings.add(
            CheckRule.UNDEFINED_ARG_IN_FROM,
            "FROM argument '" + name + "' is not declared" + suggestion(name, "", known),
            from.range());
      }
    }
  }

  static String suggestion(String name, String prefix, Set<String> known) {
    return ClosestWord.within(Math.min(2, name.length() / 2), name, known)
        .map(near -> " (did you mean " + prefix + near + "?)")
        .orElse("");
  }

  private void defaultImage(FromInstruction from, Map<String, String> defaults) {
    try {
      ImageReference.parse(words.expand(from.image(), defaults, from.range()).text());
    } catch (DockerfileException e) {
      return; // the build will say so
    } catch (GrampusException e) {
      findings.add(
          CheckRule.INVALID_DEFAULT_ARG_IN_FROM,
          "Default value for ARG " + from.image() + " results in empty or invalid base image name",
          from.range());
    }
  }

  private void platform(FromInstruction from, Map<String, String> globals) {
    String written = from.platform();
    if (written == null) {
      return;
    }
    ExpandedWord platform = words.expand(written, globals, from.range());
    if (platform.matched().equals(Set.of(TARGET_PLATFORM))
        && platform.unmatched().isEmpty()
        && platform.text().equals(globals.get(TARGET_PLATFORM))) {
      findings.add(
          CheckRule.REDUNDANT_TARGET_PLATFORM,
          "Setting platform to predefined "
              + written
              + " in FROM is redundant as this is the default behavior",
          from.range());
    }
    boolean constant = platform.matched().isEmpty() && platform.unmatched().isEmpty();
    if (constant && !isNamedInStage(platform.text(), from.stageName())) {
      findings.add(
          CheckRule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
          "FROM --platform flag should not use constant value \"" + platform.text() + "\"",
          from.range());
    }
  }

  private static boolean isNamedInStage(String platform, @Nullable String stage) {
    if (stage == null) {
      return false;
    }
    String[] parts = platform.split("/", -1);
    return stage.contains(parts[0]) || parts.length > 1 && stage.contains(parts[1]);
  }
}
