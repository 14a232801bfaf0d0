package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.NativeBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetPathTest {
  private final TargetPath path = new TargetPath();

  private void set(String text) {
    byte[] bytes = bytes(text);
    path.memory().putBytes(TargetPath.ARGUMENT, bytes, 0, bytes.length);
    path.memory().putByte(TargetPath.ARGUMENT + bytes.length, (byte) 0);
    path.setArgument(bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static NativeBuffer copy(String text) {
    return NativeBuffer.cString(bytes(text));
  }

  private String text() {
    int start = (int) (path.address() - path.memory().address());
    int end = path.memory().indexOfNul(start, path.memory().size());
    return new String(path.memory().getBytes(start, end - start), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/stdin, 0",
    "/dev/stdout, 1",
    "/dev/stderr, 2",
    "/dev/fd/17, 17",
    "/proc/self/fd/3, 3",
    "/proc/thread-self/fd/4, 4",
    "/proc/self/fd/, -1",
    "/proc/self/fd/3/x, -1",
    "/proc/self/fd/99999999999, -1",
    "/dev/stdoutx, -1",
    "/dev/null, -1",
    "/usr/bin/id, -1",
    "/d, -1"
  })
  void knowsPathsThatNameDescriptors(String text, int descriptor) {
    set(text);
    assertThat(path.descriptor()).isEqualTo(descriptor);
  }

  @ParameterizedTest
  @CsvSource({
    "/proc/self/fd/3/name, 3, name",
    "/proc/thread-self/fd/12//dir/./name/, 12, dir/./name/",
    "/dev/fd/0/.., 0, ..",
    "/proc/self/fd/3, -1, /proc/self/fd/3",
    "/proc/self/fd/3/, -1, /proc/self/fd/3/",
    "/proc/self/fd/x/name, -1, /proc/self/fd/x/name",
    "/proc/self/fdinfo/3, -1, /proc/self/fdinfo/3",
    "/usr/bin/id, -1, /usr/bin/id",
    "name, -1, name"
  })
  void takesTheDescriptorOffWhatIsBelowIt(String text, int folder, String rest) {
    set(text);
    assertThat(path.takeFolder()).isEqualTo(folder);
    assertThat(text()).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource({"/proc, false", "/proc/, false", "/proc/self, true", "/process, false", "/p, false"})
  void knowsWhatIsBelowProc(String text, boolean below) {
    set(text);
    assertThat(path.isBelowProc()).isEqualTo(below);
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /, false",
    "/a/b, /a/, false",
    "/a/b//, /a/, true",
    "//a, //, false",
    "/a/..., /a/, false"
  })
  void splitsTheNameOffAndPutsItBack(String text, String folder, boolean slash) {
    set(text);
    assertThat(path.splitName()).isTrue();
    assertThat(text()).isEqualTo(folder);
    assertThat(path.nameIsDirectory()).isEqualTo(slash);
    path.joinName();
    assertThat(text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"/", "/.", "/a/..", "/a/./"})
  void hasNoNameToSplitOff(String text) {
    set(text);
    assertThat(path.splitName()).isFalse();
  }

  @Test
  void startsFromAFolder() {
    set("b/c");
    assertThat(path.prepend(copy("/a"), 2)).isTrue();
    assertThat(text()).isEqualTo("/a/b/c");
    assertThat(path.lengthOfCommonRoot(copy("/a"), 2)).isEqualTo(2);
    assertThat(path.lengthOfCommonRoot(copy("/b"), 2)).isZero();
  }

  @Test
  void doesNotStartFromAFolderThatIsGone() {
    set("b");
    assertThat(path.prepend(copy("/a (deleted)"), 12)).isFalse();
    assertThat(path.prepend(copy("(unreachable)/a"), 15)).isFalse();
  }

  @Test
  void followsRelativeAndAbsoluteLinks() {
    set("/a/link");
    assertThat(path.replaceName(copy("../b"), 4)).isTrue();
    assertThat(text()).isEqualTo("/a/../b");
    assertThat(path.replaceName(copy("/c"), 2)).isTrue();
    assertThat(text()).isEqualTo("/c");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b, false",
    "/a//b/, /a/b/, false",
    "/./a/./b/., /a/b/, false",
    "//a, /a, false",
    "/a/../b/./c, /a/../b/c, true",
    "/a/.hidden/..., /a/.hidden/..., false",
    "/., /, false"
  })
  void namesOfOneDotSayNothing(String text, String squeezed, boolean stillDots) {
    set(text);

    path.squeeze();

    assertThat(text()).isEqualTo(squeezed);
    assertThat(path.hasDots()).isEqualTo(stillDots);
  }

  @ParameterizedTest
  @CsvSource({"/a/., 1", "/a/..//, 2", "/a/..., 0", "/a, 0", "/, 0"})
  void dotsAtTheEndAreNoName(String text, int dots) {
    set(text);

    assertThat(path.dotsAtEnd()).isEqualTo(dots);
  }

  @Test
  void theFolderOfANameIsAPathOfItsOwn() {
    set("/a/b/name");
    assertThat(path.splitName()).isTrue();
    TargetPath folder = new TargetPath();
    folder.setFolder(path);
    path.joinName();

    assertThat(folder.text()).isEqualTo("/a/b/");
    assertThat(text()).isEqualTo("/a/b/name");
  }
}
