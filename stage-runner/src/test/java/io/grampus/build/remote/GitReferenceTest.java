package io.grampus.build.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sources are repositories, and what of them is wanted. */
final class GitReferenceTest {
  private static final String COMMIT = "0123456789012345678901234567890123456789";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "git://h/r                          | git://h/r          |                |     ",
        "git://h/r.git#main                 | git://h/r.git      | main           |     ",
        "https://h/r.git                    | https://h/r.git    |                |     ",
        "http://h:8/r.git#v1:a/../b/        | http://h:8/r.git   | v1             | b   ",
        "https://h/r.git#:sub               | https://h/r.git    |                | sub ",
        "https://h/r.git?branch=x&subdir=d  | https://h/r.git    | refs/heads/x   | d   ",
        "https://h/r.git?tag=v1             | https://h/r.git    | refs/tags/v1   |     ",
        "https://h/r.git?ref=a#a:../b       | https://h/r.git    | a              | b   ",
        "ssh://git@h/r#main                 | ssh://git@h/r      | main           |     ",
        "git@h:o/r.git                      | git@h:o/r.git      |                |     ",
        "git@h:o/r.git#v2:d                 | git@h:o/r.git      | v2             | d   ",
        "me@h:o/r?subdir=d                  | me@h:o/r           |                | d   ",
        "https://u:p@h/r.git#x              | https://u:p@h/r.git| x              |     ",
      })
  void readsRepositories(String text, String remote, String ref, String directory) {
    GitReference reference = GitReference.parse(text).orElseThrow();
    assertThat(reference.remote()).isEqualTo(remote);
    assertThat(reference.ref()).isEqualTo(ref == null ? "" : ref);
    assertThat(reference.directory()).isEqualTo(directory == null ? "" : directory);
    assertThat(reference.keepGitDir()).isFalse();
    assertThat(reference.submodules()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/r",
        "https://h/r.git/x",
        "http://h/file.git.tar",
        "ftp://h/r.git",
        "file:///r.git",
        "a/b.git",
        "./git@h:x",
        "h:x",
        "github.com/o/r",
        "/abs.git",
      })
  void leavesOtherSourcesAlone(String text) {
    assertThat(GitReference.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/r.git?nonsense=1",
        "https://h/r.git?ref=",
        "https://h/r.git?ref=a#b",
        "https://h/r.git?branch=a&tag=b",
        "https://h/r.git?keep-git-dir=maybe",
        "https://h/r.git#-oProxyCommand=x",
        "git:///r",
      })
  void refusesMalformedOnes(String text) {
    assertThatThrownBy(() -> GitReference.parse(text))
        .isInstanceOfSatisfying(
            RemoteException.class, e -> assertThat(e.code()).isEqualTo("remote-source-invalid"));
  }

  @Test
  void readsTheSwitchesOfTheQuery() {
    GitReference reference =
        GitReference.parse("https://h/r.git?keep-git-dir&submodules=false&commit=" + COMMIT)
            .orElseThrow();
    assertThat(reference.keepGitDir()).isTrue();
    assertThat(reference.submodules()).isFalse();
    assertThat(reference.checksum()).isEqualTo(COMMIT);
    assertThat(reference.isCommit()).isTrue();
  }

  @Test
  void takesWhatFlagsSay() {
    GitReference plain = GitReference.parse("https://h/r.git").orElseThrow();
    assertThat(plain.with(true, null).keepGitDir()).isTrue();
    assertThat(plain.with(null, COMMIT).ref()).isEqualTo(COMMIT);
    assertThatThrownBy(() -> plain.with(null, "sha256:00")).isInstanceOf(RemoteException.class);
  }

  @Test
  void onlyAContextMayOmitTheScheme() {
    assertThat(GitReference.parseContext("github.com/o/r#x").orElseThrow().remote())
        .isEqualTo("https://github.com/o/r");
  }

  @Test
  void showsNoPassword() {
    assertThat(GitReference.parse("https://u:secret@h/r.git#x").orElseThrow().shown())
        .isEqualTo("https://xxxxx@h/r.git#x");
  }
}
