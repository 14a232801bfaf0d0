package io.grampus.build.tool;

import io.grampus.os.GrampusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One program that the builder needs: where it is, and whether it is new enough. Found on the PATH,
 * or at the path that {@code GRAMPUS_<NAME>} names.
 */
final class ExternalTool {
  private static final Pattern VERSION = Pattern.compile("version v?([0-9]+(?:\\.[0-9]+)*)");

  private final ToolRunner runner;
  private final String name;
  private final String debianPackage;
  private final String minimum;
  private @Nullable Path program;

  ExternalTool(ToolRunner runner, String name, String debianPackage, String minimum) {
    this.runner = runner;
    this.name = name;
    this.debianPackage = debianPackage;
    this.minimum = minimum;
  }

  ToolRunner runner() {
    return runner;
  }

  /**
   * Runs the program with these arguments; the first call looks it up and checks its version.
   *
   * @throws GrampusException {@code tool-missing}, {@code tool-too-old}, {@code interrupted}
   */
  ToolResult run(List<String> arguments, Path directory) {
    return run(arguments, directory, ToolOutput.RESULT);
  }

  /** As above, with a choice of what the standard output is good for. */
  ToolResult run(List<String> arguments, Path directory, ToolOutput use) {
    List<String> command = new ArrayList<>();
    command.add(program(directory).toString());
    command.addAll(arguments);
    return runner.run(command, directory, use);
  }

  /** As above with something to read, which never appears anywhere else. */
  ToolResult run(List<String> arguments, Path directory, byte[] input) {
    List<String> command = new ArrayList<>();
    command.add(program(directory).toString());
    command.addAll(arguments);
    return runner.run(command, directory, input);
  }

  /** The program itself; the first call looks it up and checks its version. */
  synchronized Path program(Path directory) {
    Path known = program;
    if (known == null) {
      known = find();
      String version = version(known, directory);
      if (compare(version, minimum) < 0) {
        throw new GrampusException(
            "tool-too-old",
            known + " is version " + version + "; at least " + minimum + " is needed",
            "install a newer " + debianPackage + ", or name another one with " + setting());
      }
      program = known;
    }
    return known;
  }

  private String setting() {
    return "GRAMPUS_" + name.toUpperCase(Locale.ROOT);
  }

  private Path find() {
    String configured = runner.environment().getOrDefault(setting(), "");
    if (configured.isEmpty()) {
      return runner
          .find(name)
          .orElseThrow(
              () ->
                  new GrampusException(
                      "tool-missing",
                      "the program " + name + " is not installed",
                      "on Debian and Ubuntu: apt-get install " + debianPackage));
    }
    Path path = Path.of(configured).toAbsolutePath();
    if (!Files.isExecutable(path)) {
      throw new GrampusException(
          "tool-missing",
          setting() + " names " + configured + ", which is not a program",
          "correct the variable, or unset it to use " + name + " from the PATH");
    }
    return path;
  }

  private String version(Path path, Path directory) {
    ToolResult result =
        runner.run(List.of(path.toString(), "--version"), directory, ToolOutput.RESULT);
    Matcher matcher = VERSION.matcher(result.outputText());
    if (!result.isSuccess() || !matcher.find()) {
      throw new GrampusException(
          "tool-broken",
          path + " --version failed: " + (result.outputText() + result.errors()).strip(),
          "reinstall the package " + debianPackage);
    }
    return matcher.group(1);
  }

  /** Compares dotted numbers; a missing part counts as 0. */
  static int compare(String one, String other) {
    int[] left = Arrays.stream(one.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int[] right = Arrays.stream(other.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int length = Math.max(left.length, right.length);
    return Arrays.compare(Arrays.copyOf(left, length), Arrays.copyOf(right, length));
  }
}
