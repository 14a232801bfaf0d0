package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.pattern.TableRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionParserTest {
  static Stream<Path> dockerfiles() {
    return Golden.inputs("dockerfile/golden", ".Dockerfile").stream();
  }

  static Stream<Arguments> errors() {
    return TableRows.of("/dockerfile/errors.txt", 4);
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void parsesAsExpected(Path file) throws IOException {
    DockerfileText text = DockerfileReader.read("Dockerfile", Files.readAllBytes(file));
    Golden.check(file, Dump.of(InstructionParser.parse(text)));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void refuses(String dockerfile, String line, String code, String problem) {
    assertThatThrownBy(() -> parse(dockerfile))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            failure -> {
              assertThat(failure.problem()).contains(problem);
              assertThat(failure.code()).isEqualTo("dockerfile-" + code);
              assertThat(failure.range().firstLine()).isEqualTo(Integer.parseInt(line));
              assertThat(failure.hint()).isNotBlank();
            })
        .hasMessageStartingWith("Dockerfile:" + line + ": ");
  }

  @Test
  void keepsTheLinesForTheErrorReport() {
    assertThatThrownBy(() -> parse("FROM a\nRUNN x \\\n  # why\n  y\nCMD z\n"))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            failure ->
                assertThat(failure.range())
                    .isEqualTo(
                        new SourceRange(
                            "Dockerfile", 2, 4, List.of("RUNN x \\", "  # why", "  y"))));
  }

  @Test
  void putsHeredocsIntoTheCommand() {
    List<Instruction> instructions =
        parse(
                """
                FROM a
                RUN <<E
                one
                two
                E
                RUN <<-E
                \t#!/bin/x
                \t\ty
                E
                RUN cat <<E >/f <<F
                e
                E
                f
                F
                RUN ["x"]
                """)
            .instructions();
    RunInstruction plain = (RunInstruction) instructions.get(1);
    assertThat(plain.script()).isEmpty();
    assertThat(plain.effectiveCommand().argv(List.of()))
        .containsExactly("/bin/sh", "-c", "one\ntwo\n");
    RunInstruction script = (RunInstruction) instructions.get(2);
    assertThat(script.script()).contains(new InlineFile("E", "#!/bin/x\ny\n", false));
    assertThat(script.effectiveCommand().argv(List.of()))
        .containsExactly("/bin/sh", "-c", "/dev/pipes/E");
    RunInstruction complex = (RunInstruction) instructions.get(3);
    assertThat(complex.effectiveCommand().argv(List.of("bash", "-ec")))
        .containsExactly("bash", "-ec", "cat <<E >/f <<F\ne\nE\nf\nF");
    RunInstruction exec = (RunInstruction) instructions.get(4);
    assertThat(exec.effectiveCommand().argv(List.of("bash", "-ec"))).containsExactly("x");
  }

  @Test
  void parsesTriggersAtTheFromThatBringsThemIn() {
    SourceRange from = new SourceRange("Dockerfile", 3, 3, List.of("FROM base"));
    Instruction trigger = InstructionParser.parseTrigger("RUN <<E\nx\nE", from);
    assertThat(trigger.range()).isEqualTo(from);
    assertThat(((RunInstruction) trigger).effectiveCommand().words()).containsExactly("x\n");
    for (String wrong : List.of("FROM a", "ONBUILD RUN x", "FOO", "RUN a\nRUN b", "", "RUN <<E")) {
      assertThatThrownBy(() -> InstructionParser.parseTrigger(wrong, from))
          .as(wrong)
          .isInstanceOfSatisfying(
              DockerfileException.class, failure -> assertThat(failure.range()).isEqualTo(from));
    }
  }

  @Test
  void refusesWhatIsNotText() {
    byte[] latin = "FROM a\nRUN x\nLABEL a=b\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> DockerfileReader.read("Dockerfile", latin))
        .hasMessageContaining("Dockerfile:3:")
        .hasMessageContaining("byte 0xfc at offset 22");
    byte[] wide = "\uFEFFFROM a".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> DockerfileReader.read("Dockerfile", wide))
        .hasMessageContaining("UTF-16");
    assertThatThrownBy(() -> parse("FROM a\nRUN \0")).hasMessageContaining("Dockerfile:2:");
    assertThatThrownBy(() -> DockerfileReader.read("D", new byte[(4 << 20) + 1]))
        .hasMessageContaining("4194305 bytes");
    assertThatThrownBy(() -> parse("FROM a\nRUN " + "x".repeat(70_000)))
        .hasMessageContaining("more than 65535 characters");
  }

  private static ParsedDockerfile parse(String text) {
    return InstructionParser.parse(
        DockerfileReader.read("Dockerfile", text.getBytes(StandardCharsets.UTF_8)));
  }
}
