package io.grampus.build.check;

import io.grampus.build.dockerfile.ArgDeclaration;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.BuildArgument;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.dockerfile.RunMount;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.WordExpander;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the target of a build takes.
 *
 * @param name the target's name, or empty
 * @param description what the comment above its FROM says
 * @param arguments the build arguments that it declares, and the global ones
 * @param secrets that RUN mounts
 * @param ssh agents that RUN mounts
 * @param caches that RUN mounts
 */
public record Outline(
    String name,
    String description,
    List<Argument> arguments,
    List<Mounted> secrets,
    List<Mounted> ssh,
    List<String> caches) {
  /** Takes copies. */
  public Outline {
    arguments = List.copyOf(arguments);
    secrets = List.copyOf(secrets);
    ssh = List.copyOf(ssh);
    caches = List.copyOf(caches);
  }

  /** A build argument; the value is what it is without another {@code --build-arg}. */
  public record Argument(String name, String value, String description) {}

  /** A secret or agent that a RUN mounts. */
  public record Mounted(String name, boolean required) {}

  /** Finds them in the stages that the target needs. */
  public static Outline of(ParsedDockerfile dockerfile, StageGraph graph) {
    return new Reader(graph).read(dockerfile);
  }

  private static final class Reader {
    private final StageGraph graph;
    private final WordExpander words;
    private final InstructionExpander expander;
    private final Map<String, Argument> arguments = new LinkedHashMap<>();
    private final Map<String, Mounted> secrets = new LinkedHashMap<>();
    private final Map<String, Mounted> ssh = new LinkedHashMap<>();
    private final Map<String, String> caches = new LinkedHashMap<>();

    Reader(StageGraph graph) {
      this.graph = graph;
      this.words = new WordExpander(graph.escape());
      this.expander = new InstructionExpander(graph.escape());
    }

    Outline read(ParsedDockerfile dockerfile) {
      for (Instruction instruction : dockerfile.instructions()) {
        if (!(instruction instanceof ArgInstruction arg)) {
          break;
        }
        arg.arguments()
            .forEach(
                declared -> argument(declared, graph.arguments().global().get(declared.name())));
      }
      graph.order().forEach(this::stage);
      Stage target = graph.target();
      return new Outline(
          target.name() == null ? "" : target.name(),
          Target.description(target.from()),
          List.copyOf(arguments.values()),
          List.copyOf(secrets.values()),
          List.copyOf(ssh.values()),
          List.copyOf(caches.values()));
    }

    private void stage(Stage stage) {
      StageScope scope = StageScope.of(graph.arguments(), Map.of());
      for (Instruction instruction : stage.steps()) {
        if (instruction instanceof ArgInstruction arg) {
          scope = scope.declare(arg, words);
          List<BuildArgument> declared = scope.declared();
          int first = declared.size() - arg.arguments().size();
          for (int i = 0; i < arg.arguments().size(); i++) {
            argument(arg.arguments().get(i), declared.get(first + i).value());
          }
        } else if (instruction instanceof RunInstruction run) {
          expander.mounts(run, scope.environment()).forEach(this::mount);
        }
      }
    }

    private void argument(ArgDeclaration declared, @Nullable String value) {
      String description = declared.description() == null ? "" : declared.description();
      Argument found = new Argument(declared.name(), value == null ? "" : value, description);
      arguments.merge(
          declared.name(), found, (old, later) -> later.description().isEmpty() ? old : later);
    }

    private void mount(RunMount mount) {
      if (mount instanceof RunMount.Secret secret) {
        secrets.putIfAbsent(secret.id(), new Mounted(secret.id(), secret.required()));
      } else if (mount instanceof RunMount.Ssh agent) {
        ssh.putIfAbsent(agent.id(), new Mounted(agent.id(), agent.required()));
      } else if (mount instanceof RunMount.Cache cache) {
        caches.putIfAbsent(cache.id(), cache.id());
      }
    }
  }
}
