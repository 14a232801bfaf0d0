package io.grampus.build.check;

import io.grampus.build.dockerfile.ArgDeclaration;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.KeyValue;
import io.grampus.build.dockerfile.LabelInstruction;
import io.grampus.build.dockerfile.MaintainerInstruction;
import io.grampus.build.dockerfile.ParsedDockerfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules that look at how instructions are written, each by itself. */
final class FormChecks {
  private static final Set<String> RESERVED = Set.of("context", "scratch");
  private static final Pattern SECRET =
      words("apikey|auth|credential|credentials|key|password|pword|passwd|secret|token");
  private static final Pattern NO_SECRET = words("public|file|version");

  private final Findings findings;

  FormChecks(Findings findings) {
    this.findings = findings;
  }

  private static Pattern words(String alternatives) {
    return Pattern.compile("(?i)(?:_|^)(?:" + alternatives + ")(?:_|$)");
  }

  void check(ParsedDockerfile dockerfile) {
    List<Instruction> stages = new ArrayList<>();
    for (Instruction instruction : dockerfile.instructions()) {
      if (!stages.isEmpty() || instruction instanceof FromInstruction) {
        stages.add(instruction);
        secrets(instruction);
      }
      single(instruction);
    }
    casing(stages);
  }

  private void single(Instruction instruction) {
    if (instruction instanceof FromInstruction from) {
      from(from);
    } else if (instruction instanceof MaintainerInstruction) {
      findings.add(
          CheckRule.MAINTAINER_DEPRECATED,
          "Maintainer instruction is deprecated in favor of using label",
          instruction.range());
    } else if (instruction instanceof EnvInstruction env) {
      legacy(env.variables(), instruction);
    } else if (instruction instanceof LabelInstruction label) {
      legacy(label.labels(), instruction);
    } else if (instruction instanceof ArgInstruction arg) {
      description(instruction, arg.arguments().stream().map(ArgDeclaration::name).toList());
    }
  }

  private void from(FromInstruction from) {
    Written.stageName(from)
        .filter(name -> !Written.isLower(name))
        .ifPresent(
            name ->
                findings.add(
                    CheckRule.STAGE_NAME_CASING,
                    "Stage name '" + name + "' should be lowercase",
                    from.range()));
    String keyword = Written.keyword(from);
    Written.as(from)
        .filter(as -> Written.isLower(as) != Written.isLower(keyword))
        .ifPresent(
            as ->
                findings.add(
                    CheckRule.FROM_AS_CASING,
                    "'" + as + "' and '" + keyword + "' keywords' casing do not match",
                    from.range()));
    String name = from.stageName();
    if (name != null) {
      if (RESERVED.contains(name)) {
        findings.add(
            CheckRule.RESERVED_STAGE_NAME,
            "Stage name should not use the same name as reserved stage \"" + name + "\"",
            from.range());
      }
      description(from, List.of(name));
    }
  }

  private void legacy(List<KeyValue> pairs, Instruction instruction) {
    String name = Written.keyword(instruction);
    if (pairs.stream().anyMatch(KeyValue::legacy)) {
      findings.add(
          CheckRule.LEGACY_KEY_VALUE_FORMAT,
          "\"%s key=value\" should be used instead of legacy \"%s key value\" format"
              .formatted(name, name),
          instruction.range());
    }
  }

  /** The line of comment right above is taken for a description, and so has to begin as one. */
  private void description(Instruction instruction, List<String> names) {
    List<String> comments = instruction.source().comments();
    if (comments.isEmpty() || names.isEmpty()) {
      return;
    }
    String first = comments.get(comments.size() - 1).split(" ", 2)[0];
    if (!names.contains(first)) {
      String example = names.size() > 1 ? "<arg_key>" : names.get(0);
      findings.add(
          CheckRule.INVALID_DEFINITION_DESCRIPTION,
          "Comment for %s should follow the format: `# %s <description>`"
              .formatted(instruction instanceof ArgInstruction ? "ARG" : "FROM", example),
          instruction.range());
    }
  }

  private void secrets(Instruction instruction) {
    if (instruction instanceof ArgInstruction arg) {
      arg.arguments().forEach(declared -> secret("ARG", declared.name(), instruction));
    } else if (instruction instanceof EnvInstruction env) {
      env.variables().forEach(pair -> secret("ENV", pair.key(), instruction));
    }
  }

  private void secret(String keyword, String name, Instruction instruction) {
    if (SECRET.matcher(name).find() && !NO_SECRET.matcher(name).find()) {
      findings.add(
          CheckRule.SECRETS_USED_IN_ARG_OR_ENV,
          "Do not use ARG or ENV instructions for sensitive data (%s \"%s\")"
              .formatted(keyword, name),
          instruction.range());
    }
  }

  private void casing(List<Instruction> instructions) {
    long lower = instructions.stream().map(Written::keyword).filter(Written::isLower).count();
    long upper = instructions.stream().map(Written::keyword).filter(Written::isUpper).count();
    boolean lowercase = lower > upper;
    for (Instruction instruction : instructions) {
      String keyword = Written.keyword(instruction);
      if (lowercase ? !Written.isLower(keyword) : !Written.isUpper(keyword)) {
        findings.add(
            CheckRule.CONSISTENT_INSTRUCTION_CASING,
            "Command '%s' should match the case of the command majority (%s)"
                .formatted(keyword, lowercase ? "lowercase" : "uppercase"),
            instruction.range());
      }
    }
  }
}
