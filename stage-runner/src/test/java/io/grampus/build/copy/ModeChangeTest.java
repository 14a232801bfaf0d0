package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value of --chmod: chmod(1), and POSIX.1-2024 for X behind an equals sign. */
final class ModeChangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // change     | file before | after | directory before | after
        "755          | 4644 | 755  | 2700 | 755",
        "0            | 777  | 0    | 777  | 0",
        "04711        | 600  | 4711 | 700  | 4711",
        "u=rwX,go=rX  | 600  | 644  | 700  | 755",
        "u=rwX,go=rX  | 711  | 755  | 600  | 755",
        "a=rX         | 2640 | 444  | 3770 | 1555",
        "+x           | 644  | 755  | 600  | 711",
        "+w           | 444  | 644  | 555  | 755",
        "a+w          | 444  | 666  | 555  | 777",
        "=            | 755  | 0    | 1777 | 1000",
        "-x           | 777  | 666  | 777  | 666",
        "go-rwx       | 777  | 700  | 2775 | 2700",
        "go=          | 777  | 700  | 777  | 700",
        "g=u          | 640  | 660  | 750  | 770",
        "go=u-w       | 600  | 644  | 700  | 755",
        "o=g          | 750  | 755  | 750  | 755",
        "u+s          | 755  | 4755 | 755  | 4755",
        "g+s,o-rx     | 755  | 2750 | 755  | 2750",
        "u-s          | 4755 | 755  | 4755 | 755",
        "+t           | 777  | 1777 | 777  | 1777",
        "o+t          | 777  | 777  | 777  | 777",
        "a-X          | 755  | 644  | 755  | 644",
        "u+x,g=u      | 604  | 774  | 604  | 774",
        "ug+rw-x      | 711  | 661  | 711  | 661",
      })
  void changesModes(String change, String file, String fileAfter, String dir, String dirAfter) {
    ModeChange parsed = ModeChange.parse(change);
    assertThat(parsed.apply(octal(file), false)).as("file").isEqualTo(octal(fileAfter));
    assertThat(parsed.apply(octal(dir), true)).as("directory").isEqualTo(octal(dirAfter));
  }

  private static int octal(String digits) {
    return Integer.parseInt(digits, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "10000", "0x7", "7a", "u", "u=rq", "x", "u+r,", ",u+r", "+r w"})
  void refusesWhatIsNoMode(String text) {
    assertThatThrownBy(() -> ModeChange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
