package io.grampus.build.mount;

import io.grampus.build.text.ClosestWord;
import io.grampus.os.GrampusException;
import java.util.Collection;

/** A {@code RUN --mount} that cannot be done. */
public final class MountException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private MountException(String code, String message, String hint) {
    super(code, message, hint);
  }

  static MountException rootTarget(String target) {
    return new MountException(
        "mount-target",
        "invalid mount target \"" + target + "\": it comes to the root of the file system",
        "mount on a directory below it");
  }

  static MountException kernelTarget(String target) {
    return new MountException(
        "mount-target",
        "cannot mount on " + target + ": what is below /proc and /sys is the kernel's",
        "choose another target");
  }

  static MountException secretMissing(String id, Collection<String> known) {
    return new MountException(
        "secret-missing",
        "the secret \"" + id + "\" is required" + ClosestWord.question(id, known),
        "pass --secret id=" + id + ",src=FILE or --secret id=" + id + ",env=VARIABLE");
  }

  static MountException agentMissing(String id, Collection<String> known) {
    return new MountException(
        "ssh-missing",
        "the SSH agent \"" + id + "\" is required" + ClosestWord.question(id, known),
        id.equals("default") ? "pass --ssh default" : "pass --ssh " + id + "=SOCKET");
  }

  static MountException agentUnreachable(String id, String cause) {
    return new MountException(
        "ssh-unreachable",
        "the SSH agent \"" + id + "\" cannot be passed on: " + cause,
        "is the agent still running? ssh-add -l tells");
  }
}
