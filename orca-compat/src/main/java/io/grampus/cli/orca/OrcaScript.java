package io.grampus.cli.orca;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file that says what is built.
 *
 * @param file its path
 * @param text its content; empty where there is no such file
 * @param instructions what it says; none where it is no Dockerfile, which the build will report
 */
public record OrcaScript(Path file, String text, List<Instruction> instructions) {
  private static final List<String> NAMES = List.of("Dockerfile", "Orcafile");

  /** Copies the list. */
  public OrcaScript {
    instructions = List.copyOf(instructions);
  }

  /** The Dockerfile or else the Orcafile of a folder. */
  public static OrcaScript in(Path folder) throws IOException {
    Path file =
        NAMES.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElse(folder.resolve(NAMES.get(0)));
    if (!Files.isRegularFile(file)) {
      return new OrcaScript(file, "", List.of());
    }
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      return new OrcaScript(
          file,
          text,
          InstructionParser.parse(DockerfileReader.read(file.getFileName().toString(), bytes))
              .instructions());
    } catch (DockerfileException e) {
      return new OrcaScript(file, text, List.of());
    }
  }

  /** The base images, as FROM names them. */
  public List<String> bases() {
    return instructions.stream()
        .filter(FromInstruction.class::isInstance)
        .map(instruction -> ((FromInstruction) instruction).image())
        .distinct()
        .toList();
  }

  /** The name of what the last instruction results in. */
  public String resultTag() {
    List<String> tags = OrcaTags.ofResults(text, Math.max(1, instructions.size()));
    return tags.get(tags.size() - 1);
  }

  /** The names of what each instruction results in, by the line it starts on. */
  public Map<Integer, String> resultTags() {
    List<String> tags = OrcaTags.ofResults(text, instructions.size());
    Map<Integer, String> byLine = new LinkedHashMap<>();
    for (int index = 0; index < tags.size(); index++) {
      byLine.put(instructions.get(index).range().firstLine(), tags.get(index));
    }
    return byLine;
  }
}
