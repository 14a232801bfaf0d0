package io.grampus.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options that people bring along from docker, podman and buildah, and what to do here in their
 * place. They are errors like all unknown ones; only the hint is better.
 */
final class ForeignOptions {
  private static final Set<String> LIMITS =
      Set.of(
          "--memory",
          "-m",
          "--memory-swap",
          "--cpu-period",
          "--cpu-quota",
          "--cpu-shares",
          "-c",
          "--cpus",
          "--cpuset-cpus",
          "--cpuset-mems");

  private static final Set<String> PRIVILEGES =
      Set.of("--cap-add", "--cap-drop", "--device", "--privileged", "--security-opt");

  private static final String NO_LIMITS =
      "leave it out: what limits the job that starts Grampus limits its commands, too";

  private static final String NO_PRIVILEGES =
      "leave it out: nobody here has privileges to give or to take";

  private static final Map<Set<String>, String> BUILD =
      Map.of(
          LIMITS,
          NO_LIMITS,
          PRIVILEGES,
          NO_PRIVILEGES,
          Set.of("--isolation"),
          "leave it out; --sandbox says how commands run",
          Set.of("--volume", "-v"),
          "write RUN --mount=type=bind, with --build-context for other folders",
          Set.of("--tls-verify", "--cert-dir"),
          "GRAMPUS_TLS_VERIFY=false, registries.conf and certs.d have their say",
          Set.of("--authfile", "--creds"),
          "\"grampus login\" keeps accounts; REGISTRY_AUTH_FILE names another file of them",
          Set.of("--format"),
          "write -o type=image,oci-mediatypes=false, or -o type=docker,dest=FILE",
          Set.of("--timestamp", "--source-date-epoch"),
          "set SOURCE_DATE_EPOCH, and write -o type=image,rewrite-timestamp=true",
          Set.of("--layers"),
          "leave it out: steps are known where --no-cache does not say otherwise",
          Set.of("--ignorefile"),
          "call it DOCKERFILE.dockerignore and put it beside the Dockerfile");

  private static final Map<Set<String>, String> RUN =
      Map.of(
          LIMITS,
          NO_LIMITS,
          PRIVILEGES,
          NO_PRIVILEGES,
          Set.of("--volume", "-v", "--mount", "--tmpfs"),
          "leave it out: nothing of this machine is shown to the command; a build has RUN --mount",
          Set.of("--publish", "-p", "--publish-all", "-P", "--expose"),
          "leave it out: the ports of the command are this machine's",
          Set.of("--network", "--net"),
          "leave it out: the network is this machine's",
          Set.of("--detach", "-d", "--restart"),
          "leave it out: there is no daemon; a shell's & or a service manager does that",
          Set.of("--name", "--cidfile"),
          "leave it out: nothing stays that a name could be for",
          Set.of("--platform"),
          "leave it out: commands run as what this machine is");

  private static final Map<String, Map<Set<String>, String>> HINTS =
      Map.of(
          "build",
          BUILD,
          "run",
          RUN,
          "login",
          Map.of(
              Set.of("--password", "-p"),
              "write --password-stdin: everybody on the machine can see arguments"));

  private ForeignOptions() {}

  /** What to do in the place of the option, if it is a known one of another program. */
  static Optional<String> hint(String command, String option) {
    return HINTS.getOrDefault(command, Map.of()).entrySet().stream()
        .filter(entry -> entry.getKey().contains(option))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
