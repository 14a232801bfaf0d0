package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A dnf repository with a package {@code httpd}, whose files have every kind of owner, mode and
 * capability that a package can give, and one that tells rpm what Debian provides.
 */
final class RpmRepository {
  private static final Path SPECS = Path.of("src/test/resources/rpm").toAbsolutePath();

  private static final String CONFIGURATION =
      """
      [local]
      name=Packages of the tests
      baseurl=file:///repo
      gpgcheck=0
      """;

  private final Path folder;

  RpmRepository(Path folder) {
    this.folder = folder;
  }

  /** Builds the packages and appends the repository, and its configuration, to an archive. */
  void addTo(Path archive, Consumer<Command> executor) {
    for (String name : List.of("debian-base", "httpd")) {
      executor.accept(
          Command.of(
              "rpmbuild",
              "-bb",
              "--quiet",
              "--define=_topdir " + folder.resolve("work"),
              "--define=_rpmdir " + folder.resolve("root/repo"),
              copy(name + ".spec").toString()));
    }
    executor.accept(Command.of("createrepo_c", "-q", folder.resolve("root/repo").toString()));
    executor.accept(
        Command.of(
                "sh",
                "-ec",
                "mkdir -p etc/yum.repos.d; printf %s \"$1\" >etc/yum.repos.d/local.repo",
                "sh",
                CONFIGURATION)
            .in(folder.resolve("root")));
    executor.accept(
        Command.of(
            "tar",
            "--append",
            "--file=" + archive,
            "--directory=" + folder.resolve("root"),
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "./repo",
            "./etc/yum.repos.d"));
  }

  /** The person may not be able to read the checkout. */
  private Path copy(String spec) {
    try {
      return Files.writeString(
          folder.resolve(spec), Files.readString(SPECS.resolve(spec)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
