package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildContexts;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.BuildFailedException;
import io.grampus.build.BuildRequest;
import io.grampus.build.CacheSettings;
import io.grampus.build.ContextSource;
import io.grampus.build.Destination;
import io.grampus.build.DockerfileSource;
import io.grampus.build.ImageAnnotations;
import io.grampus.build.ImageForm;
import io.grampus.build.ImageSettings;
import io.grampus.build.Output;
import io.grampus.build.RunSettings;
import io.grampus.build.SourcePlace;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexKind;
import io.grampus.build.cache.CacheOptionParser;
import io.grampus.build.image.Platform;
import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.RemoteFile;
import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.LayerCompression.Kind;
import io.grampus.build.tool.PullPolicy;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuildCommandTest {
  /** Bytes, and no UTF-8: what is wrong with them is told with their place, as of a file's. */
  private static final ByteString DOCKERFILE = ByteString.of(new byte[] {'F', 'R', (byte) 0xe9});

  private static final DockerfileSource STANDARD_INPUT =
      new DockerfileSource.Text("Dockerfile", DOCKERFILE);

  private final Invocation invocation = new Invocation();
  private final FakeServices services = new FakeServices();

  static Stream<Arguments> requests() {
    BuildRequest plain = BuildRequest.of(Path.of("."));
    Output archive = new Output.DockerArchive(List.of(), new Destination.File(Path.of("x.tar")));
    return Stream.of(
        row(".", plain),
        row("-t a:1 --tag=b . -tc", plain.withTags(List.of("a:1", "b", "c"))),
        row("-f d/Other .", plain.withDockerfile(new DockerfileSource.File(Path.of("d/Other")))),
        row("-f= .", plain),
        row("--file - .", plain.withDockerfile(STANDARD_INPUT)),
        row(
            "--build-arg A=1 --build-arg B=x=y .",
            plain.withBuildArgs(Map.of("A", "1", "B", "x=y"))),
        row("--build-arg A=1 --build-arg A= .", plain.withBuildArgs(Map.of("A", ""))),
        row("--build-arg SET --build-arg UNSET .", plain.withBuildArgs(Map.of("SET", "here"))),
        row("--target a --load --rm --target b --load --force-rm .", plain.withTarget("b")),
        row("--label a=b --label c .", plain.withLabels(Map.of("a", "b", "c", ""))),
        row("--target web .", plain.withTarget("web")),
        row("git@h:r.git#x:d", in(plain, repository("git@h:r.git#x:d"))),
        row("https://h/r.git", in(plain, repository("https://h/r.git"))),
        row(
            "-f sub/Other github.com/o/r",
            in(plain, repository("https://github.com/o/r.git"))
                .withContexts(
                    new BuildContexts(
                        new ContextSource.Repository(
                            GitReference.parseContext("github.com/o/r").orElseThrow()),
                        Map.of()))
                .withDockerfile(new DockerfileSource.InContext("sub/Other"))),
        row(
            "-f /abs/Other http://h/x.tar",
            in(plain, new ContextSource.Download(RemoteFile.of("http://h/x.tar")))
                .withDockerfile(new DockerfileSource.File(Path.of("/abs/Other")))),
        row(
            "--build-context a=src --build-context docker.io/library/b:latest=docker-image://c:1 .",
            plain.withContexts(
                new BuildContexts(
                    plain.context().main(),
                    Map.of(
                        "a", new ContextSource.Folder(Path.of("src")),
                        "b", new ContextSource.Image("c:1"))))),
        row("--no-cache --pull .", plain.withNoCache(true).withPull(PullPolicy.ALWAYS)),
        row("-o out .", plain.withOutputs(List.of(new Output.Local(Path.of("out"))))),
        row("-o - .", plain.withOutputs(List.of(new Output.Tar(new Destination.StandardOutput())))),
        row(
            "--output=type=docker,dest=x.tar -o out .",
            plain.withOutputs(List.of(archive, new Output.Local(Path.of("out"))))),
        row("--jobs 1 .", plain.withJobs(1)),
        row(
            "--no-cache-filter a,B --no-cache-filter c --explain .",
            plain.withCache(new CacheSettings(List.of("a", "b", "c"), true, List.of(), List.of()))),
        row(
            "--add-host a:10.0.0.7 --add-host b=[::1] --add-host c:host-gateway .",
            plain.withRun(
                new RunSettings(
                    List.of(
                        new RunSettings.Host("a", "10.0.0.7"),
                        new RunSettings.Host("b", "::1"),
                        new RunSettings.Host("c", "127.0.0.1")),
                    true,
                    "buildkitsandbox"))),
        row(
            "--network none --build-arg BUILDKIT_SANDBOX_HOSTNAME=box .",
            plain
                .withBuildArgs(Map.of("BUILDKIT_SANDBOX_HOSTNAME", "box"))
                .withRun(new RunSettings(List.of(), false, "box"))),
        row(
            "--build-arg BUILDKIT_INLINE_CACHE=1 .",
            plain
                .withBuildArgs(Map.of("BUILDKIT_INLINE_CACHE", "1"))
                .withCache(
                    new CacheSettings(
                        List.of(),
                        false,
                        List.of(),
                        List.of(CacheOptionParser.to("type=inline"))))),
        row(
            "--build-arg BUILDKIT_INLINE_CACHE=no .",
            plain.withBuildArgs(Map.of("BUILDKIT_INLINE_CACHE", "no"))),
        row("--network=host --allow network.host --rm --force-rm --compress .", plain),
        row("--provenance=false --sbom false --attest type=sbom,disabled=true .", plain),
        row("--load .", plain),
        row(
            "--load -o out .",
            plain.withOutputs(
                List.of(new Output.Local(Path.of("out")), new Output.Image(List.of(), false)))),
        row("--platform local --platform " + Platform.host() + " .", plain),
        row("--squash .", plain.withImage(new ImageSettings(true))),
        row(
            "--annotation a=b --compression zstd .",
            plain.withOutputs(
                List.of(
                    new Output.Image(
                        List.of(),
                        false,
                        ImageForm.USUAL
                            .withAnnotations(ImageAnnotations.NONE.with("a=b"))
                            .withCompression(LayerCompression.of(Kind.ZSTD)))))),
        row(
            "-t r.example/a --push .",
            plain
                .withTags(List.of("r.example/a"))
                .withOutputs(List.of(new Output.Image(List.of(), true)))),
        row(
            "-o type=image,name=a,push=true .",
            plain.withOutputs(List.of(new Output.Image(List.of("a"), true)))));
  }

  private static BuildRequest in(BuildRequest plain, ContextSource main) {
    return plain
        .withContexts(new BuildContexts(main, Map.of()))
        .withDockerfile(DockerfileSource.InContext.USUAL);
  }

  private static ContextSource repository(String text) {
    return new ContextSource.Repository(GitReference.parse(text).orElseThrow());
  }

  private static Arguments row(String commandLine, BuildRequest request) {
    return Arguments.of(commandLine, request);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void makesARequestOfTheArguments(String commandLine, BuildRequest expected) {
    invocation.variables.put("SET", "here");
    invocation.input = DOCKERFILE.toByteArray();
    assertThat(run(commandLine.split(" "))).isZero();
    assertThat(services.builds).containsExactly(expected);
    assertThat(invocation.out).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-f - -                        | standard input cannot be both the context and the"
            + " Dockerfile",
        "docker-image://x              | the context docker-image://x is an image",
        "https://h/x.git?no=1          | the context \"https://h/x.git?no=1\": unexpected query",
        "--build-context x .           | --build-context \"x\" has no name",
        "--build-context =x .          | --build-context \"=x\" has no name",
        "--build-context X=. .         | \"X\" cannot be the name of a context",
        "--build-context x=no/such .   | the context no/such does not exist",
        "--build-context x=oci-layout://src . | src is no OCI layout",
        "no/such/folder                | the context no/such/folder does not exist",
        "pom.xml                       | the context pom.xml is not a folder",
        "-t UPPER .                    | \"UPPER\" is not an image name",
        "--push .                      | nothing says where to push the image to",
        "-o type=registry .            | nothing says where to push the image to",
        "-o - -o type=oci .            | two outputs cannot share standard output",
        "-o type=oci,dst=x .           | invalid output \"type=oci,dst=x\": type oci has no"
            + " \"dst\"",
        "--squash --cache-to type=inline . | an inline cache needs the layers as the steps left",
        "-o type=oci,dest=x,rewrite-timestamp=true --cache-to type=inline . | an inline cache needs",
        "--build-arg BUILDKIT_SANDBOX_HOSTNAME=a#b . | --build-arg BUILDKIT_SANDBOX_HOSTNAME=a#b is no",
        "--cache-from type=inline .    | invalid cache \"type=inline\": an inline cache is in",
        "--platform linux/s390x .      | images are built for this machine's platform",
        "--platform local,linux/s390x . | images are built for this machine's platform",
        "--platform a/b/c/d .          | --platform: not a platform",
        "--add-host a .                | --add-host \"a\" is no name with an address",
        "--add-host a:b .              | --add-host \"a:b\" is no name with an address",
        "--add-host :1.2.3.4 .         | --add-host \":1.2.3.4\" is no name with an address",
        "--network bridge .            | --network=bridge is no network",
        "--provenance=true .           | attestations are not made, so --provenance=true",
        "--provenance=mode=max .       | attestations are not made, so --provenance=mode=max",
        "--sbom=true .                 | attestations are not made, so --sbom=true",
        "--attest type=sbom .          | attestations are not made, so --attest=type=sbom",
        "--allow security.insecure .   | --allow security.insecure: nobody here has privileges",
        "--builder x .                 | --builder x cannot be had",
        "--shm-size 1g .               | --shm-size 1g cannot be had",
        "--ulimit nofile=1 .           | --ulimit nofile=1 cannot be had",
        "--cgroup-parent x .           | --cgroup-parent x cannot be had",
        "--progress plan .             | there is no progress \"plan\"; did you mean \"plain\"?",
        "--build-arg =x .              | --build-arg \"=x\" has no name",
        "--jobs 0 .                    | no stage is built by 0 jobs",
        "--annotation index:a=b .      | invalid annotation \"index:a=b\": an image of one platform has",
        "--compression zip .           | there is no compression \"zip\"; did you mean \"gzip\"?",
        "--compression zstd --compression-level 23 . | compression zstd has no level \"23\"",
      })
  void refusesWhatCannotWork(String commandLine, String problem) {
    assertThat(run(commandLine.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(invocation.err).startsWith("ERROR: " + problem).contains("\nhint: ");
    assertThat(services.builds).isEmpty();
  }

  @Test
  void takesTheEpochFromTheEnvironmentUnlessItIsGiven() {
    invocation.variables.put("SOURCE_DATE_EPOCH", "1700000000");
    run(".");
    run("--build-arg", "SOURCE_DATE_EPOCH=1", ".");
    assertThat(services.builds)
        .extracting(BuildRequest::buildArgs)
        .containsExactly(
            Map.of("SOURCE_DATE_EPOCH", "1700000000"), Map.of("SOURCE_DATE_EPOCH", "1"));
  }

  @Test
  void writesWhatBecameOfTheImageToAFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("metadata.json");
    assertThat(run("--metadata-file", file.toString(), ".")).isZero();
    String digest = FakeServices.IMAGE_ID;
    assertThat(file)
        .hasContent(
            """
            {
              "containerimage.config.digest": "%1$s",
              "containerimage.descriptor": {
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "digest": "%1$s",
                "size": 123,
                "annotations": {
                  "config.digest": "%1$s"
                }
              },
              "containerimage.digest": "%1$s",
              "image.name": "docker.io/library/x:1"
            }"""
                .formatted(digest));
  }

  @Test
  void doesNotWriteAnArchiveToATerminal() {
    invocation.terminal = true;
    assertThat(run("-o", "type=tar", ".")).isEqualTo(ExitCode.USAGE);
    assertThat(invocation.err).contains("would be written to the terminal");
  }

  @Test
  void writesTheImageIdWhereAsked(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("id");
    assertThat(run("--iidfile", file.toString(), ".")).isZero();
    assertThat(file).hasContent(FakeServices.IMAGE_ID);
    assertThat(invocation.out).isEmpty();
    Files.delete(file);
  }

  @Test
  void quietPrintsTheImageIdAndNothingElse() {
    showAVertex();
    assertThat(run("-q", ".")).isZero();
    assertThat(invocation.out).isEqualTo(FakeServices.IMAGE_ID + "\n");
    assertThat(invocation.err).isEmpty();
  }

  @Test
  void quietKeepsTheIdOutOfAnArchive() {
    assertThat(run("-q", "-o", "-", ".")).isZero();
    assertThat(invocation.out).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "false, auto, , false",
    "true, auto, , true",
    "true, auto, dumb, false",
    "true, plain, , false",
    "false, tty, , true",
  })
  void choosesHowToShowTheProgress(
      boolean terminal, String progress, String term, boolean inPlace) {
    showAVertex();
    invocation.terminal = terminal;
    if (term != null) {
      invocation.variables.put("TERM", term);
    }
    assertThat(run("--progress", progress, ".")).isZero();
    assertThat(invocation.err.contains("[+] Building")).isEqualTo(inPlace);
    assertThat(invocation.err.contains("#1 [1/1] FROM x")).isNotEqualTo(inPlace);
    assertThat(invocation.out).isEmpty();
  }

  @Test
  void endsWithTheExitCodeOfTheFailedCommand() {
    services.builder =
        (request, listener) -> {
          SourcePlace place = new SourcePlace("Dockerfile", 2, 2, "FROM a\nRUN exit 42\n");
          throw BuildFailedException.ofCommand("/bin/sh -c exit 42", 42, place);
        };
    assertThat(run(".")).isEqualTo(42);
    assertThat(invocation.err).contains("   2 | >>> RUN exit 42", "exit code: 42");
  }

  @Test
  void endsAsInterruptedWhenTheBuildIs() {
    services.builder =
        (request, listener) -> {
          throw new InterruptedException();
        };
    assertThat(run(".")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(invocation.err).isEqualTo("ERROR: interrupted\n");
  }

  @Test
  void canUseFilesToCloseAfterAnInterruption() {
    services.builder =
        (request, listener) -> {
          Thread.currentThread().interrupt();
          throw new GrampusException("x", "cannot write", null, new ClosedByInterruptException());
        };
    assertThat(run(".")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(services.closed).isTrue();
    assertThat(services.closedWhileInterrupted).isFalse();
  }

  @Test
  void reportsEvenErrorsOfTheMachineWithoutAStackTrace() {
    services.builder =
        (request, listener) -> {
          throw new StackOverflowError();
        };
    assertThat(run(".")).isEqualTo(ExitCode.FAILED);
    assertThat(invocation.err).startsWith("ERROR: unexpected ").doesNotContain("\tat ");
    assertThat(services.closed).isTrue();
  }

  private void showAVertex() {
    services.builder =
        (request, listener) -> {
          listener.on(new BuildStarted(Instant.EPOCH, List.of()));
          listener.on(new Started(Instant.EPOCH, 1, VertexKind.BASE_IMAGE, null, "[1/1] FROM x"));
          return new FakeServices().builder.build(request, listener);
        };
  }

  private int run(String... arguments) {
    String[] all = Stream.concat(Stream.of("build"), Stream.of(arguments)).toArray(String[]::new);
    return invocation.run(services, all);
  }
}
