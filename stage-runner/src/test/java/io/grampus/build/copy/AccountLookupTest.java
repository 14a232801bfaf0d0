package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.layer.Owner;
import io.grampus.build.layer.TestTree;
import io.grampus.build.layer.UnionView;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of users and groups, as the image has them. */
final class AccountLookupTest {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/bash
      # a comment

      broken line
      bad:x:many:few:::
      www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
      app:x:4242:4243::/home/app:/bin/sh
      1000:x:1234:1235::/odd:
      nohome:x:7:7
      """;
  private static final String GROUP =
      """
      root:x:0:
      www-data:x:33:app
      app:x:4243:
      docker:x:999:other,app
      2000:x:77:
      """;

  @TempDir private Path temporary;
  private TestTree base;
  private TestTree upper;
  private UnionView image;
  private final List<String> warnings = new ArrayList<>();
  private AccountLookup lookup;

  @BeforeEach
  void makeImage() throws IOException {
    base = new TestTree(Files.createDirectory(temporary.resolve("base")));
    upper = new TestTree(Files.createDirectory(temporary.resolve("upper")));
    base.directory("real-etc", 0755).link("etc", "/real-etc").file("real-etc/group", GROUP);
    upper.directory("real-etc", 0755).file("real-etc/passwd", PASSWD);
    image = UnionView.open(TestTree.access(), List.of(base.path(), upper.path()));
    lookup = new AccountLookup(TestTree.access(), image, warnings::add);
  }

  @AfterEach
  void close() {
    image.close();
    base.close();
    upper.close();
  }

  @ParameterizedTest
  @CsvSource({
    "app, 4242, 4243",
    "app:www-data, 4242, 33",
    "app:5, 4242, 5",
    "app:, 4242, 0",
    "1001, 1001, 1001",
    "4242, 4242, 4242",
    "1001:docker, 1001, 999",
    "0:2000, 0, 77",
    ":docker, 0, 999",
    "4294967294, 4294967294, 4294967294",
  })
  void findsTheOwnerOfChown(String chown, long uid, long gid) throws IOException {
    assertThat(lookup.owner(chown)).isEqualTo(new Owner(uid, gid));
  }

  @Test
  void findsTheAccountOfUser() throws IOException {
    assertThat(lookup.account("app"))
        .isEqualTo(new Account(4242, 4243, List.of(33L, 999L, 4243L), "/home/app"));
    assertThat(lookup.account("4242"))
        .isEqualTo(new Account(4242, 4243, List.of(33L, 999L, 4243L), "/home/app"));
    assertThat(lookup.account("app:docker"))
        .isEqualTo(new Account(4242, 999, List.of(999L), "/home/app"));
    assertThat(lookup.account("5000")).isEqualTo(new Account(5000, 0, List.of(0L), "/"));
    assertThat(lookup.account("5000:6000")).isEqualTo(new Account(5000, 6000, List.of(6000L), "/"));
    assertThat(lookup.account("nohome")).isEqualTo(new Account(7, 7, List.of(7L), "/"));
    assertThat(lookup.account("1000").uid()).isEqualTo(1234);
    assertThat(lookup.account("")).isEqualTo(new Account(0, 0, List.of(0L), "/root"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ghost", "ghost:app", "bad"})
  void namesTheUserThatIsMissing(String word) {
    String name = word.substring(0, word.contains(":") ? word.indexOf(':') : word.length());
    assertThatThrownBy(() -> lookup.account(word))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("user-not-found"))
        .hasMessageContaining("\"" + name + "\"");
  }

  @Test
  void namesTheGroupThatIsMissing() {
    assertThatThrownBy(() -> lookup.account("app:ghosts"))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("group-not-found"))
        .hasMessageContaining("\"ghosts\"");
  }

  @Test
  void givesFilesOfMissingNamesToRootWithAWarning() throws IOException {
    assertThat(lookup.owner("ghost")).isEqualTo(Owner.ROOT);
    assertThat(lookup.owner("ghost:docker")).isEqualTo(new Owner(0, 999));
    assertThat(lookup.owner("app:ghosts")).isEqualTo(new Owner(4242, 4243));
    assertThat(warnings).hasSize(3).allMatch(warning -> warning.contains("\"ghost"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967295", "99999999999999999999"})
  void refusesNumbersThatAreNoIds(String number) {
    assertThatThrownBy(() -> lookup.owner(number)).isInstanceOf(AccountException.class);
  }

  @Test
  void anImageWithoutAccountFilesKnowsNumbersOnly() throws IOException {
    try (UnionView empty = UnionView.open(TestTree.access(), List.of())) {
      AccountLookup none = new AccountLookup(TestTree.access(), empty, warnings::add);

      assertThat(none.owner("5:6")).isEqualTo(new Owner(5, 6));
      assertThat(none.account("0")).isEqualTo(new Account(0, 0, List.of(0L), "/"));
      assertThatThrownBy(() -> none.owner("root")).isInstanceOf(AccountException.class);
    }
  }
}
