package io.grampus.tests.golden;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.DockerArchive;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same Dockerfile gives what BuildKit gave; see {@code golden/README.md}. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class GoldenIT {
  /** The image that the cases build on. */
  static final String BASE = "busybox:latest";

  @TestFactory
  Stream<DynamicContainer> agreesWithBuildKit(Workspace workspace) throws IOException {
    Grampus grampus = workspace.grampus("store");
    LayerTree base = LayerTree.ofTar(workspace.bases().busybox());
    Path archive =
        DockerArchive.write(
            workspace.bases().busybox(), BASE, workspace.directory("base"), workspace::does);
    grampus.succeed("load", "-i", archive.toString());
    Map<GoldenCase, Path> folders = new LinkedHashMap<>();
    for (GoldenFile file : GoldenFile.all()) {
      for (GoldenCase golden : file.cases()) {
        folders.put(golden, prepared(golden, workspace, folders.size()));
      }
    }
    grampus.executeAll(GoldenBatch.class, List.copyOf(folders.values()));
    return GoldenFile.all().stream().map(file -> tests(file, folders, base, grampus.store()));
  }

  private static DynamicContainer tests(
      GoldenFile file, Map<GoldenCase, Path> folders, LayerTree base, Path store) {
    Map<String, String> recorded = file.recorded();
    return DynamicContainer.dynamicContainer(
        file.name(),
        file.cases().stream()
            .map(
                golden ->
                    DynamicTest.dynamicTest(
                        golden.name(),
                        () -> {
                          Path folder = folders.get(golden);
                          String expected =
                              golden.expected(recorded.getOrDefault(golden.name(), "").strip());
                          check(folder, expected, base, store);
                        })));
  }

  private static void check(Path folder, String expected, LayerTree base, Path store)
      throws IOException {
    String log = Files.readString(folder.resolve("errors"));
    boolean built = Files.readString(folder.resolve("exit")).equals("0");
    if (expected.startsWith("! ")) {
      assertThat(built).as("%s, but was built", expected).isFalse();
      String place = expected.split(" ", -1)[1];
      assertThat(log).contains(place.contains(":") ? place : "", "ERROR: ");
      assertThat(log).containsAnyOf("hint: ", "did not complete successfully");
      assertThat(log).doesNotContain("bug of Grampus");
    } else {
      assertThat(built).as(log).isTrue();
      ImageFile image =
          ImageFile.ofLayout(store.resolve("images"), folder.getFileName().toString());
      assertThat(ImageText.of(image, base)).as(log).isEqualTo(expected);
    }
  }

  private static Path prepared(GoldenCase golden, Workspace workspace, int number) {
    String name = "case" + number;
    Path folder = workspace.directory(name);
    List<String> words = new ArrayList<>(List.of("build", "--progress=plain", "--tag=" + name));
    words.addAll(arguments(golden, folder));
    words.add(folder.resolve("context").toString());
    workspace.file(name + "/arguments", String.join("\n", words));
    makeContext(golden, folder, workspace::does); // last, for chown would clear setuid bits
    return folder;
  }

  /** Makes the build context, and returns its folder. */
  static Path makeContext(GoldenCase golden, Path folder, Consumer<Command> person) {
    try {
      Path context = folder.resolve("context");
      person.accept(Command.of("mkdir", context.toString()));
      String script = "umask 022\n" + golden.context();
      person.accept(Command.of("bash", "-ec", script).in(context));
      Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), golden.dockerfile());
      person.accept(
          Command.of("cp", dockerfile.toString(), context.resolve("Dockerfile").toString()));
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case's own arguments, with {@code {}} for its folder. */
  static List<String> arguments(GoldenCase golden, Path folder) {
    return golden.arguments().stream().map(a -> a.replace("{}", folder.toString())).toList();
  }
}
