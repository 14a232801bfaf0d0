package io.grampus.cli;

import io.grampus.build.MeansPreference;
import io.grampus.build.store.StoreLocation;
import io.grampus.os.Availability;
import io.grampus.os.GrampusException;
import io.grampus.os.LinuxSyscalls;
import io.grampus.sandbox.HostProbe;
import io.grampus.sandbox.ProotProbe;
import io.grampus.sandbox.Rung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for what the program needs on this machine, and leaves nothing behind. */
final class MachineFindings {
  private static final String SANDBOXES = "Sandboxes";
  private static final String SNAPSHOTTERS = "Snapshotters";
  private static final String PROGRAMS = "Programs";

  private final Map<String, String> environment;
  private final MeansPreference preference;

  MachineFindings(Map<String, String> environment, MeansPreference preference) {
    this.environment = environment;
    this.preference = preference;
  }

  /** The ladder of sandboxes, snapshotters, programs, then the store. */
  List<Finding> all() {
    List<Finding> findings = new ArrayList<>(means());
    findings.add(program("skopeo", "needed to fetch, push, save and load images"));
    findings.add(program("umoci", "needed to unpack base images"));
    findings.add(store());
    return findings;
  }

  /** Overlays depend on the file system, so they are tried where the store is or would be. */
  private List<Finding> means() {
    try {
      Path scratch = Files.createTempDirectory(scratchPlace(), ".grampus-doctor");
      try {
        ProotProbe proot = new ProotProbe(preference.proot(), preference.searchPath());
        return means(new HostProbe(new LinuxSyscalls(), proot, scratch));
      } finally {
        new StoreTreeRemover().remove(scratch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (IOException e) {
      Availability none =
          Availability.unavailable(
              "nothing could be tried: " + e.getMessage(), "choose another folder with --root");
      return List.of(new Finding(SANDBOXES, "userns", "", none));
    }
  }

  private static List<Finding> means(HostProbe probe) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Rung rung : probe.ladder()) {
      findings.add(new Finding(SANDBOXES, rung.name(), rung.description(), rung.availability()));
    }
    String changes = "the upper directory of a mount is what a command changed";
    findings.add(new Finding(SNAPSHOTTERS, "overlay", changes, probe.overlay()));
    String walk = "a tree is walked before and after each command";
    findings.add(new Finding(SNAPSHOTTERS, "inplace", walk, Availability.available()));
    return findings;
  }

  private Path scratchPlace() {
    Path fallback = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    try {
      Path place = existing(StoreLocation.from(environment));
      return Files.isDirectory(place) && Files.isWritable(place) ? place : fallback;
    } catch (GrampusException e) {
      return fallback; // the store's own finding says it
    }
  }

  private Finding program(String name, String purpose) {
    String configured = environment.getOrDefault("GRAMPUS_" + name.toUpperCase(Locale.ROOT), "");
    Optional<Path> found =
        configured.isEmpty()
            ? onPath(name)
            : Optional.of(Path.of(configured)).filter(Files::isExecutable);
    Availability availability =
        found.isPresent()
            ? Availability.available()
            : Availability.unavailable(
                "it is not installed; it is " + purpose, "apt-get install " + name);
    return new Finding(PROGRAMS, name, found.map(Path::toString).orElse(""), availability);
  }

  private Optional<Path> onPath(String name) {
    String[] folders = environment.getOrDefault("PATH", "/usr/bin:/bin").split(":");
    for (String folder : folders) {
      Path candidate = Path.of(folder, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private Finding store() {
    Path root;
    try {
      root = StoreLocation.from(environment);
    } catch (GrampusException e) {
      String hint = e.hint() == null ? "set GRAMPUS_ROOT" : e.hint();
      Availability none = Availability.unavailable(String.valueOf(e.getMessage()), hint);
      return new Finding("Store", "place", "", none);
    }
    Availability availability =
        Files.isDirectory(existing(root)) && Files.isWritable(existing(root))
            ? Availability.available()
            : Availability.unavailable(
                existing(root) + " is not a folder that can be written",
                "choose another folder with --root");
    return new Finding("Store", "place", root.toString(), availability);
  }

  /** The path itself, or the nearest folder above it that is there. */
  private static Path existing(Path path) {
    @Nullable Path candidate = path;
    while (candidate != null && !Files.exists(candidate)) {
      candidate = candidate.getParent();
    }
    return candidate == null ? Path.of("/") : candidate;
  }
}
