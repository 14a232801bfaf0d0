package io.grampus.build.tool;

import io.grampus.build.image.ImageReference;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps and forgets accounts of registries, by way of skopeo, in the format of
 * containers-auth.json(5). The files are read in this order: {@code $REGISTRY_AUTH_FILE}, {@code
 * $DOCKER_CONFIG/config.json}, {@code $XDG_RUNTIME_DIR/containers/auth.json}, {@code
 * $XDG_CONFIG_HOME/containers/auth.json}, {@code ~/.docker/config.json}. The first of the two
 * former that is set is the only one that is read.
 */
public final class RegistryLogin {
  private static final String MINIMUM = "1.3.0";

  /** All paths are absolute, and nothing large is written. */
  private static final Path ANYWHERE = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  private final ExternalTool tool;
  private final Map<String, String> environment;
  private final RegistryAccess access;

  /** Accounts of the user whose environment the runner has. */
  public RegistryLogin(ToolRunner runner, RegistryAccess access) {
    this.tool = new ExternalTool(runner, "skopeo", "skopeo", MINIMUM);
    this.environment = runner.environment();
    this.access = access;
  }

  /** Where accounts are kept unless another place is named: the first file that will be read. */
  public Path file() {
    String named = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String docker = environment.getOrDefault("DOCKER_CONFIG", "");
    if (!docker.isEmpty()) {
      return Path.of(docker, "config.json");
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isEmpty() && Files.isWritable(Path.of(runtime))) {
      return Path.of(runtime, "containers/auth.json");
    }
    String home = environment.getOrDefault("HOME", "/");
    String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder = configuration.isEmpty() ? Path.of(home, ".config") : Path.of(configuration);
    return folder.resolve("containers/auth.json");
  }

  /**
   * Asks the registry whether it accepts the account, and keeps it if so.
   *
   * @param registry a host with an optional port and the beginning of a repository's name
   * @param password in UTF-8; given to skopeo on its standard input
   * @param file where to keep it
   * @throws GrampusException {@code registry-unauthorized} or another, as for pulls
   */
  public void login(String registry, String username, byte[] password, Path file) {
    List<String> arguments = new ArrayList<>(List.of("login", "--authfile", file.toString()));
    arguments.addAll(List.of("--username", username, "--password-stdin"));
    arguments.addAll(access.option("tls-verify", inside(registry)));
    arguments.add(registry);
    makeFolder(file);
    ToolResult result = tool.run(arguments, ANYWHERE, password);
    if (!result.isSuccess()) {
      throw SkopeoFailure.ofLogin(registry, result.errors());
    }
  }

  /**
   * Forgets the account of a registry, or of all where none is named.
   *
   * @throws GrampusException {@code registry-not-logged-in} or another
   */
  public void logout(Optional<String> registry, Path file) {
    List<String> arguments = new ArrayList<>(List.of("logout", "--authfile", file.toString()));
    arguments.add(registry.orElse("--all"));
    ToolResult result = tool.run(arguments, ANYWHERE);
    if (!result.isSuccess() && result.errors().contains("not logged in")) {
      throw new GrampusException(
          "registry-not-logged-in",
          file + " has no account for " + registry.orElse("any registry"),
          "the account may be in another file; --authfile names one");
    }
    if (!result.isSuccess()) {
      throw SkopeoFailure.ofLogin(registry.orElse(file.toString()), result.errors());
    }
  }

  private static ImageReference inside(String registry) {
    return ImageReference.parse(registry + "/x");
  }

  private static void makeFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new GrampusException(
          "output-not-writable",
          "cannot make the folder " + folder + " for the account: " + FailureReason.of(e),
          "set REGISTRY_AUTH_FILE to a file that you may write",
          e);
    }
  }
}
