package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX = "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "debian,                        docker.io/library/debian:latest,         debian:latest",
    "debian:12,                     docker.io/library/debian:12,             debian:12",
    "library/debian,                docker.io/library/debian:latest,         debian:latest",
    "docker.io/debian,              docker.io/library/debian:latest,         debian:latest",
    "index.docker.io/debian,        docker.io/library/debian:latest,         debian:latest",
    "docker.io/library/debian,      docker.io/library/debian:latest,         debian:latest",
    "team/app,                      docker.io/team/app:latest,               team/app:latest",
    "library/a/b,                   docker.io/library/a/b:latest,            library/a/b:latest",
    "localhost/app,                 localhost/app:latest,                    localhost/app:latest",
    "localhost:5000,                docker.io/library/localhost:5000,        localhost:5000",
    "localhost:5000/app,            localhost:5000/app:latest,               localhost:5000/app:latest",
    "127.0.0.1:5000/a/b:c,          127.0.0.1:5000/a/b:c,                    127.0.0.1:5000/a/b:c",
    "[::1]:5000/a,                  [::1]:5000/a:latest,                     [::1]:5000/a:latest",
    "reg.example/a,                 reg.example/a:latest,                    reg.example/a:latest",
    "REG/a,                         REG/a:latest,                            REG/a:latest",
    "a__b/c-d--e/f.g_h:T_1.x-2,     docker.io/a__b/c-d--e/f.g_h:T_1.x-2,     a__b/c-d--e/f.g_h:T_1.x-2",
  })
  void completesNamesAsDockerDoes(String written, String full, String familiar) {
    ImageReference reference = ImageReference.parse(written);

    assertThat(reference).hasToString(full);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(full)).isEqualTo(reference);
    assertThat(ImageReference.parse(familiar)).isEqualTo(reference);
  }

  @Test
  void keepsTagAndDigestAndDropsTheTagInTheCanonicalForm() {
    ImageReference both = ImageReference.parse("debian:12@sha256:" + HEX);

    assertThat(both).hasToString("docker.io/library/debian:12@sha256:" + HEX);
    assertThat(both.canonical()).hasToString("docker.io/library/debian@sha256:" + HEX);
    assertThat(ImageReference.parse("debian@sha256:" + HEX).tag()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":tag",
        "/a",
        "a/",
        "a//b",
        "a:",
        "a:b:c",
        "a:-x",
        "a b",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "../a",
        "a/../b",
        "reg.example:port/a",
        "reg.example:/a",
        "-reg.example/a",
        "https://reg.example/a",
        "docker.io/",
        "a@",
        "a\nb",
        "é",
      })
  void refusesWhatTheGrammarRefuses(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOfSatisfying(
            GrampusException.class,
            e -> assertThat(e.code()).isIn("image-name-invalid", "digest-invalid"));
  }

  @Test
  void refusesABareIdAndNamesThatAreTooLong() {
    assertThatThrownBy(() -> ImageReference.parse(HEX)).hasMessageContaining("image id");
    assertThat(ImageReference.parse("x/" + "a".repeat(243)).name()).hasSize(255);
    assertThatThrownBy(() -> ImageReference.parse("x/" + "a".repeat(244)))
        .hasMessageContaining("255");
    assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag()).hasSize(128);
    assertThatThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129)))
        .hasMessageContaining("tag");
  }

  @Test
  void proposesTheLowerCaseName() {
    assertThatThrownBy(() -> ImageReference.parse("MyApp:V1"))
        .hasMessageContaining("lower case")
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.hint()).isEqualTo("write myapp:V1"));
  }

  @ParameterizedTest
  @CsvSource({
    "A B, the repository \"A B\" is not allowed",
    ":1, the repository \"\" is not allowed",
    "a:b:c, the tag \"b:c\" is not allowed",
    "reg.example:/a, the registry \"reg.example:\" is not allowed",
  })
  void showsTheNameAsItWasWritten(String text, String problem) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .hasMessage("\"" + text + "\" is not an image name: " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:5000/a, true",
    "localhost/a, true",
    "127.0.0.1:5000/a, true",
    "127.1.2.3/a, true",
    "[::1]:5000/a, true",
    "127.0.0.1.example/a, false",
    "localhost.example/a, false",
    "a, false",
  })
  void knowsRegistriesOfThisMachine(String text, boolean isLoopback) {
    assertThat(ImageReference.parse(text).isLoopback()).isEqualTo(isLoopback);
  }
}
