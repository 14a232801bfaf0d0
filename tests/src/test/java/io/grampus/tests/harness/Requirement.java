package io.grampus.tests.harness;

import java.util.List;
import java.util.Locale;

/** Something a test needs that not every machine has. Each is found out by doing it. */
public enum Requirement {
  USERNS("unshare", "--user", "--map-root-user", "true"),
  OVERLAY(
      "unshare",
      "--user",
      "--map-root-user",
      "--mount",
      "sh",
      "-ec",
      "cd $(mktemp -d); trap 'umount m; rm -rf u w l m' EXIT; mkdir u w l m;"
          + " mount -t overlay -o userxattr,lowerdir=l,upperdir=u,workdir=w none m"),
  UMOCI("umoci", "--version"),
  SKOPEO("skopeo", "--version"),
  REGISTRY("docker-registry", "--version"),
  DNF("sh", "-c", "dnf --version && rpmbuild --version && createrepo_c --version"),
  PODMAN("podman", "--version"),
  MMDEBSTRAP("mmdebstrap", "--version"),
  BUSYBOX(
      "sh",
      "-c",
      "busybox true && ! head -c 4096 \"$(command -v busybox)\" | grep -q ld-linux"
          + " || { echo 'busybox is not there, or not linked statically' >&2; exit 1; }");

  private final List<String> probe;

  Requirement(String... probe) {
    this.probe = List.of(probe);
  }

  /** The name that {@code -Drequire} knows it by. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why this machine lacks it, in the words of the one who tried; empty when it does not. */
  String cause() {
    try {
      Outcome outcome = Person.present().does(Command.of(probe)).run();
      return outcome.exitCode() == 0 ? "" : reason(outcome);
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private static String reason(Outcome outcome) {
    return outcome.errors().isBlank()
        ? "exit code " + outcome.exitCode()
        : outcome.errors().strip();
  }
}
