package io.grampus.build.tool;

import io.grampus.os.GrampusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program skopeo, which moves images between registries, archives and layouts. It keeps the
 * bytes of a config, except that converting a Docker image to OCI drops the fields that OCI does
 * not know (Healthcheck, OnBuild, Shell and others; observed with version 1.9.3). {@link
 * ImageFetcher} makes up for that.
 */
public final class Skopeo {
  private static final String MINIMUM = "1.3.0";

  private final ExternalTool tool;
  private final RegistryAccess access;

  /** The skopeo on the PATH, or the one that {@code GRAMPUS_SKOPEO} names. */
  public Skopeo(ToolRunner runner, RegistryAccess access) {
    this.tool = new ExternalTool(runner, "skopeo", "skopeo", MINIMUM);
    this.access = access;
  }

  /**
   * The manifest or index of an image, byte for byte.
   *
   * @param directory a temporary directory
   * @throws GrampusException as {@link SkopeoFailure} says
   */
  public byte[] manifest(ImageLocation image, Path directory) {
    return inspect(image, List.of("--raw"), directory);
  }

  /** The config of an image, byte for byte. */
  public byte[] config(ImageLocation image, Path directory) {
    return inspect(image, List.of("--config", "--raw"), directory);
  }

  private byte[] inspect(ImageLocation image, List<String> what, Path directory) {
    List<String> arguments = start(directory);
    arguments.add("inspect");
    arguments.addAll(what);
    if (image instanceof ImageLocation.Registry registry) {
      arguments.addAll(access.option("tls-verify", registry.image()));
    }
    arguments.add(image.argument());
    return run(arguments, image, directory, ToolOutput.RESULT).output();
  }

  /**
   * Copies an image. Layers that are compressed stay as they are, others too where the target can
   * hold them.
   *
   * @param options further options of {@code skopeo copy}
   * @param directory a temporary directory
   * @throws GrampusException as {@link SkopeoFailure} says
   */
  public void copy(ImageLocation from, ImageLocation to, List<String> options, Path directory) {
    List<String> arguments = start(directory);
    arguments.add("copy");
    arguments.addAll(options);
    if (from instanceof ImageLocation.Registry registry) {
      arguments.addAll(access.option("src-tls-verify", registry.image()));
    }
    if (to instanceof ImageLocation.Registry registry) {
      arguments.addAll(access.option("dest-tls-verify", registry.image()));
    }
    if (to instanceof ImageLocation.OciLayout || to instanceof ImageLocation.OciArchive) {
      arguments.add("--dest-oci-accept-uncompressed-layers");
    }
    arguments.add(from.argument());
    arguments.add(to.argument());
    run(
        arguments,
        from instanceof ImageLocation.Registry ? from : to,
        directory,
        ToolOutput.PROGRESS);
  }

  private List<String> start(Path directory) {
    List<String> arguments = new ArrayList<>();
    if (!hasPolicy()) {
      arguments.add("--insecure-policy");
    }
    arguments.add("--tmpdir");
    arguments.add(directory.toString());
    return arguments;
  }

  /** Without any policy skopeo refuses to work; one that exists must be obeyed. */
  private boolean hasPolicy() {
    String home = tool.runner().environment().getOrDefault("HOME", "/");
    return Files.exists(Path.of("/etc/containers/policy.json"))
        || Files.exists(Path.of(home, ".config/containers/policy.json"));
  }

  private ToolResult run(
      List<String> arguments, ImageLocation place, Path directory, ToolOutput use) {
    ToolResult result = tool.run(arguments, directory, use);
    if (!result.isSuccess()) {
      throw SkopeoFailure.of(place, result.errors());
    }
    return result;
  }
}
