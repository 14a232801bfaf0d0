package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.pattern.TableRows;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionExpanderTest {
  private static final Map<String, String> VARIABLES =
      Map.of("T", "/tmp/t", "K", "cache", "P", "80 90/udp", "Q", "a b", "E", "", "ROOT", "/");
  private static final SourceRange AT = new SourceRange("Dockerfile", 2, 2, List.of());
  private static final InstructionSource SOURCE = new InstructionSource(AT, "RUN x", List.of());

  static Stream<Arguments> mounts() {
    return TableRows.of("/dockerfile/mounts.txt", 2);
  }

  @ParameterizedTest
  @MethodSource
  void mounts(String flag, String expected) {
    if (expected.startsWith("! ")) {
      assertThatThrownBy(() -> mount(flag))
          .isInstanceOf(DockerfileException.class)
          .hasMessageStartingWith("Dockerfile:2: ")
          .hasMessageContaining(expected.substring(2));
    } else {
      assertThat(mount(flag)).hasToString(expected);
    }
  }

  private static RunMount mount(String flag) {
    RunInstruction run =
        new RunInstruction(
            SOURCE,
            CommandLine.shell("x"),
            List.of(),
            List.of(new MountFlag(flag, null)),
            NetworkMode.DEFAULT,
            SecurityMode.SANDBOX,
            List.of());
    return new InstructionExpander('\\').mounts(run, VARIABLES).get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          WORKDIR $T/x                    | path "/tmp/t/x"
          WORKDIR "a b"                   | path "a b"
          WORKDIR C:\\x                   | path "C:x"
          USER $K:"$K"                    | user "cache:cache"
          STOPSIGNAL SIG${NO:-TERM}       | signal "SIGTERM"
          EXPOSE $P 1${E}0                | ports ["80", "90/udp", "10"]
          EXPOSE $E                       | ports []
          VOLUME $T "$K"                  | paths ["/tmp/t", "cache"]
          VOLUME ["$Q"]                   | paths ["a b"]
          ENV A=$Q B="$Q" $K='$Q'         | variables [{KeyValue key="A" value="a b" legacy=false}, {KeyValue key="B" value="a b" legacy=false}, {KeyValue key="cache" value="$Q" legacy=false}]
          ENV A $Q  "x"                   | variables [{KeyValue key="A" value="a b  x" legacy=true}]
          LABEL "a b"="$K"                | labels [{KeyValue key="a b" value="cache" legacy=false}]
          CMD $T                          | command {CommandLine words=["$T"] shellForm=true}
          ENTRYPOINT ["$T"]               | command {CommandLine words=["$T"] shellForm=false}
          SHELL ["$T"]                    | words ["$T"]
          RUN $T                          | command {CommandLine words=["$T"] shellForm=true}
          MAINTAINER $T                   | name "$T"
          ONBUILD RUN $T                  | expression "RUN $T"
          HEALTHCHECK CMD $T              | healthcheck {Healthcheck test=["CMD-SHELL", "$T"] interval=PT0S timeout=PT0S startPeriod=PT0S startInterval=PT0S retries=0}
          ARG A=$T                        | arguments [{ArgDeclaration name="A" defaultValue="$T" description=null}]
          FROM $T                         | image "$T"
          COPY $K "$Q"/ /d                | sources {CopySources paths=["cache", "a", "b/"] files=[] destination="/d"}
          COPY [ "$Q", "$T" ]             | sources {CopySources paths=["a b"] files=[] destination="/tmp/t"}
          """)
  void expandsWhatTheLanguageSays(String line, String expected) {
    if (line.startsWith("COPY $K")) {
      // Sources are cut at blanks before quotes are looked at.
      assertThatThrownBy(() -> dump("COPY \"a $K\" /d")).hasMessageContaining("double-quote");
      assertThat(dump("COPY $K $Q/ /d"))
          .contains("sources {CopySources paths=[\"cache\", \"a b/\"] files=[]");
    } else {
      assertThat(dump(line)).contains(expected);
    }
  }

  @Test
  void expandsTheFlagsOfCopyAndAdd() {
    assertThat(dump("COPY --chown=$K --chmod=${M:-0644} --exclude=$K/* --from=x a b"))
        .contains("chown \"cache\"", "chmod \"0644\"", "exclude [\"$K/*\"]", "from \"x\"");
    assertThat(dump("ADD --chown=$E --checksum=$K:1 http://x/$K /"))
        .contains("chown null", "checksum \"cache:1\"", "http://x/cache");
  }

  @Test
  void expandsHeredocFilesUnlessTheDelimiterIsQuoted() {
    assertThat(dump("COPY <<A <<'B' /d\n\"$K\" \\$K\nA\n$K\nB\n"))
        .contains("{InlineFile name=\"A\" content=\"\\\"cache\\\" $K\\n\" expand=false}")
        .contains("{InlineFile name=\"B\" content=\"$K\\n\" expand=false}");
  }

  @Test
  void refusesAVolumeThatExpandsToNothing() {
    assertThatThrownBy(() -> dump("VOLUME $E"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("can not be an empty string");
  }

  @Test
  void refusesAnInstructionThatExplodes() {
    Instruction env =
        TestDockerfiles.parse("FROM a\nENV" + " A=$X".repeat(50)).instructions().get(1);
    assertThatThrownBy(
            () -> new InstructionExpander('\\').expand(env, Map.of("X", "x".repeat(1 << 20))))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("expands to more than");
  }

  private static String dump(String line) {
    List<Instruction> instructions = TestDockerfiles.parse("FROM a\n" + line + "\n").instructions();
    return Dump.instruction(new InstructionExpander('\\').expand(instructions.get(1), VARIABLES));
  }
}
