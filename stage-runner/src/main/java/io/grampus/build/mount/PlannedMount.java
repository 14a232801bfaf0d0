package io.grampus.build.mount;

import io.grampus.build.copy.Fingerprint;
import io.grampus.build.dockerfile.RunMount;
import java.util.List;

/**
 * A mount of a RUN that is ready to be made.
 *
 * @param mount as the Dockerfile has it
 * @param target the absolute path, empty for a secret that is a variable only
 * @param content the digest of the files that it brings, empty where it brings none
 * @param files the single ones
 */
record PlannedMount(
    RunMount mount, String target, String content, List<Fingerprint.FileDigest> files) {
  /** Copies the list. */
  PlannedMount {
    files = List.copyOf(files);
  }

  /** A mount that brings no files. */
  PlannedMount(RunMount mount, String target) {
    this(mount, target, "", List.of());
  }

  /** What people call it. */
  String name() {
    String place = target.isEmpty() ? "in the environment" : "on " + target;
    return "mount " + place;
  }

  /** What a command's result depends on besides the files that the mount brings. */
  List<String> identity() {
    if (mount instanceof RunMount.Bind bind) {
      return List.of("bind", target, Boolean.toString(bind.readOnly()));
    }
    if (mount instanceof RunMount.Cache cache) {
      return List.of("cache", target, Boolean.toString(cache.readOnly()), cache.id());
    }
    if (mount instanceof RunMount.Tmpfs tmpfs) {
      return List.of(
          "tmpfs", target, Long.toString(tmpfs.size()), Boolean.toString(tmpfs.readOnly()));
    }
    if (mount instanceof RunMount.Secret secret) {
      String variable = secret.environment() == null ? "" : secret.environment();
      return List.of("secret", target, secret.id(), variable, secret.access().toString());
    }
    RunMount.Ssh ssh = (RunMount.Ssh) mount;
    return List.of("ssh", target, ssh.id(), ssh.access().toString());
  }
}
