package io.grampus.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kernel file systems and devices that every command expects, as the OCI runtime has them. */
public final class StandardMounts {
  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");

  private StandardMounts() {}

  /** /proc, /sys and /dev; the directories themselves must exist in the root file system. */
  public static List<Mount> kernelFileSystems() {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(new Mount.Proc("/proc"));
    mounts.add(new Mount.Bind(Path.of("/sys"), "/sys", true));
    mounts.add(new Mount.Tmpfs("/dev", "mode=755,size=65536k"));
    for (String device : DEVICES) {
      mounts.add(new Mount.EmptyFile("/dev/" + device));
      mounts.add(new Mount.OptionalBind(Path.of("/dev", device), "/dev/" + device));
    }
    mounts.add(new Mount.EmptyDirectory("/dev/pts"));
    mounts.add(new Mount.DevicePseudoTerminals("/dev/pts"));
    mounts.add(new Mount.EmptyDirectory("/dev/shm"));
    mounts.add(new Mount.Tmpfs("/dev/shm", "mode=1777,size=65536k"));
    mounts.add(new Mount.Link("/dev/ptmx", "pts/ptmx"));
    mounts.add(new Mount.Link("/dev/fd", "/proc/self/fd"));
    mounts.add(new Mount.Link("/dev/stdin", "/proc/self/fd/0"));
    mounts.add(new Mount.Link("/dev/stdout", "/proc/self/fd/1"));
    mounts.add(new Mount.Link("/dev/stderr", "/proc/self/fd/2"));
    return List.copyOf(mounts);
  }

  /** The directories that {@link #kernelFileSystems()} is mounted on. */
  public static List<String> mountPoints() {
    return List.of("/proc", "/sys", "/dev");
  }
}
