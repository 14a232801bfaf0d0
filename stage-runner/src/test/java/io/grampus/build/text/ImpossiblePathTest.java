package io.grampus.build.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.GrampusException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ImpossiblePathTest {
  private static GrampusException error(String path, int errno) {
    return ImpossiblePath.of("cannot copy: ", new ErrnoException("statx", path, errno))
        .orElseThrow();
  }

  @Test
  void saysWhatIsWrongWithThePath() {
    GrampusException error = error("//etc/passwd/x", Errno.ENOTDIR);
    assertThat(error.code()).isEqualTo("path-impossible");
    assertThat(error).hasMessage("cannot copy: nothing can be at /etc/passwd/x: Not a directory");
    assertThat(error.hint()).contains("remove the file");
    assertThat(error("/l", Errno.ELOOP).hint()).contains("symbolic link");
  }

  @Test
  void showsTheBeginningOfALongName() {
    GrampusException error = error("n".repeat(300), Errno.ENAMETOOLONG);
    assertThat(error.getMessage()).contains("n".repeat(80) + "…: ").hasSizeLessThan(160);
    assertThat(error.hint()).contains("255");
  }

  @Test
  void leavesOtherFailuresToOthers() {
    assertThat(ImpossiblePath.of("", new ErrnoException("statx", "/x", Errno.EACCES))).isEmpty();
    assertThat(ImpossiblePath.of("", new IOException("Not a directory"))).isEmpty();
  }
}
