package io.grampus.build.step;

import io.grampus.build.RunSettings;
import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.MountPoints;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.sandbox.Identity;
import io.grampus.sandbox.Mount;
import io.grampus.sandbox.NetworkMode;
import io.grampus.sandbox.SandboxSpec;
import io.grampus.sandbox.StandardMounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what every container has around a command: kernel file systems, name resolution, names. */
public final class ContainerFurnishing {
  private static final Path HOST_RESOLVER = Path.of("/etc/resolv.conf");

  private final WorkingSnapshot working;
  private final MountPoints mountPoints;
  private List<String> moreHosts = List.of();
  private String hostName = RunSettings.USUAL.hostName();

  /**
   * Furnishing for a command in a working snapshot.
   *
   * @param view what lies below the working snapshot
   */
  public ContainerFurnishing(UnionView view, WorkingSnapshot working) {
    this.working = working;
    this.mountPoints = new MountPoints(view, working);
  }

  /** Adds lines to /etc/hosts. */
  ContainerFurnishing withHosts(List<String> lines) {
    moreHosts = List.copyOf(lines);
    return this;
  }

  /** Gives the machine another name. */
  ContainerFurnishing withHostName(String name) {
    hostName = name;
    return this;
  }

  /**
   * The sandbox for a command.
   *
   * @param environment in order; given to the command as it is
   * @param script a file to provide in {@link RunInstruction#SCRIPT_DIRECTORY}
   */
  public SandboxSpec spec(
      List<String> arguments,
      Map<String, String> environment,
      String directory,
      Identity identity,
      NetworkMode network,
      Optional<InlineFile> script)
      throws IOException {
    List<Mount> mounts = new ArrayList<>(StandardMounts.kernelFileSystems());
    for (String target : StandardMounts.mountPoints()) {
      mountPoints.directory(target);
    }
    mounts.add(generated("hosts", "/etc/hosts", hosts()));
    mounts.add(generated("resolv.conf", "/etc/resolv.conf", resolver()));
    if (script.isPresent()) {
      mounts.addAll(scriptMounts(script.get()));
    }
    return new SandboxSpec(
        working.rootFileSystem(),
        mounts,
        arguments,
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
        directory,
        identity,
        network,
        hostName);
  }

  private Mount generated(String name, String target, String content) throws IOException {
    mountPoints.file(target);
    return new Mount.Bind(write(name, content, "rw-r--r--"), target, false);
  }

  private Path write(String name, String content, String permissions) throws IOException {
    Path file = working.scratch().resolve(name);
    Files.writeString(file, content, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private String hosts() {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1\tlocalhost " + hostName);
    lines.add("::1\tlocalhost ip6-localhost ip6-loopback");
    lines.addAll(moreHosts);
    return String.join("\n", lines) + "\n";
  }

  /** The same without a network: what a command reads there is then what it reads with one. */
  private static String resolver() throws IOException {
    return Files.isReadable(HOST_RESOLVER)
        ? Files.readString(HOST_RESOLVER, StandardCharsets.ISO_8859_1)
        : "";
  }

  private List<Mount> scriptMounts(InlineFile script) throws IOException {
    String target = RunInstruction.SCRIPT_DIRECTORY + "/" + script.name();
    Path file = write("script", script.content(), "rwxr-xr-x");
    return List.of(
        new Mount.EmptyDirectory(RunInstruction.SCRIPT_DIRECTORY),
        new Mount.EmptyFile(target),
        new Mount.Bind(file, target, false));
  }
}
