package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.PODMAN;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every form of output, as seen by the tools that will read it. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class OutputsIT {
  private static final String[] DOCKERFILE = {
    "FROM busybox",
    "RUN mkdir /data && echo hello > /data/file && chmod 640 /data/file && chown 4242:4343 /data/file",
    "LABEL key=value",
    "CMD [\"cat\", \"/data/file\"]"
  };

  @Test
  void dockerArchiveIsReadBySkopeo(Workspace workspace) {
    Path archive = workspace.out("image.tar");
    build(workspace, "type=docker,dest=" + archive, "-t", "example.org/team/web:1.0");

    Outcome inspected =
        workspace.command("skopeo", "inspect", "docker-archive:" + archive).succeed();
    assertThat(inspected.output()).contains("\"key\": \"value\"");
    skopeo(workspace, "docker-archive:" + archive, "oci:" + workspace.out("copy") + ":web");
    holdsTheFile(ImageFile.ofLayout(workspace.out("copy")).tree());

    ImageFile image = ImageFile.ofDockerArchive(extract(workspace, archive));
    holdsTheFile(image.tree());
    assertThat(image.names()).containsExactly("example.org/team/web:1.0");
  }

  @Test
  @Requires(PODMAN)
  void dockerArchiveIsLoadedByPodman(Workspace workspace) {
    Path archive = workspace.out("image.tar");
    build(workspace, "type=docker,dest=" + archive, "-t", "web:1.0");
    // podman takes no run folder with a name of more than 50 characters
    Path work = Path.of(workspace.command("mktemp", "-d", "-p", "/var/tmp").succeed().answer());
    workspace.closeLater(() -> workspace.command("rm", "-rf", work.toString()).succeed());
    String[] podman = {
      "podman",
      "--storage-driver=vfs",
      "--storage-opt=vfs.ignore_chown_errors=true",
      "--root=" + work.resolve("root"),
      "--runroot=" + work.resolve("run"),
      "--tmpdir=" + work.resolve("tmp"),
      "--cgroup-manager=cgroupfs",
      "--events-backend=none"
    };

    Outcome loaded = podman(workspace, podman, "load", "--input", archive.toString());

    assertThat(loaded.output()).contains("web:1.0");
    assertThat(
            podman(workspace, podman, "image", "inspect", "--format={{.Config.Cmd}}", "web:1.0")
                .answer())
        .isEqualTo("[cat /data/file]");
  }

  @Test
  void ociFolderIsReadByUmociAndSkopeo(Workspace workspace) {
    Path layout = workspace.out("layout");
    build(workspace, "type=oci,tar=false,dest=" + layout, "-t", "web:1.0");

    String tag = workspace.command("umoci", "ls", "--layout", layout.toString()).succeed().answer();
    assertThat(workspace.command("umoci", "stat", "--image", layout + ":" + tag).succeed().output())
        .contains("RUN /bin/sh -c mkdir /data");
    skopeo(workspace, "oci:" + layout, "docker-archive:" + workspace.out("copy.tar") + ":copy:1");
    holdsTheFile(ImageFile.ofDockerArchive(extract(workspace, workspace.out("copy.tar"))).tree());
    holdsTheFile(ImageFile.ofLayout(layout).tree());
  }

  @Test
  void ociArchiveIsReadBySkopeo(Workspace workspace) {
    Path archive = workspace.out("image.tar");
    build(workspace, "type=oci,dest=" + archive);

    skopeo(workspace, "oci-archive:" + archive, "oci:" + workspace.out("copy") + ":web");
    holdsTheFile(ImageFile.ofLayout(workspace.out("copy")).tree());
    holdsTheFile(ImageFile.ofLayout(extract(workspace, archive)).tree());
  }

  @Test
  void tarHasTheRootFileSystem(Workspace workspace) throws IOException {
    Path tar = workspace.out("root.tar");
    build(workspace, "type=tar,dest=" + tar);

    LayerTree tree = LayerTree.ofTar(tar);
    holdsTheFile(tree);
    assertThat(tree.summary("/tmp")).isEqualTo("drwxrwxrwt 0:0");
  }

  @Test
  void tarGoesToStandardOutput(Workspace workspace) throws IOException {
    workspace.dockerfile(DOCKERFILE);

    Outcome outcome = workspace.grampus().build("--output", "-").mustSucceed();

    assertThat(outcome.output()).contains("ustar").contains("data/file");
  }

  @Test
  void folderHasTheFiles(Workspace workspace) throws IOException {
    Path folder = workspace.out("root");
    build(workspace, folder.toString());

    String mode = workspace.command("stat", "-c", "%a", folder + "/data/file").succeed().answer();
    assertThat(mode).isEqualTo("640");
    assertThat(workspace.command("cat", folder + "/data/file").succeed().output())
        .isEqualTo("hello\n");
    assertThat(Files.readSymbolicLink(folder.resolve("bin/sh"))).isEqualTo(Path.of("busybox"));
  }

  @Test
  @Requires(REGISTRY)
  void registryTakesAndGivesImages(Workspace workspace) {
    Registry registry = Registry.start(workspace);
    String name = registry.name("team/web:1.0");
    build(workspace, "type=registry", "-t", name);

    workspace
        .command(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            "docker://" + name,
            "oci:" + workspace.out("copy"))
        .succeed();
    holdsTheFile(ImageFile.ofLayout(workspace.out("copy")).tree());

    Grampus other = workspace.grampus("another-store");
    assertThat(other.succeed("run", name).output()).isEqualTo("hello\n");
    workspace.dockerfile("FROM " + name, "RUN stat -c '<%u:%g %a>' /data/file");
    assertThat(other.build().mustSucceed().errors()).contains("<4242:4343 640>");
  }

  @Test
  void imageIdGoesToAFileAndToStandardOutput(Workspace workspace) throws IOException {
    workspace.dockerfile(DOCKERFILE);
    Grampus grampus = workspace.grampus();
    Path idFile = workspace.out("id");

    Outcome outcome =
        grampus
            .run("build", "--quiet", "--iidfile", idFile.toString(), workspace.context().toString())
            .mustSucceed();

    assertThat(outcome.output()).matches("sha256:[0-9a-f]{64}\n");
    assertThat(outcome.errors()).isEmpty();
    assertThat(Files.readString(idFile).strip()).isEqualTo(outcome.answer());
    assertThat(grampus.succeed("run", outcome.answer()).output()).isEqualTo("hello\n");
  }

  @Test
  void imagesCanBeListedTaggedInspectedSavedAndRemoved(Workspace workspace) {
    workspace.dockerfile(DOCKERFILE);
    Grampus grampus = workspace.grampus();
    grampus.build("-t", "web:1.0").mustSucceed();

    grampus.succeed("tag", "web:1.0", "web:2.0");
    assertThat(grampus.succeed("images").output()).contains("1.0").contains("2.0");
    assertThat(grampus.succeed("inspect", "web:2.0").output())
        .contains("\"key\"")
        .contains("\"value\"");
    Path saved = workspace.out("saved.tar");
    grampus.succeed("save", "-o", saved.toString(), "web:2.0");
    grampus.succeed("rmi", "web:1.0");
    grampus.succeed("rmi", "web:2.0");
    assertThat(grampus.run("inspect", "web:2.0").exitCode()).isEqualTo(1);
    grampus.succeed("prune");
    grampus.succeed("load", "-i", saved.toString());
    assertThat(grampus.succeed("run", "web:2.0").output()).isEqualTo("hello\n");
  }

  private static void build(Workspace workspace, String output, String... more) {
    workspace.dockerfile(DOCKERFILE);
    String[] options = new String[more.length + 2];
    System.arraycopy(more, 0, options, 2, more.length);
    options[0] = "--output";
    options[1] = output;
    workspace.grampus().build(options).mustSucceed();
  }

  private static void holdsTheFile(LayerTree tree) {
    assertThat(tree.summary("/data/file")).isEqualTo("-rw-r----- 4242:4343");
    assertThat(tree.at("/data/file").text()).isEqualTo("hello\n");
    assertThat(tree.summary("/bin/sh")).isEqualTo("lrwxrwxrwx 0:0 -> busybox");
  }

  private static void skopeo(Workspace workspace, String from, String to) {
    workspace.command("skopeo", "--insecure-policy", "copy", from, to).succeed();
  }

  private static Outcome podman(Workspace workspace, String[] podman, String... arguments) {
    String[] words = java.util.Arrays.copyOf(podman, podman.length + arguments.length);
    System.arraycopy(arguments, 0, words, podman.length, arguments.length);
    return workspace
        .command(words)
        .with(java.util.Map.of("XDG_RUNTIME_DIR", workspace.directory("home/run").toString()))
        .succeed();
  }

  private static Path extract(Workspace workspace, Path archive) {
    Path folder = workspace.directory("out/" + archive.getFileName() + ".extracted");
    workspace.command("tar", "-C", folder.toString(), "-xf", archive.toString()).succeed();
    return folder;
  }
}
