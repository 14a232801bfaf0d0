package io.grampus.tests.harness;

import java.util.Locale;

/** Something a test needs that not every machine has. Each is found out by doing it. */
public enum Requirement {
  USERNS("unshare --user --map-root-user true"),
  OVERLAY(
      "unshare --user --map-root-user --mount sh -ec 'd=$(mktemp -d -p /var/tmp); cd $d; trap"
          + " \"umount $d/m; rm -rf $d\" EXIT; mkdir u w l m; mount -t overlay -o"
          + " userxattr,lowerdir=l,upperdir=u,workdir=w none m'"),
  UMOCI("umoci --version"),
  SKOPEO("skopeo --version"),
  PROOT("proot --version"),
  REGISTRY("docker-registry --version"),
  DNF("dnf --version && rpmbuild --version && createrepo_c --version"),
  ACL("setfacl --version && getfattr --version"),
  PODMAN("HOME=/var/tmp podman --version"),
  GIT("test -x \"$(git --exec-path)/git-daemon\""),
  MMDEBSTRAP("mmdebstrap --version"),
  GCC(
      "test \"$(gcc -dumpmachine | cut -d- -f1)\" = x86_64 && d=$(mktemp -d)"
          + " && trap 'rm -rf $d' EXIT"
          + " && echo 'int main(void) { return 0; }' | gcc -static -x c -o $d/program -"),
  MIRROR(
      "uri=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | head -n 1);"
          + " d=$(mktemp -d) && trap 'rm -rf $d' EXIT && /usr/lib/apt/apt-helper download-file"
          + " \"${uri:-http://deb.debian.org/debian/}dists/bookworm/InRelease\" $d/f"),
  CHROMIUM(
      "d=$(mktemp -d) && trap 'rm -rf $d' EXIT && HOME=$d timeout 60 chromium --headless"
          + " --no-sandbox --disable-gpu --user-data-dir=$d --dump-dom about:blank"),
  BUSYBOX(
      "busybox true && ldd \"$(command -v busybox)\" 2>&1 | grep -q 'not a dynamic'"
          + " || { echo busybox is not there, or not linked statically >&2; exit 1; }");

  private final String probe;

  Requirement(String probe) {
    this.probe = probe;
  }

  /** The name that {@code -Drequire} knows it by. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why this machine lacks it, in the words of the one who tried; empty when it does not. */
  String cause() {
    Outcome outcome = Person.present().does(Command.of("sh", "-c", probe)).run();
    if (outcome.exitCode() == 0) {
      return "";
    }
    return outcome.errors().isBlank()
        ? "exit code " + outcome.exitCode()
        : outcome.errors().strip();
  }
}
