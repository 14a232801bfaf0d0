package io.grampus.build.store;

import io.grampus.os.GrampusException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where the store is: the rule that turns the environment into a directory. */
public final class StoreLocation {
  private StoreLocation() {}

  /**
   * {@code $GRAMPUS_ROOT}, else {@code $XDG_DATA_HOME/grampus}, else {@code
   * ~/.local/share/grampus}. A relative XDG_DATA_HOME is ignored, as the XDG base directory
   * specification demands.
   *
   * @param environment usually {@code System.getenv()}
   * @throws GrampusException {@code store-location} where none of them is usable
   */
  public static Path from(Map<String, String> environment) {
    String root = environment.getOrDefault("GRAMPUS_ROOT", "");
    if (!root.isEmpty()) {
      return absolute(root);
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    if (data.startsWith("/")) {
      return absolute(data).resolve("grampus");
    }
    String home = environment.getOrDefault("HOME", "");
    if (home.startsWith("/") && !home.equals("/")) {
      return absolute(home).resolve(".local/share/grampus");
    }
    throw new GrampusException(
        "store-location",
        "no place for the store: HOME is not set",
        "set GRAMPUS_ROOT (or --root) to a directory of your own");
  }

  private static Path absolute(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new GrampusException(
          "store-location",
          "not a usable path: " + text,
          "set LC_ALL=C.UTF-8 if the path has letters beyond ASCII",
          e);
    }
  }
}
