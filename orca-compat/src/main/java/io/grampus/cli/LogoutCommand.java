package io.grampus.cli;

import io.grampus.build.tool.RegistryLogin;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets an account of a registry. */
@Command(
    name = "logout",
    description = "Forget the account of a registry.",
    footer = {"Example:", "  grampus logout registry.example"})
final class LogoutCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "REGISTRY", description = "The registry, as for login.")
  private @Nullable String registry;

  @Option(
      names = {"-a", "--all"},
      description = "Forget the accounts of all registries.")
  private boolean all;

  @Option(
      names = "--authfile",
      paramLabel = "FILE",
      description = "The file with the account. Else where login keeps it.")
  private @Nullable Path file;

  LogoutCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (all == (registry != null)) {
      throw new UsageException(
          all ? "--all and a registry exclude each other" : "no registry is named",
          "name a registry, or write --all");
    }
    if (registry != null) {
      ImageNames.requireRegistry(registry);
    }
    RegistryLogin accounts = session.services().registryLogin();
    Path target = file == null ? accounts.file() : file;
    accounts.logout(Optional.ofNullable(registry), target.toAbsolutePath());
    session.environment().err().println("The account is no longer in " + target);
    return ExitCode.OK;
  }
}
