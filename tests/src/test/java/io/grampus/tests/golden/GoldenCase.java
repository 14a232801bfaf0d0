package io.grampus.tests.golden;

import io.grampus.tests.harness.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One build.
 *
 * @param file the name of the file it stands in, without suffix
 * @param name unique in its file
 * @param context a shell script that makes the build context in the folder it is executed in
 * @param arguments more arguments for {@code build}, before the context
 * @param dockerfile the Dockerfile's text
 * @param differences how Grampus differs from the recorded result, with the reason; empty where it
 *     does not
 */
record GoldenCase(
    String file,
    String name,
    String context,
    List<String> arguments,
    String dockerfile,
    List<String> differences) {

  /** The image that the cases build on. */
  static final String BASE = "busybox:latest";

  /** Copies the lists. */
  GoldenCase {
    arguments = List.copyOf(arguments);
    differences = List.copyOf(differences);
  }

  /**
   * What is to come out: the recorded lines, with the differences that there are reasons for. Those
   * take a recorded line away ({@code - LINE}), put another in its place ({@code + LINE}), or
   * expect an error at a place in place of everything ({@code ! Dockerfile:2}).
   */
  String expected(String recorded) {
    List<String> lines = new ArrayList<>(recorded.lines().toList());
    int next = lines.size();
    for (String difference : differences) {
      if (difference.startsWith("! ")) {
        return difference;
      }
      String line = difference.length() > 2 ? difference.substring(2) : "";
      if (difference.startsWith("- ")) {
        next = lines.indexOf(line);
        if (next < 0) {
          throw new AssertionError(this + " differs in a line that was not recorded: " + line);
        }
        lines.remove(next);
      } else if (difference.startsWith("+ ")) {
        lines.add(next++, line);
      }
    }
    return String.join("\n", lines);
  }

  /** Makes the build context, and returns its folder. */
  Path makeContext(Path folder, GoldenWeb web, Consumer<Command> person) {
    try {
      Path directory = folder.resolve("context");
      person.accept(Command.of("mkdir", directory.toString()));
      String script = "umask 022\n" + context;
      person.accept(Command.of("bash", "-ec", script).in(directory));
      Path written = Files.writeString(folder.resolve("Dockerfile"), web.placed(dockerfile));
      person.accept(
          Command.of("cp", written.toString(), directory.resolve("Dockerfile").toString()));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case's own arguments, with {@code {}} for its folder. */
  List<String> arguments(Path folder) {
    return arguments.stream().map(a -> a.replace("{}", folder.toString())).toList();
  }

  @Override
  public String toString() {
    return file + ": " + name;
  }
}
