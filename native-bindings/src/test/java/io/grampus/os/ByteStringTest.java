package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The value type of names. */
final class ByteStringTest {
  @Test
  void ordersByUnsignedBytes() {
    List<ByteString> names =
        new ArrayList<>(
            List.of(
                ByteString.of((byte) 0xff),
                ByteString.of("b"),
                ByteString.of("a"),
                ByteString.of("a-"),
                ByteString.EMPTY));

    names.sort(null);

    assertThat(names)
        .containsExactly(
            ByteString.EMPTY,
            ByteString.of("a"),
            ByteString.of("a-"),
            ByteString.of("b"),
            ByteString.of((byte) 0xff));
  }

  @Test
  void isAValueIndependentOfTheArrayItCameFrom() {
    byte[] source = {'a', 'b'};
    ByteString value = ByteString.of(source);
    source[0] = 'x';
    value.toByteArray()[1] = 'y';

    assertThat(value).isEqualTo(ByteString.of("ab")).hasSameHashCodeAs(ByteString.of("ab"));
    assertThat(value).isNotEqualTo(ByteString.of("abc"));
  }

  @Test
  void takesPathsApartAndPutsThemTogether() {
    ByteString path = ByteString.of("usr").child(ByteString.of("lib"));

    assertThat(path).isEqualTo(ByteString.of("usr/lib"));
    assertThat(ByteString.EMPTY.child(ByteString.of("usr"))).isEqualTo(ByteString.of("usr"));
    assertThat(path.startsWith(ByteString.of("usr/"))).isTrue();
    assertThat(path.endsWith(ByteString.of("/lib"))).isTrue();
    assertThat(path.endsWith(ByteString.of("x/usr/lib"))).isFalse();
    assertThat(path.substring(path.lastIndexOf('/') + 1)).isEqualTo(ByteString.of("lib"));
    assertThat(path.substring(0, path.indexOf('/', 0))).isEqualTo(ByteString.of("usr"));
    assertThat(path.indexOf('/', 4)).isEqualTo(-1);
  }

  @Test
  void showsTextAsTextAndEverythingElseEscaped() {
    assertThat(ByteString.of("gr\u00fcn")).hasToString("gr\u00fcn");
    assertThat(ByteString.of((byte) 'a', (byte) 0xff)).hasToString("a\\xff");
    assertThat(ByteString.of("a\nb")).hasToString("a\\x0ab");
  }
}
