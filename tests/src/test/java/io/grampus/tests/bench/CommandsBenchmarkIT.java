package io.grampus.tests.bench;

import static io.grampus.tests.harness.Requirement.MIRROR;
import static io.grampus.tests.harness.Requirement.MMDEBSTRAP;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Seconds a whole command, as a build of one RUN on a prepared image and as others do it, in turns.
 * With real root only where root starts it.
 */
@Tag("bench")
@Timeout(value = 3, unit = TimeUnit.HOURS)
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, MMDEBSTRAP, MIRROR})
class CommandsBenchmarkIT {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final List<String> COMMANDS =
      List.of(
          System.getProperty("bench.commands", "tar-x,find,chown-R,apt-get,make,npm,python")
              .split(","));
  private static final Path SCRIPTS = Path.of("src/test/resources/bench");
  private static final Pattern TOOK =
      Pattern.compile("^#[0-9]+ [0-9.]+ took ([0-9]+)$", Pattern.MULTILINE);

  @Test
  void secondsACommand(Workspace workspace) throws IOException {
    Grampus grampus = prepared(workspace);
    Trees trees = new Trees(workspace, grampus, "bench");
    Way build = new Way("grampus build", words -> build(workspace, grampus, words));
    List<Way> ways = new ArrayList<>(List.of(build, trees.proot(), trees.fakeroot()));
    if (Trees.haveRoot()) {
      ways.add(0, trees.root());
    }

    Table wall = new Table();
    Table processor = new Table();
    for (int round = 0; round < ROUNDS; round++) {
      for (String command : COMMANDS) {
        ways.forEach(way -> measure(way, command, wall, processor));
      }
      trees.renew();
    }

    wall.print("Seconds a command, medians of " + ROUNDS + " runs");
    processor.print("Seconds of processor time, user and system, everything started included");
  }

  private static void measure(Way way, String command, Table wall, Table processor) {
    way.measure(List.of("/commands.sh", command))
        .ifPresent(
            taken -> {
              wall.add(command, way.name(), taken.wall());
              processor.add(command, way.name(), taken.processor());
              Matcher own = TOOK.matcher(taken.errors());
              if (own.find()) {
                wall.add(command, "of it the RUN", Long.parseLong(own.group(1)) / 1e6);
              }
            });
  }

  private static Grampus prepared(Workspace workspace) throws IOException {
    for (String script : List.of("prepare.sh", "commands.sh")) {
      workspace.file("context/" + script, Files.readString(SCRIPTS.resolve(script)));
    }
    Grampus grampus =
        workspace.grampus("store").importBase(workspace.bases().debian(), "debian:12");
    workspace.dockerfile(
        "FROM debian:12", "COPY --chmod=755 prepare.sh commands.sh /", "RUN /prepare.sh");
    grampus.build("-t", "bench").mustSucceed();
    return grampus;
  }

  private static Command build(Workspace workspace, Grampus grampus, List<String> words) {
    String command = String.join(" ", words);
    workspace.dockerfile(
        "FROM bench",
        "RUN start=$(date +%s%N); " + command + "; echo took $((($(date +%s%N) - start) / 1000))");
    return grampus.command(grampus.buildArguments("--no-cache", "-t", "measured"));
  }
}
