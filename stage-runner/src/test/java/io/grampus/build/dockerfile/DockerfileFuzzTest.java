package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.check.BaseFacts;
import io.grampus.build.check.CheckOptions;
import io.grampus.build.check.DockerfileChecks;
import io.grampus.build.pattern.IgnoreRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, they are read or refused with a place and a remedy, and soon. */
class DockerfileFuzzTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 100_000);
  private static final DockerfileChecks CHECKS =
      new DockerfileChecks(
          new CheckOptions(Set.of(), Set.of("all"), false),
          PlatformArguments.of("linux/amd64", "linux/amd64"),
          IgnoreRules.none(),
          image -> Optional.of(new BaseFacts(Map.of(), List.of(), "linux/amd64")));
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final List<String> PIECES =
      List.of(
          "\\\n",
          "`",
          "\"",
          "'",
          "$",
          "${",
          "}",
          "${A:-",
          "${A//*/",
          "<<EOF",
          "<<-'E'",
          "\nEOF\n",
          "[\"",
          "\", 1]",
          "--",
          "--mount=type=",
          ",target=",
          "--from=0 ",
          "\nFROM a AS b\n",
          " ",
          "\t",
          "\r\n",
          "\n",
          "# escape=`\n",
          "ONBUILD ",
          "=",
          "\u00a0",
          "\u2028",
          "😀",
          "\\",
          "*",
          "?",
          "#",
          "%",
          "\nRUN ",
          "\nCOPY ",
          "\nENV A=$A$A ",
          "\nEXPOSE ",
          "\nARG A=",
          "0-65535");

  @Test
  void neverFailsOtherwiseThanDeclared() throws IOException {
    long seed = Long.getLong("fuzz.seed", 20_261_121L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<byte[]> originals = new ArrayList<>();
    for (Path file : Golden.inputs("dockerfile/golden", ".Dockerfile")) {
      originals.add(Files.readAllBytes(file));
    }
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = mutate(originals.get(random.nextInt(originals.size())), random);
      long before = THREADS.getCurrentThreadCpuTime();
      accepted += isAccepted(input) ? 1 : 0;
      // processor time, for a busy machine may keep any thread waiting for seconds
      assertThat(THREADS.getCurrentThreadCpuTime() - before)
          .as(() -> new String(input, StandardCharsets.UTF_8))
          .isLessThan(Duration.ofSeconds(10).toNanos());
    }
    assertThat(accepted).isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original;
    for (int count = random.nextInt(4); count >= 0; count--) {
      int from = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, from + (random.nextBoolean() ? 0 : random.nextInt(12)));
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(bytes, 0, from);
      if (random.nextInt(20) == 0) {
        changed.write(random.nextInt(256));
      } else {
        changed.writeBytes(
            PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
      }
      changed.write(bytes, to, bytes.length - to);
      bytes = changed.toByteArray();
    }
    return bytes;
  }

  private static boolean isAccepted(byte[] input) {
    try {
      ParsedDockerfile dockerfile =
          InstructionParser.parse(DockerfileReader.read("Dockerfile", input));
      StageGraph graph =
          StageGraph.build(
              dockerfile,
              new GraphInputs(
                  Map.of(), PlatformArguments.of("linux/amd64", "linux/amd64"), null, Set.of()));
      CHECKS.check(dockerfile, graph);
      graph.stages().forEach(stage -> walk(graph, stage));
      return true;
    } catch (DockerfileException refused) {
      assertThat(refused.range().firstLine()).isPositive();
      assertThat(refused.hint()).isNotBlank();
      assertThat(refused.problem()).isNotBlank();
      return false;
    }
  }

  private static void walk(StageGraph graph, Stage stage) {
    WordExpander words = new WordExpander(graph.escape());
    InstructionExpander expander = new InstructionExpander(graph.escape());
    StageScope scope = StageScope.of(graph.arguments(), new LinkedHashMap<>());
    for (Instruction step : stage.steps()) {
      Instruction expanded = expander.expand(step, scope.environment());
      if (expanded instanceof ArgInstruction arg) {
        scope = scope.declare(arg, words);
        assertThat(HistoryText.arg(arg, scope)).startsWith("ARG ");
      } else if (expanded instanceof EnvInstruction env) {
        scope = scope.set(env);
      } else if (expanded instanceof ExposeInstruction expose) {
        assertThat(HistoryText.expose(ExposedPorts.parse(expose))).startsWith("EXPOSE [");
      } else if (expanded instanceof RunInstruction run) {
        expander.mounts(run, scope.environment());
        assertThat(HistoryText.run(run.effectiveCommand().argv(List.of()), scope))
            .endsWith(" # buildkit");
      }
    }
  }
}
