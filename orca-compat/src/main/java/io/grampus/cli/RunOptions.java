package io.grampus.cli;

import io.grampus.build.RunSettings;
import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes settings of {@link DockerOptions}, or says why they cannot be had. */
final class RunOptions {
  /** RUN shares the host's network, where the host is this. */
  private static final String GATEWAY = "127.0.0.1";

  private static final String ADDRESS =
      "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

  private final DockerOptions options;

  RunOptions(DockerOptions options) {
    this.options = options;
  }

  /** The settings, with a name for the machine; anything that cannot be done is an error. */
  RunSettings settings(String hostName) {
    refuse();
    options.platforms.forEach(RunOptions::checkPlatforms);
    return new RunSettings(
        options.hosts.stream().map(RunOptions::host).toList(), network(), hostName);
  }

  private boolean network() {
    return switch (options.network) {
      case "default", "host" -> true;
      case "none" -> false;
      default ->
          throw new UsageException(
              "--network=" + options.network + " is no network that a RUN can have here",
              "write --network=default, --network=host or --network=none");
    };
  }

  private static RunSettings.Host host(String text) {
    int end = text.indexOf('=') >= 0 ? text.indexOf('=') : text.indexOf(':');
    String name = end < 0 ? "" : text.substring(0, end).strip();
    String address = end < 0 ? "" : text.substring(end + 1).strip();
    if (address.equals("host-gateway")) {
      address = GATEWAY;
    }
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (!name.matches("[^\\s#]+") || !address.matches(ADDRESS)) {
      throw new UsageException(
          "--add-host \"" + text + "\" is no name with an address",
          "write --add-host NAME:ADDRESS, for example --add-host db:10.0.0.7");
    }
    return new RunSettings.Host(name, address);
  }

  private static void checkPlatforms(String text) {
    Platform host = Platform.host();
    for (String word : text.split(",", -1)) {
      boolean isHere = word.equals("local") || platform(word).equals(host);
      if (!isHere) {
        throw new UsageException(
            "images are built for this machine's platform, " + host + ", not for " + word,
            "build on a machine of that platform, or leave out --platform");
      }
    }
  }

  private static Platform platform(String word) {
    try {
      return Platform.parse(word);
    } catch (GrampusException e) {
      throw new UsageException("--platform: " + e.getMessage(), e.hint());
    }
  }

  private void refuse() {
    refuseAttestation(
        "--provenance", options.provenance, "leave it out, or write --provenance=false");
    refuseAttestation("--sbom", options.sbom, "leave it out, or write --sbom=false");
    for (String attestation : options.attestations) {
      if (!attestation.contains("disabled=true")) {
        refuseAttestation("--attest", attestation, "leave it out");
      }
    }
    for (String entitlement : options.entitlements) {
      if (!entitlement.equals("network.host")) {
        throw new UsageException(
            "--allow " + entitlement + ": nobody here has privileges to give",
            "leave it out; network.host is allowed anyway");
      }
    }
    refuse("--builder", options.builder, "there is one builder, this program");
    refuse("--shm-size", options.sharedMemory, "/dev/shm is the machine's");
    refuse("--cgroup-parent", options.controlGroup, "control groups are the administrator's");
    for (String limit : options.limits) {
      refuse("--ulimit", limit, "limits are those of the shell that starts the build; see ulimit");
    }
  }

  private static void refuseAttestation(String option, @Nullable String value, String hint) {
    List<String> off = new ArrayList<>(List.of("false", "0", "f", "disabled=true"));
    if (value != null && !off.contains(value.toLowerCase(Locale.ROOT))) {
      throw new UsageException(
          "attestations are not made, so " + option + "=" + value + " cannot be had", hint);
    }
  }

  private static void refuse(String option, @Nullable String value, String reason) {
    if (value != null) {
      throw new UsageException(
          option + " " + value + " cannot be had: " + reason, "leave out " + option);
    }
  }
}
