package io.grampus.build.tool;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts the programs that do part of the work, and ends them with the builder: on an interrupt, on
 * its normal end, and where {@code setpriv} (util-linux) exists also when it is killed. One per
 * process; safe for several threads.
 */
public final class ToolRunner {
  /** What a program may know of the user's environment: places, proxies, certificates. */
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "XDG_RUNTIME_DIR",
          "XDG_CONFIG_HOME",
          "REGISTRY_AUTH_FILE",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY");

  private static final long GRACE_SECONDS = 2;
  private static final long SAMPLING_MILLISECONDS = 200;

  private final Map<String, String> environment;
  private final ToolListener listener;
  private Optional<Path> setpriv = Optional.empty();
  private boolean hasLookedForSetpriv;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  private ToolRunner(Map<String, String> environment, ToolListener listener) {
    this.environment = Map.copyOf(environment);
    this.listener = listener;
  }

  /**
   * A runner with a shutdown hook.
   *
   * @param environment usually {@code System.getenv()}; the programs see a small part of it
   * @param listener hears what the programs say
   * @throws GrampusException {@code interrupted}, where a signal is ending this program already
   */
  public static ToolRunner create(Map<String, String> environment, ToolListener listener) {
    ToolRunner runner = new ToolRunner(environment, listener);
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(runner::killAll, "end-tools"));
    } catch (IllegalStateException e) {
      InterruptedException cause = new InterruptedException("the program is ending");
      cause.addSuppressed(e);
      throw new GrampusException("interrupted", "interrupted before any work began", null, cause);
    }
    return runner;
  }

  /** The environment that the runner was made with. */
  Map<String, String> environment() {
    return environment;
  }

  /** Looks a program up on the PATH. */
  Optional<Path> find(String program) {
    for (String directory : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, program).toAbsolutePath();
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Runs a program to its end, with an empty standard input.
   *
   * @param command the program's absolute path and its arguments
   * @param directory where it runs, and where it may put temporary files
   * @param use whether its standard output is kept, or is progress to be shown
   * @throws GrampusException {@code tool-start} or {@code interrupted}
   */
  ToolResult run(List<String> command, Path directory, ToolOutput use) {
    if (use == ToolOutput.RESULT) {
      return runToEnd(command, directory, use, new byte[0]);
    }
    String program = Path.of(command.get(0)).getFileName().toString();
    listener.started(program);
    try {
      return runToEnd(command, directory, use, new byte[0]);
    } finally {
      listener.ended(program);
    }
  }

  /** As above with something to read, which never appears anywhere else. */
  ToolResult run(List<String> command, Path directory, byte[] input) {
    return runToEnd(command, directory, ToolOutput.RESULT, input);
  }

  private ToolResult runToEnd(List<String> command, Path directory, ToolOutput use, byte[] input) {
    Process process = start(command, directory);
    running.add(process);
    OutputCollector output =
        switch (use) {
          case RESULT -> OutputCollector.head(process.getInputStream());
          case PROGRESS -> OutputCollector.tail(process.getInputStream(), listener::line);
        };
    OutputCollector errors = OutputCollector.tail(process.getErrorStream(), listener::line);
    try {
      output.start();
      errors.start();
      feed(process, input);
      int exitCode = use == ToolOutput.PROGRESS ? await(process, command) : process.waitFor();
      return new ToolResult(exitCode, output.result(), errors.result());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrampusException("interrupted", command.get(0) + " was interrupted", null, e);
    } catch (IOException e) {
      throw new GrampusException(
          "tool-start", "cannot talk to " + command.get(0) + ": " + e.getMessage(), null, e);
    } finally {
      end(process);
      running.remove(process);
    }
  }

  /** Tells meanwhile how much the program has moved. */
  private int await(Process process, List<String> command) throws InterruptedException {
    String program = String.valueOf(Path.of(command.get(0)).getFileName());
    WrittenBytes written = new WrittenBytes(process.pid());
    while (!process.waitFor(SAMPLING_MILLISECONDS, TimeUnit.MILLISECONDS)) {
      written.increased().ifPresent(bytes -> listener.moved(program, bytes));
    }
    return process.exitValue();
  }

  /** A program that ends without reading has its reasons, which its exit code tells. */
  private static void feed(Process process, byte[] input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      if (input.length == 0) {
        throw e;
      }
    }
  }

  private Process start(List<String> command, Path directory) {
    List<String> whole = new ArrayList<>();
    // The kernel signals when the thread that forked ends; run() keeps it here until the child
    // ends.
    setpriv()
        .ifPresent(path -> whole.addAll(List.of(path.toString(), "--pdeathsig", "KILL", "--")));
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(childEnvironment(directory));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new GrampusException(
          "tool-start",
          "cannot start " + command.get(0) + ": " + e.getMessage(),
          "run it by hand to see what is wrong",
          e);
    }
  }

  /** The setpriv that knows the option; busybox's does not. */
  private synchronized Optional<Path> setpriv() {
    if (!hasLookedForSetpriv) {
      setpriv = find("setpriv").filter(ToolRunner::knowsDeathSignal);
      hasLookedForSetpriv = true;
    }
    return setpriv;
  }

  private static boolean knowsDeathSignal(Path setpriv) {
    String program = setpriv.toString();
    ProcessBuilder probe =
        new ProcessBuilder(program, "--pdeathsig", "KILL", "--", program, "--version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return probe.start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Map<String, String> childEnvironment(Path directory) {
    Map<String, String> child = new TreeMap<>();
    for (String name : PASSED_ON) {
      String value = environment.get(name);
      if (value != null) {
        child.put(name, value);
      }
    }
    String dockerConfig = environment.get("DOCKER_CONFIG");
    if (dockerConfig != null && Files.isReadable(Path.of(dockerConfig, "config.json"))) {
      // skopeo does not know the variable, but reads the same file format.
      child.putIfAbsent("REGISTRY_AUTH_FILE", dockerConfig + "/config.json");
    }
    child.put("TMPDIR", directory.toString());
    child.put("LC_ALL", "C.UTF-8");
    return child;
  }

  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    kill(process);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void killAll() {
    running.forEach(ToolRunner::kill);
  }
}
