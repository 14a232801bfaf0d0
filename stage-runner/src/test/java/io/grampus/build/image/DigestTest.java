package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void computesSha256() {
    Digest digest = Digest.of("abc".getBytes(StandardCharsets.UTF_8));

    assertThat(digest.toString()).isEqualTo("sha256:" + OF_ABC);
    assertThat(digest.shortHex()).isEqualTo("ba7816bf8f01");
    assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256:abc",
        "sha256:../../../../../../../../../../../../../../../../../../../../../etc/passwd",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:" + OF_ABC + "\n",
        "sha256:" + OF_ABC + "00",
        "sha512:" + OF_ABC + OF_ABC,
        OF_ABC,
      })
  void refusesWhatIsNoSha256Digest(String text) {
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("digest-invalid"));
  }
}
