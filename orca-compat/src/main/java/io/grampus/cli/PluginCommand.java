package io.grampus.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.cli.plugin.EnvironmentFile;
import io.grampus.cli.plugin.PluginPlan;
import io.grampus.cli.plugin.PluginReport;
import io.grampus.cli.plugin.RegistryCredentials;
import io.grampus.cli.plugin.SecretMask;
import io.grampus.cli.plugin.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Does what the settings of a CI plugin step ask for, by executing other commands of this program.
 */
@Command(
    name = "plugin",
    description = {
      "Build and push as a step of Drone or Harness.",
      "",
      "It takes no options: the step's settings arrive as PLUGIN_… variables, see docs/ci."
    },
    footer = {
      "Example:",
      "  PLUGIN_REPO=team/web PLUGIN_TAGS=1.0,latest PLUGIN_DRY_RUN=true grampus plugin"
    })
final class PluginCommand implements Callable<Integer> {
  private static final Path TAGS_FILE = Path.of(".tags");

  private final Session session;

  PluginCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = new Settings(withFile(session.environment().variables()));
    settings.remarks().forEach(remark -> say("WARNING: " + remark));
    PluginPlan plan = PluginPlan.of(settings, tagsFile());
    if (plan.skipped().isPresent()) {
      say(plan.skipped().get());
      return ExitCode.OK;
    }
    Path folder = Files.createTempDirectory("grampus-plugin-"); // for the user alone
    try {
      return execute(settings, plan, folder);
    } finally {
      new StoreTreeRemover().remove(folder);
    }
  }

  private int execute(Settings settings, PluginPlan plan, Path folder) throws IOException {
    Optional<RegistryCredentials> credentials = RegistryCredentials.of(settings, plan.registry());
    Map<String, String> variables = new HashMap<>(settings.environment());
    if (credentials.isPresent()) {
      Path file = folder.resolve("auth.json");
      Files.writeString(file, credentials.get().document());
      variables.put("REGISTRY_AUTH_FILE", file.toString());
    }
    if (settings.isOn("insecure", "skip_tls_verify")) {
      variables.put(RegistryTls.VARIABLE, "false");
    }
    SecretMask mask =
        new SecretMask(credentials.map(RegistryCredentials::secrets).orElse(List.of()));
    Steps steps = new Steps(variables, mask);
    Path metadata = folder.resolve("metadata.json");
    Map<String, String> digests =
        plan.archive().isPresent()
            ? steps.pushArchive(plan, plan.archive().get())
            : steps.build(
                plan, plan.buildArguments(settings, metadata.toString(), now()), metadata);
    if (steps.code == ExitCode.OK) {
      report(settings, plan, digests);
    }
    return steps.code;
  }

  private Instant now() {
    return session.environment().clock().instant();
  }

  /** The commands, the first failure ending them. */
  private final class Steps {
    final Map<String, String> variables;
    final SecretMask mask;
    int code;

    Steps(Map<String, String> variables, SecretMask mask) {
      this.variables = variables;
      this.mask = mask;
    }

    /** The digest of each name. */
    Map<String, String> build(PluginPlan plan, List<String> arguments, Path metadata)
        throws IOException {
      execute(arguments);
      Map<String, String> digests = new HashMap<>();
      if (code == ExitCode.OK) {
        String digest =
            new ObjectMapper().readTree(metadata.toFile()).path("containerimage.digest").asText();
        plan.names().forEach(name -> digests.put(name, digest));
      }
      return digests;
    }

    Map<String, String> pushArchive(PluginPlan plan, String archive) {
      Map<String, String> digests = new HashMap<>();
      String image =
          execute(List.of("load", "--quiet", "--input", archive)).lines().findFirst().orElse("");
      for (String name : plan.names()) {
        execute(List.of("tag", image, name));
        if (plan.push()) {
          digests.put(name, execute(List.of("push", name)).strip());
        }
      }
      return digests;
    }

    /** Executes one command, unless an earlier one failed; what it writes to standard output. */
    private String execute(List<String> arguments) {
      if (code != ExitCode.OK) {
        return "";
      }
      List<String> shown = new ArrayList<>(List.of("+", "grampus"));
      arguments.forEach(argument -> shown.add(quoted(mask.apply(argument))));
      say(String.join(" ", shown));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      code =
          session
              .nested(variables, new PrintStream(out, false, StandardCharsets.UTF_8))
              .run(arguments);
      String text = out.toString(StandardCharsets.UTF_8);
      session.environment().out().print(text);
      session.environment().out().flush();
      return text;
    }
  }

  /** An argument as a shell would have to be given it. */
  private static String quoted(String argument) {
    return argument.matches("[\\w./:=,@%*+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private void report(Settings settings, PluginPlan plan, Map<String, String> digests)
      throws IOException {
    PluginReport report = new PluginReport(plan, digests);
    String artifact = settings.text("artifact_file");
    if (!artifact.isEmpty()) {
      Path file = Path.of(artifact);
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, report.artifact());
    }
    for (String variable : List.of("DRONE_OUTPUT", "GITHUB_OUTPUT")) {
      String output = settings.variable(variable);
      if (!output.isEmpty() && !report.variables().isEmpty()) {
        Files.writeString(
            Path.of(output),
            report.variables(),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }
  }

  /** Variables of the step win over those of its file. */
  private static Map<String, String> withFile(Map<String, String> variables) throws IOException {
    String file = variables.getOrDefault("PLUGIN_ENV_FILE", "");
    if (file.isEmpty()) {
      return variables;
    }
    Map<String, String> all = new HashMap<>(EnvironmentFile.parse(Files.readString(Path.of(file))));
    all.putAll(variables);
    return all;
  }

  private static String tagsFile() throws IOException {
    return Files.isRegularFile(TAGS_FILE) ? Files.readString(TAGS_FILE) : "";
  }

  private void say(String line) {
    session.environment().err().println(line);
    session.environment().err().flush();
  }
}
