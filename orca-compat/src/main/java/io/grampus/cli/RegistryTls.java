package io.grampus.cli;

import io.grampus.build.tool.RegistryAccess;
import java.util.Map;

/** Whether registries must prove who they are. */
final class RegistryTls {
  /** The environment variable: true or false; else the usual rule. */
  static final String VARIABLE = "GRAMPUS_TLS_VERIFY";

  private RegistryTls() {}

  /**
   * The way to registries that the environment asks for.
   *
   * @throws UsageException where the variable's value is neither true nor false
   */
  static RegistryAccess from(Map<String, String> environment) {
    String value = environment.getOrDefault(VARIABLE, "");
    return switch (value) {
      case "" -> RegistryAccess.usual();
      case "true" -> RegistryAccess.withTlsVerify(true);
      case "false" -> RegistryAccess.withTlsVerify(false);
      default ->
          throw new UsageException(
              VARIABLE + " is \"" + value + "\"", "set it to true or false, or not at all");
    };
  }
}
