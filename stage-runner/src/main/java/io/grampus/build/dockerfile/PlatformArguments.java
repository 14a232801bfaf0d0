package io.grampus.build.dockerfile;

import java.util.LinkedHashMap;
import java.util.Map;

/** The build arguments that every Dockerfile may declare without anybody passing them. */
public final class PlatformArguments {
  private PlatformArguments() {}

  /**
   * The predefined arguments of a build.
   *
   * @param build platform of the builder, as {@code OS/ARCHITECTURE[/VARIANT]}
   * @param target platform of the image, likewise
   */
  public static Map<String, String> of(String build, String target) {
    Map<String, String> arguments = new LinkedHashMap<>();
    addPlatform(arguments, "BUILD", build);
    addPlatform(arguments, "TARGET", target);
    return arguments;
  }

  private static void addPlatform(Map<String, String> arguments, String prefix, String platform) {
    String[] parts = platform.split("/", 3);
    arguments.put(prefix + "PLATFORM", platform);
    arguments.put(prefix + "OS", parts[0]);
    arguments.put(prefix + "OSVERSION", "");
    arguments.put(prefix + "ARCH", parts.length > 1 ? parts[1] : "");
    arguments.put(prefix + "VARIANT", parts.length > 2 ? parts[2] : "");
  }
}
