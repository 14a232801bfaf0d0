package io.grampus.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of {@code docker build} about where and with what a build is executed. What an
 * unprivileged builder cannot do is refused with the reason instead of being unknown.
 */
final class DockerOptions {
  @Option(
      names = "--add-host",
      paramLabel = "NAME:ADDRESS",
      description = "A further line for /etc/hosts while a RUN executes. Can be repeated.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--network",
      paramLabel = "MODE",
      description = "The network of each RUN that names none: default, host or none.")
  String network = "default";

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description = "This machine's platform, the only one that can be built for.")
  List<String> platforms = new ArrayList<>();

  @Option(
      names = "--load",
      description = "Keep the image in the local store besides other outputs.")
  boolean load;

  @Option(names = "--provenance", paramLabel = "MODE", hidden = true)
  @Nullable String provenance;

  @Option(names = "--sbom", paramLabel = "MODE", hidden = true)
  @Nullable String sbom;

  @Option(names = "--attest", paramLabel = "ATTESTATION", hidden = true)
  List<String> attestations = new ArrayList<>();

  @Option(names = "--allow", paramLabel = "ENTITLEMENT", split = ",", hidden = true)
  List<String> entitlements = new ArrayList<>();

  @Option(names = "--builder", hidden = true)
  @Nullable String builder;

  @Option(names = "--shm-size", hidden = true)
  @Nullable String sharedMemory;

  @Option(names = "--ulimit", hidden = true)
  List<String> limits = new ArrayList<>();

  @Option(names = "--cgroup-parent", hidden = true)
  @Nullable String controlGroup;

  /** There are no containers to keep, and the context is read where it lies. */
  @Option(
      names = {"--rm", "--force-rm", "--compress", "--disable-content-trust"},
      hidden = true)
  boolean[] withoutMeaning = {};
}
