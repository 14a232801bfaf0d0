package io.grampus.build.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code RUN}: executes a command and keeps what it changed.
 *
 * @param source where it stands and how it was written
 * @param command as written; use {@link #effectiveCommand} to execute it
 * @param heredocs the bodies of its heredocs, in order of their markers
 * @param mounts the texts of its mounts; {@link InstructionExpander#mounts} reads them
 * @param network where the command may connect to
 * @param security what the command may do
 * @param devices the devices it asks for
 */
public record RunInstruction(
    InstructionSource source,
    CommandLine command,
    List<Heredoc> heredocs,
    List<MountFlag> mounts,
    NetworkMode network,
    SecurityMode security,
    List<DeviceRequest> devices)
    implements Instruction {

  /** Where the file of a heredoc that starts with {@code #!} is to be found during the command. */
  public static final String SCRIPT_DIRECTORY = "/dev/pipes";

  /** Takes a copy of every list. */
  public RunInstruction {
    heredocs = List.copyOf(heredocs);
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
  }

  /**
   * The file, mode 0755, that must exist below {@link #SCRIPT_DIRECTORY} while the command runs:
   * present when a lone heredoc starts with an interpreter line.
   */
  public Optional<InlineFile> script() {
    if (!isLoneHeredoc() || !heredocs.get(0).text().startsWith("#!")) {
      return Optional.empty();
    }
    Heredoc heredoc = heredocs.get(0);
    return Optional.of(new InlineFile(heredoc.name(), heredoc.text(), false));
  }

  /** The command with its heredocs put in: what the shell, or the kernel, is to be given. */
  public CommandLine effectiveCommand() {
    if (heredocs.isEmpty()) {
      return command;
    }
    if (isLoneHeredoc()) {
      String line =
          script().map(file -> SCRIPT_DIRECTORY + "/" + file.name()).orElse(heredocs.get(0).text());
      return CommandLine.shell(line);
    }
    StringBuilder line = new StringBuilder(String.join(" ", command.words()));
    for (Heredoc heredoc : heredocs) {
      line.append('\n').append(heredoc.content()).append(heredoc.name());
    }
    return CommandLine.shell(line.toString());
  }

  /**
   * Reads the mounts that hold no variable, so that what is wrong with them is known before
   * anything is executed.
   *
   * @throws DockerfileException {@code dockerfile-flag}
   */
  public void checkMounts() {
    for (MountFlag mount : mounts) {
      if (mount.text().chars().noneMatch(character -> "$\\'\"".indexOf(character) >= 0)) {
        MountParser.parse(mount, UnaryOperator.identity(), range());
      }
    }
  }

  private boolean isLoneHeredoc() {
    return !heredocs.isEmpty()
        && command.words().size() == 1
        && HeredocMarker.parse(command.words().get(0)).isPresent();
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitRun(this);
  }
}
