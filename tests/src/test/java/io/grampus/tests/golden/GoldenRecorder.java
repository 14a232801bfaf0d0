package io.grampus.tests.golden;

import io.grampus.tests.harness.BusyboxRoot;
import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.DockerArchive;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds every case that has no result yet with docker and writes the result down. {@code
 * tests/record-goldens.sh} starts it, as root.
 */
public final class GoldenRecorder {
  private static final Pattern LINE = Pattern.compile("(?m)^(Dockerfile:[0-9]+)$");

  /** What a message has that the next one of its kind has not. */
  private static final Pattern PASSING =
      Pattern.compile(
          "failed to build: |failed to solve: |/\\S*/cachemounts/buildkit[0-9]+|ref \\S+: |: failed to do request: .*");

  private static final Pattern ERROR = Pattern.compile("(?m)^ERROR: (.*)$");

  private final List<String> docker;
  private final Path work;
  private final LayerTree base;
  private final GoldenWeb web;

  private GoldenRecorder(List<String> docker, Path work, GoldenWeb web) throws IOException {
    this.docker = docker;
    this.web = web;
    this.work = work;
    Path root = Files.createDirectory(work.resolve("root"));
    Path tar = new BusyboxRoot(root).write(work.resolve("root.tar"), Command::succeed);
    Path archive = DockerArchive.write(tar, GoldenCase.BASE, work, Command::succeed);
    this.base = LayerTree.ofTar(tar);
    docker("load", "-i", archive.toString()).mustSucceed();
  }

  /**
   * Records.
   *
   * @param arguments an empty folder to work in, then the words of the docker command
   */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    List<String> docker = words.subList(1, words.size());
    try (GoldenWeb web = GoldenWeb.start()) {
      GoldenRecorder recorder = new GoldenRecorder(docker, Path.of(words.get(0)), web);
      for (GoldenFile file : GoldenFile.all()) {
        recorder.record(file);
      }
    }
  }

  private void record(GoldenFile file) throws IOException {
    boolean known = Files.exists(file.recordedPath());
    Map<String, String> before = known ? file.recorded() : Map.of();
    Map<String, String> results = new LinkedHashMap<>();
    for (GoldenCase golden : file.cases()) {
      String result = before.get(golden.name());
      results.put(golden.name(), result == null ? build(golden) : result.strip());
    }
    StringBuilder text = new StringBuilder();
    results.forEach((name, result) -> text.append("=== " + name + "\n" + result + "\n"));
    Files.writeString(file.recordedPath(), text.toString());
  }

  private String build(GoldenCase golden) throws IOException {
    System.out.println(golden);
    Path folder = Files.createTempDirectory(work, "case");
    Path context = golden.makeContext(folder, web, Command::succeed);
    List<String> words = new ArrayList<>(List.of("buildx", "build", "--progress=plain"));
    words.add("--network=host");
    words.add("--provenance=false");
    Path layout = folder.resolve("layout");
    words.add("--output=type=oci,tar=false,compression=uncompressed,dest=" + layout);
    words.addAll(golden.arguments(folder));
    words.add(context.toString());
    Outcome outcome = docker(words.toArray(String[]::new));
    String result =
        outcome.exitCode() == 0
            ? ImageText.of(ImageFile.ofForeignLayout(layout), base)
            : failure(outcome.errors());
    return web.taken(result);
  }

  /** The place that the error names, and the error. */
  private static String failure(String log) {
    Matcher line = LINE.matcher(log);
    Matcher error = ERROR.matcher(log);
    String place = line.find() ? line.group(1) : "Dockerfile";
    if (log.contains("Cannot connect to the Docker daemon") || !error.find()) {
      throw new AssertionError(log);
    }
    String message = error.group(1);
    while (error.find()) {
      message = error.group(1);
    }
    return "! " + place + " " + PASSING.matcher(message).replaceAll("");
  }

  private Outcome docker(String... arguments) {
    List<String> words = new ArrayList<>(docker);
    words.addAll(List.of(arguments));
    return Command.of(words).run();
  }
}
