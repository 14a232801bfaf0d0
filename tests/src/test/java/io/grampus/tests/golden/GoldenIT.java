package io.grampus.tests.golden;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.DockerArchive;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same Dockerfile gives what BuildKit gave; see {@code golden/README.md}. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class GoldenIT {
  @TestFactory
  Stream<DynamicContainer> agreesWithBuildKit(Workspace workspace) throws IOException {
    Grampus grampus = workspace.grampus("store");
    LayerTree base = LayerTree.ofTar(workspace.bases().busybox());
    Path archive =
        DockerArchive.write(
            workspace.bases().busybox(),
            GoldenCase.BASE,
            workspace.directory("base"),
            workspace::does);
    grampus.succeed("load", "-i", archive.toString());
    Map<GoldenCase, Path> folders = new LinkedHashMap<>();
    GoldenWeb web = workspace.closeLater(GoldenWeb.start());
    for (GoldenFile file : GoldenFile.all()) {
      for (GoldenCase golden : file.cases()) {
        folders.put(golden, prepared(golden, web, workspace, folders.size()));
      }
    }
    grampus.executeAll(GoldenBatch.class, List.copyOf(folders.values()));
    UnaryOperator<String> taken = web::taken;
    return GoldenFile.all().stream()
        .map(file -> tests(file, folders, base, grampus.store(), taken));
  }

  private static DynamicContainer tests(
      GoldenFile file,
      Map<GoldenCase, Path> folders,
      LayerTree base,
      Path store,
      UnaryOperator<String> taken) {
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
                          check(folder, expected, base, store, taken);
                        })));
  }

  private static void check(
      Path folder, String expected, LayerTree base, Path store, UnaryOperator<String> taken)
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
      assertThat(taken.apply(ImageText.of(image, base))).as(log).isEqualTo(expected);
    }
  }

  private static Path prepared(GoldenCase golden, GoldenWeb web, Workspace workspace, int number) {
    String name = "case" + number;
    Path folder = workspace.directory(name);
    List<String> words = new ArrayList<>(List.of("build", "--progress=plain", "--tag=" + name));
    words.addAll(golden.arguments(folder));
    words.add(folder.resolve("context").toString());
    workspace.file(name + "/arguments", String.join("\n", words));
    golden.makeContext(folder, web, workspace::does); // last, for chown would clear setuid bits
    return folder;
  }
}
