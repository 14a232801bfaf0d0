package io.grampus.build.check;

import io.grampus.build.dockerfile.AddInstruction;
import io.grampus.build.dockerfile.ArgDeclaration;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.BuildArgument;
import io.grampus.build.dockerfile.CmdInstruction;
import io.grampus.build.dockerfile.CommandLine;
import io.grampus.build.dockerfile.CopyInstruction;
import io.grampus.build.dockerfile.CopySources;
import io.grampus.build.dockerfile.EntrypointInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.ExposeInstruction;
import io.grampus.build.dockerfile.HealthcheckInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.ShellInstruction;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.dockerfile.WorkdirInstruction;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.step.StepFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Rules that follow a stage from instruction to instruction. */
final class StageChecks {
  private final Findings findings;
  private final StageGraph graph;
  private final IgnoreRules ignored;
  private final WordExpander words;
  private final Set<String> unmatched = new TreeSet<>();
  private final InstructionExpander expander;
  private final InstructionExpander silent;
  private final Map<Class<?>, Instruction> lastOfKind = new HashMap<>();
  private StageView view;

  /** Checks one stage, which begins as the view says. */
  StageChecks(Findings findings, StageGraph graph, IgnoreRules ignored, StageView start) {
    this.findings = findings;
    this.graph = graph;
    this.ignored = ignored;
    this.words = new WordExpander(graph.escape());
    this.expander =
        new InstructionExpander(graph.escape(), word -> unmatched.addAll(word.unmatched()));
    this.silent = new InstructionExpander(graph.escape());
    this.view = start;
  }

  /** What is known where the checks have come to. */
  StageView view() {
    return view;
  }

  /** Nothing more can be said of variables. */
  void giveUp() {
    view = new StageView(view.scope(), false, view.shell(), view.workdir());
  }

  /** Follows the stage to its end. */
  void check(Stage stage) {
    for (Instruction instruction : stage.instructions()) {
      unmatched.clear();
      Instruction expanded = expander.expand(instruction, view.scope().environment());
      if (instruction instanceof ArgInstruction arg) {
        expandDefaults(arg);
      }
      undefined(instruction);
      if (view.complete() || unmatched.isEmpty()) {
        StepFactory.refuseWrong(expanded, silent, view.scope().environment());
      }
      follow(expanded);
    }
  }

  private void expandDefaults(ArgInstruction arg) {
    for (ArgDeclaration declared : arg.arguments()) {
      String value = declared.defaultValue();
      if (value != null && !graph.arguments().given().containsKey(declared.name())) {
        unmatched.addAll(words.expand(value, view.scope().environment(), arg.range()).unmatched());
      }
    }
  }

  private void undefined(Instruction instruction) {
    if (!view.complete()) {
      return;
    }
    view.scope().declared().stream().map(BuildArgument::name).forEach(unmatched::remove);
    for (String name : unmatched) {
      String near = FromChecks.suggestion(name, "$", view.scope().environment().keySet());
      findings.add(
          CheckRule.UNDEFINED_VAR,
          "Usage of undefined variable '$" + name + "'" + near,
          instruction.range());
    }
  }

  private void follow(Instruction instruction) {
    StageScope scope = view.scope();
    if (instruction instanceof ArgInstruction arg) {
      view = view.withScope(scope.declare(arg, words));
    } else if (instruction instanceof EnvInstruction env) {
      view = view.withScope(scope.set(env));
    } else if (instruction instanceof ShellInstruction) {
      view = view.withShell();
    } else if (instruction instanceof CmdInstruction cmd) {
      command(cmd, cmd.command());
    } else if (instruction instanceof EntrypointInstruction entrypoint) {
      command(entrypoint, entrypoint.command());
    } else if (instruction instanceof HealthcheckInstruction) {
      onlyOnce(instruction);
    } else if (instruction instanceof WorkdirInstruction workdir) {
      workdir(workdir);
    } else if (instruction instanceof ExposeInstruction expose) {
      expose.ports().forEach(port -> port(port, expose));
    } else if (instruction instanceof CopyInstruction copy && copy.from() == null) {
      sources(copy.sources(), "Copy", copy);
    } else if (instruction instanceof AddInstruction add) {
      sources(add.sources(), "Add", add);
    }
  }

  private void command(Instruction instruction, CommandLine command) {
    onlyOnce(instruction);
    if (command.shellForm() && !view.shell()) {
      findings.add(
          CheckRule.JSON_ARGS_RECOMMENDED,
          "JSON arguments recommended for "
              + Written.keyword(instruction)
              + " to prevent unintended behavior related to OS signals",
          instruction.range());
    }
  }

  private void onlyOnce(Instruction instruction) {
    Instruction before = lastOfKind.put(instruction.getClass(), instruction);
    if (before != null) {
      findings.add(
          CheckRule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
          "Multiple "
              + Written.keyword(instruction)
              + " instructions should not be used in the same stage because only the last one will"
              + " be used",
          before.range());
    }
  }

  /** The first one only, since mending that mends all that follow. */
  private void workdir(WorkdirInstruction workdir) {
    if (!view.workdir() && !workdir.path().startsWith("/")) {
      findings.add(
          CheckRule.WORKDIR_RELATIVE_PATH,
          "Relative workdir \""
              + workdir.path()
              + "\" can have unexpected results if the base image changes",
          workdir.range());
    }
    view = view.withWorkdir();
  }

  private void port(String port, ExposeInstruction expose) {
    String protocol = port.substring(port.lastIndexOf('/') + 1);
    if (port.indexOf('/') >= 0 && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
      findings.add(
          CheckRule.EXPOSE_PROTO_CASING,
          "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase",
          expose.range());
    }
    if (port.indexOf(':') >= 0) {
      findings.add(
          CheckRule.EXPOSE_INVALID_FORMAT,
          "EXPOSE instruction should not define an IP address or host-port mapping, found '"
              + port
              + "'",
          expose.range());
    }
  }

  /** Where a pattern brings files back nothing can be said without looking at the files. */
  private void sources(CopySources sources, String keyword, Instruction instruction) {
    if (ignored.isEmpty() || ignored.bringsBack()) {
      return;
    }
    for (String source : sources.paths()) {
      String path = CleanPath.of("/" + source).substring(1);
      if (!path.isEmpty() && ignored.matches(path.getBytes(StandardCharsets.UTF_8))) {
        findings.add(
            CheckRule.COPY_IGNORED_FILE,
            "Attempting to %s file \"%s\" that is excluded by .dockerignore"
                .formatted(keyword, path),
            instruction.range());
      }
    }
  }
}
