package io.grampus.build.dockerfile;

import java.nio.charset.StandardCharsets;

/** The way from a text to what a test looks at. */
final class TestDockerfiles {
  private TestDockerfiles() {}

  static ParsedDockerfile parse(String text) {
    return InstructionParser.parse(
        DockerfileReader.read("Dockerfile", text.getBytes(StandardCharsets.UTF_8)));
  }

  static StageGraph graph(String text, GraphInputs inputs) {
    return StageGraph.build(parse(text), inputs);
  }

  static Instruction only(String line) {
    return parse("FROM a\n" + line).instructions().get(1);
  }
}
