package io.grampus.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A root file system of busybox under an overlay, and a short way to run a shell command in it. */
final class TestRoot {
  static final Path BUSYBOX = Path.of("/bin/busybox");

  private final Path store;
  private final Sandbox sandbox;
  private final OwnerTable owners = new OwnerTable();
  private int runs;

  TestRoot(Path store, Sandbox sandbox) throws IOException {
    this.store = store.toRealPath();
    this.sandbox = sandbox;
    for (String folder :
        List.of("base/bin", "base/proc", "base/sys", "base/dev", "base/etc", "base/tmp")) {
      Files.createDirectories(this.store.resolve(folder));
    }
    Files.copy(BUSYBOX, this.store.resolve("base/bin/busybox"));
    for (String applet :
        List.of(
            "sh",
            "ls",
            "cat",
            "echo",
            "stat",
            "chown",
            "mkdir",
            "id",
            "su",
            "touch",
            "rm",
            "mv",
            "cp",
            "ln",
            "chmod",
            "env",
            "sleep",
            "kill",
            "pwd",
            "hostname",
            "test",
            "chroot",
            "tar",
            "setpriv",
            "true",
            "ps",
            "mkfifo",
            "mknod",
            "rmdir",
            "readlink",
            "install",
            "find",
            "sort",
            "dd",
            "head",
            "usleep",
            "xargs",
            "seq")) {
      Files.createSymbolicLink(this.store.resolve("base/bin/" + applet), Path.of("busybox"));
    }
    Files.writeString(
        this.store.resolve("base/etc/passwd"),
        "root:x:0:0::/:/bin/sh\napp:x:4242:4243::/:/bin/sh\n");
    Files.writeString(this.store.resolve("base/etc/group"), "root:x:0:\napp:x:4243:\n");
  }

  /** Adds the Perl of this machine, which can make any system call and is part of every Debian. */
  TestRoot withPerl() throws IOException {
    copyProgram(Path.of("/usr/bin/perl"));
    return this;
  }

  /** Copies a program of this machine, with the libraries it is linked to, to the same places. */
  void copyProgram(Path program) throws IOException {
    copy(program);
    Process ldd = new ProcessBuilder("ldd", program.toString()).start();
    String libraries = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String word : libraries.split("\\s+")) {
      if (word.startsWith("/")) {
        copy(Path.of(word));
      }
    }
  }

  /** Copies a folder of this machine, with all that is in it, to the same place. */
  void copyFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file);
      }
    }
  }

  /** Adds a program to the base. */
  void addProgram(String path, byte[] content) throws IOException {
    Path file = Files.write(store.resolve("base" + path), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copy(Path file) throws IOException {
    Path copy = store.resolve("base" + file);
    if (Files.notExists(copy)) {
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  /** What a Perl script wrote that a user runs, errors behind the output. */
  String perl(Identity identity, String script) throws IOException, InterruptedException {
    Result result = run(spec(List.of("/usr/bin/perl", "-e", "$| = 1; " + script), identity));
    return result.stdout() + result.stderr();
  }

  /** What a command wrote and how it ended. */
  record Result(String stdout, String stderr, ExitStatus status) {}

  /** The owners noted by all runs so far. */
  OwnerTable owners() {
    return owners;
  }

  Path upper() {
    return store.resolve("u" + runs);
  }

  SandboxSpec spec(List<String> arguments, Identity identity) throws IOException {
    runs++;
    for (String folder : List.of("u", "w", "m")) {
      Files.createDirectory(store.resolve(folder + runs));
    }
    List<String> lowers = new ArrayList<>();
    for (int run = runs - 1; run > 0; run--) {
      lowers.add("u" + run);
    }
    lowers.add("base");
    return new SandboxSpec(
        new RootFileSystem.Overlay(store, lowers, "u" + runs, "w" + runs, "m" + runs),
        StandardMounts.kernelFileSystems(),
        arguments,
        List.of("PATH=/bin", "HOME=/"),
        "/",
        identity,
        NetworkMode.HOST,
        "testhost");
  }

  /** Root's shell with the base itself as its root, for sandboxes that mount nothing. */
  Result shellInPlace(String script, Mount... further) throws InterruptedException {
    List<Mount> mounts = new ArrayList<>(StandardMounts.kernelFileSystems());
    mounts.addAll(List.of(further));
    return run(
        new SandboxSpec(
            new RootFileSystem.Directory(store.resolve("base")),
            mounts,
            List.of("sh", "-c", script),
            List.of("PATH=/bin", "HOME=/"),
            "/",
            Identity.ROOT,
            NetworkMode.HOST,
            "testhost"));
  }

  /** The same without any network but its own loopback interface. */
  static SandboxSpec withoutNetwork(SandboxSpec spec) {
    return new SandboxSpec(
        spec.root(),
        spec.mounts(),
        spec.arguments(),
        spec.environment(),
        spec.workingDirectory(),
        spec.identity(),
        NetworkMode.NONE,
        spec.hostName());
  }

  Result shell(String script) throws IOException, InterruptedException {
    return run(spec(List.of("sh", "-c", script), Identity.ROOT));
  }

  /** What a script wrote that another user than root runs, errors behind the output. */
  String shellAs(int uid, int gid, String script) throws IOException, InterruptedException {
    Result result = run(spec(List.of("sh", "-c", script), new Identity(uid, gid, List.of(gid))));
    return result.stdout() + result.stderr();
  }

  Result run(SandboxSpec spec) throws InterruptedException {
    Map<OutputListener.Stream, ByteArrayOutputStream> output =
        Map.of(
            OutputListener.Stream.STDOUT, new ByteArrayOutputStream(),
            OutputListener.Stream.STDERR, new ByteArrayOutputStream());
    ExitStatus status =
        sandbox.run(
            spec,
            new StandardStreams.Captured((stream, chunk) -> output.get(stream).writeBytes(chunk)),
            owners,
            process -> {});
    return new Result(
        output.get(OutputListener.Stream.STDOUT).toString(StandardCharsets.UTF_8),
        output.get(OutputListener.Stream.STDERR).toString(StandardCharsets.UTF_8),
        status);
  }
}
