package io.grampus.cli;

import io.grampus.build.tool.RegistryLogin;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps an account of a registry. */
@Command(
    name = "login",
    description = {
      "Ask a registry whether it accepts an account, and keep it for pulls and pushes.",
      "",
      "It is kept in the format of containers-auth.json(5), which skopeo, podman and buildah share, "
          + "in $REGISTRY_AUTH_FILE, else $DOCKER_CONFIG/config.json, else "
          + "$XDG_RUNTIME_DIR/containers/auth.json, else ~/.config/containers/auth.json."
    },
    footer = {
      "Examples:",
      "  grampus login registry.example",
      "  grampus login -u me --password-stdin registry.example < token"
    })
final class LoginCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "REGISTRY", description = "The registry's host, with :PORT if need be.")
  private String registry = "";

  @Option(
      names = {"-u", "--username"},
      paramLabel = "NAME",
      description = "The user's name. Else the terminal is asked.")
  private @Nullable String username;

  @Option(
      names = "--password-stdin",
      description = "Read the password from standard input. Else the terminal is asked.")
  private boolean passwordFromInput;

  @Option(names = "--authfile", paramLabel = "FILE", description = "Keep the account in this file.")
  private @Nullable Path file;

  LoginCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ImageNames.requireRegistry(registry);
    String name = username == null ? askName() : username;
    byte[] password = passwordFromInput ? readPassword() : askPassword();
    RegistryLogin accounts = session.services().registryLogin();
    Path target = file == null ? accounts.file() : file;
    try {
      accounts.login(registry, name, password, target.toAbsolutePath());
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    session.environment().err().println("The account for " + registry + " is kept in " + target);
    return ExitCode.OK;
  }

  private byte[] readPassword() throws IOException {
    byte[] all = session.environment().in().readAllBytes();
    int end = all.length;
    while (end > 0 && (all[end - 1] == '\n' || all[end - 1] == '\r')) {
      end--;
    }
    if (end == 0) {
      throw new UsageException("there is no password on standard input", "pipe it in");
    }
    return Arrays.copyOf(all, end);
  }

  private String askName() throws InterruptedException {
    Console console = console("the user name", "--username NAME");
    String answer = answer(() -> console.readLine("User name: "));
    if (answer == null || answer.isBlank()) {
      throw new UsageException("no user name was given", "add --username NAME");
    }
    return answer.strip();
  }

  private byte[] askPassword() throws InterruptedException {
    Console console = console("the password", "--password-stdin");
    char[] answer = answer(() -> console.readPassword("Password: "));
    if (answer == null || answer.length == 0) {
      throw new UsageException("no password was given", "add --password-stdin and pipe it in");
    }
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
    Arrays.fill(answer, ' ');
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  /** Only this wait can be interrupted, not a thread that reads from Java's console. */
  private static <T> @Nullable T answer(Callable<@Nullable T> question)
      throws InterruptedException {
    FutureTask<@Nullable T> answer = new FutureTask<>(question);
    Thread thread = new Thread(answer, "question");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the terminal cannot be read", e);
    }
  }

  /** Java's console is null, or since Java 22 no terminal, where a stream leads elsewhere. */
  @SuppressWarnings("SystemConsoleNull")
  private Console console(String what, String option) {
    Terminal terminal = session.environment().terminal();
    Console console = terminal.isInput() && terminal.isOutput() ? System.console() : null;
    if (console == null) {
      throw new UsageException("there is no terminal to ask for " + what, "add " + option);
    }
    return console;
  }
}
