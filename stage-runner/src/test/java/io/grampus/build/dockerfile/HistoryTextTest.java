package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTextTest {
  private static final WordExpander WORDS = new WordExpander('\\');
  private static final BuildArguments ARGUMENTS =
      new BuildArguments(
          Map.of("GIVEN", "g", "http_proxy", "http://p", "No_Proxy", "n", "FTP_PROXY", ""),
          Map.of("GLOBAL", "all", "GIVEN", "g"));

  @Test
  void writesRunWithTheArgumentsDeclaredSoFar() {
    StageScope scope = StageScope.of(ARGUMENTS, Map.of("PATH", "/bin"));
    List<String> argv = List.of("/bin/sh", "-c", "make  all");
    assertThat(HistoryText.run(argv, scope)).isEqualTo("RUN /bin/sh -c make  all # buildkit");
    StageScope declared = scope.declare(arg("ARG A=1 GIVEN=x GLOBAL UNSET B=$A-$GIVEN"), WORDS);
    assertThat(HistoryText.run(argv, declared))
        .isEqualTo("RUN |5 A=1 GIVEN=g GLOBAL=all UNSET= B=1-g /bin/sh -c make  all # buildkit");
    StageScope changed =
        declared
            .set((EnvInstruction) TestDockerfiles.only("ENV A=env"))
            .declare(arg("ARG UNSET=now"), WORDS);
    assertThat(HistoryText.run(List.of("x"), changed))
        .isEqualTo("RUN |5 A=env GIVEN=g GLOBAL=all UNSET=now B=1-g x # buildkit");
  }

  @Test
  void mixesArgumentsIntoTheEnvironment() {
    StageScope scope =
        StageScope.of(ARGUMENTS, Map.of("E", "image")).declare(arg("ARG E=arg N"), WORDS);
    assertThat(scope.environment()).containsOnly(Map.entry("E", "arg"));
    StageScope child = scope.inherit(Map.of("E", "image", "F", "f"));
    assertThat(child.environment()).containsOnly(Map.entry("E", "image"), Map.entry("F", "f"));
    assertThat(child.declared()).hasSize(2);
  }

  @Test
  void writesArgWithItsValues() {
    ArgInstruction arg = arg("ARG A=1 UNSET E=");
    StageScope after = StageScope.of(ARGUMENTS, Map.of()).declare(arg, WORDS);
    assertThat(HistoryText.arg(arg, after)).isEqualTo("ARG A=1 UNSET E=");
    ArgInstruction more = arg("ARG GLOBAL");
    assertThat(HistoryText.arg(more, after.declare(more, WORDS))).isEqualTo("ARG GLOBAL=all");
  }

  @Test
  void givesProxiesUndeclaredInBothSpellings() {
    assertThat(ARGUMENTS.proxyVariables())
        .containsOnly(
            Map.entry("HTTP_PROXY", "http://p"),
            Map.entry("http_proxy", "http://p"),
            Map.entry("NO_PROXY", "n"),
            Map.entry("no_proxy", "n"));
  }

  @Test
  void writesCopyAndAdd() {
    assertThat(HistoryText.copy(copy("COPY a b /c/"))).isEqualTo("COPY a b /c/ # buildkit");
    assertThat(
            HistoryText.copy(
                copy("COPY --from=x --link --chmod=644 --chown=1:2 --parents --exclude=e a /c")))
        .isEqualTo("COPY --parents --chown=1:2 --chmod=644 a /c # buildkit");
    assertThat(HistoryText.copy(copy("COPY <<E f /c\nx\nE"))).isEqualTo("COPY f <<E /c # buildkit");
    AddInstruction add =
        (AddInstruction) TestDockerfiles.only("ADD --checksum=sha256:1 http://x/y /z");
    assertThat(HistoryText.add(add)).isEqualTo("ADD http://x/y /z # buildkit");
  }

  @Test
  void writesMetadataAsGoPrintsIt() {
    assertThat(HistoryText.cmd(List.of("/bin/sh", "-c", "echo \"a\"\t\\")))
        .isEqualTo("CMD [\"/bin/sh\" \"-c\" \"echo \\\"a\\\"\\t\\\\\"]");
    assertThat(HistoryText.cmd(List.of())).isEqualTo("CMD []");
    assertThat(HistoryText.entrypoint(List.of("é", "\u0001", "\u200b", "\u00a0", "\ud83d\ude00")))
        .isEqualTo("ENTRYPOINT [\"é\" \"\\x01\" \"\\u200b\" \"\\u00a0\" \"😀\"]");
    assertThat(HistoryText.env((EnvInstruction) TestDockerfiles.only("ENV A=b C=d")))
        .isEqualTo("ENV A=b C=d");
    assertThat(HistoryText.label((LabelInstruction) TestDockerfiles.only("LABEL a b c")))
        .isEqualTo("LABEL a=b c");
    assertThat(HistoryText.volume((VolumeInstruction) TestDockerfiles.only("VOLUME /a /b")))
        .isEqualTo("VOLUME [/a /b]");
    assertThat(HistoryText.shell((ShellInstruction) TestDockerfiles.only("SHELL [\"a\",\"b\"]")))
        .isEqualTo("SHELL [a b]");
    assertThat(HistoryText.user((UserInstruction) TestDockerfiles.only("USER u:g")))
        .isEqualTo("USER u:g");
    assertThat(HistoryText.stopsignal((StopsignalInstruction) TestDockerfiles.only("STOPSIGNAL 9")))
        .isEqualTo("STOPSIGNAL 9");
    assertThat(
            HistoryText.maintainer((MaintainerInstruction) TestDockerfiles.only("MAINTAINER a b")))
        .isEqualTo("MAINTAINER a b");
    assertThat(HistoryText.workdir("/x")).isEqualTo("WORKDIR /x");
    assertThat(HistoryText.expose(ports("EXPOSE 443 80/TCP 53/udp")))
        .isEqualTo("EXPOSE [443/tcp 53/udp 80/tcp]");
  }

  @Test
  void writesHealthchecksAsGoPrintsThem() {
    HealthcheckInstruction check =
        (HealthcheckInstruction)
            TestDockerfiles.only("HEALTHCHECK --interval=90s --timeout=1500ms CMD curl /");
    assertThat(HistoryText.healthcheck(check.healthcheck()))
        .isEqualTo(
            "HEALTHCHECK &{[\"CMD-SHELL\" \"curl /\"] \"1m30s\" \"1.5s\" \"0s\" \"0s\" '\\x00'}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "0,'\\x00'",
        "7,'\\a'",
        "39,'\\''",
        "34,'\"'",
        "92,'\\\\'",
        "100,'d'",
        "127,'\\x7f'",
        "160,'\\u00a0'",
        "55296,'\ufffd'",
        "1114112,'\ufffd'",
      })
  void writesRetriesAsACharacter(int retries, String character) {
    HealthcheckInstruction check =
        (HealthcheckInstruction)
            TestDockerfiles.only("HEALTHCHECK --retries=" + retries + " CMD true");
    assertThat(HistoryText.healthcheck(check.healthcheck())).endsWith(" " + character + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "1ns,1ns",
    "1us,1µs",
    "1.5ms,1.5ms",
    "0.25s,250ms",
    "1s,1s",
    "60s,1m0s",
    "61.5s,1m1.5s",
    "1h,1h0m0s",
    "90m,1h30m0s",
    "1h1ms,1h0m0.001s",
    "2562047h,2562047h0m0s",
    ".5s,500ms",
    "1.s,1s",
    "1h2m3s4ms,1h2m3.004s",
    "+1s,1s"
  })
  void readsAndWritesDurations(String text, String canonical) {
    Duration duration = GoDuration.parse(text).orElseThrow();
    assertThat(GoDuration.format(duration)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "s", "1x", "1 s", ".s", "1s1", "--1s", "2562048h", "1d", "１s"})
  void refusesDurations(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "80,80/tcp", "80/udp,80/udp", "80/SCTP,80/sctp", "80/,80/tcp", "80-82,80/tcp 81/tcp 82/tcp",
    "8080:80,80/tcp", "1.2.3.4:1:2/udp,2/udp", "[::1]:1:2,2/tcp", "1-2:80,80/tcp", "0,0/tcp",
    "65535,65535/tcp", "7-7,7/tcp", ":80,80/tcp"
  })
  void readsPorts(String word, String ports) {
    assertThat(String.join(" ", ports("EXPOSE " + word))).isEqualTo(ports);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "65536",
        "-1",
        "80-",
        "82-80",
        "80/icmp",
        "/tcp",
        "8080:",
        "1-2:3-9",
        "a:80",
        "x:1:80",
        "80-81-82",
        "80/tcp/udp"
      })
  void refusesPorts(String word) {
    assertThatThrownBy(() -> ports("EXPOSE " + word)).isInstanceOf(DockerfileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGTERM", "term", "9", "65", "-1", "SIGRTMIN+3", "RTMAX-14", "SIGUSR1"})
  void acceptsSignals(String signal) {
    StopSignals.check((StopsignalInstruction) TestDockerfiles.only("STOPSIGNAL " + signal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGFOO", "0", "-0", "RTMIN+16", "RTMAX-15", "TERM 9"})
  void refusesSignals(String signal) {
    StopsignalInstruction stop =
        (StopsignalInstruction) TestDockerfiles.only("STOPSIGNAL " + signal);
    assertThatThrownBy(() -> StopSignals.check(stop))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("invalid signal: " + signal);
  }

  private static ArgInstruction arg(String line) {
    return (ArgInstruction) TestDockerfiles.only(line);
  }

  private static CopyInstruction copy(String line) {
    return (CopyInstruction) TestDockerfiles.only(line);
  }

  private static List<String> ports(String line) {
    return ExposedPorts.parse((ExposeInstruction) TestDockerfiles.only(line));
  }
}
