package io.grampus.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Grampus, installed below a prefix as an administrator would do it, and a folder in which the
 * {@link Person} can work. There is one for a whole run of the tests, gone at its end.
 *
 * <p>It lies in {@code /var/tmp}, because {@code /tmp} may be a file system without extended
 * attributes, and because the checkout may be in a home that the person cannot enter. {@code
 * -Dgrampus.tests.work} names another place.
 */
public final class Installation implements AutoCloseable {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Installation.class);

  private static final String JAR = "orca-compat/target/grampus.jar";

  private final Person person = Person.present();
  private final Path folder;
  private final Path shared;
  private final BaseImages bases;

  private Installation() {
    try {
      Path checkout = Path.of("..").toRealPath();
      mustBeBuilt(checkout);
      Path place = Path.of(System.getProperty("grampus.tests.work", "/var/tmp"));
      folder = Files.createTempDirectory(place, "grampus-tests-").toRealPath();
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      install(checkout);
      shared = makeFolder("shared");
      bases = new BaseImages(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of this run. */
  public static Installation of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("installation", key -> new Installation(), Installation.class);
  }

  private static void mustBeBuilt(Path checkout) {
    if (!Files.isRegularFile(checkout.resolve(JAR))) {
      throw new AssertionError(JAR + " is missing; \"mvn verify\" makes it before these tests");
    }
  }

  private void install(Path checkout) throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path share = Files.createDirectories(folder.resolve("share/grampus"));
    Files.copy(checkout.resolve("grampus"), bin.resolve("grampus"));
    Files.setPosixFilePermissions(
        bin.resolve("grampus"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(checkout.resolve(JAR), share.resolve("grampus.jar"));
    Files.copy(checkout.resolve("vagrant/make-base.sh"), baseMaker());
    Files.setPosixFilePermissions(baseMaker(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The script that makes Debian's root file system. */
  Path baseMaker() {
    return folder.resolve("bin/make-base.sh");
  }

  /** The program, and one class of the tests where the person can read it. */
  String classPath(Class<?> main) {
    String name = main.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(name);
    try (InputStream input = main.getResourceAsStream("/" + name)) {
      Files.createDirectories(copy.getParent());
      Files.copy(Objects.requireNonNull(input), copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.resolve("share/grampus/grampus.jar") + ":" + folder.resolve("classes");
  }

  /** Who runs Grampus. */
  Person person() {
    return person;
  }

  /** The launcher. */
  Path launcher() {
    return folder.resolve("bin/grampus");
  }

  /** What one start of Grampus may leave for the next, of whatever test. */
  Path cache() {
    return shared.resolve("cache");
  }

  /** The base images of this run. */
  BaseImages bases() {
    return bases;
  }

  /** A new folder that belongs to the person. */
  Path makeFolder(String name) {
    try {
      Path made = Files.createDirectory(folder.resolve(name));
      person.own(made);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a tree, whatever modes a build has given its directories. */
  void remove(Path tree) {
    String script = "rm -rf \"$1\" 2>/dev/null || { chmod -R u+rwX \"$1\"; rm -rf \"$1\"; }";
    Command.of("sh", "-c", script, "sh", tree.toString()).succeed();
  }

  @Override
  public void close() {
    remove(folder);
  }
}
