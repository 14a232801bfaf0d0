package io.grampus.build.step;

import io.grampus.build.FailedCommand;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.build.store.StoreFailure;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.SandboxSpec;
import io.grampus.sandbox.StandardStreams;
import java.io.IOException;
import java.util.List;

/**
 * The surroundings of a RUN that failed, as it left them.
 *
 * @param view the file system before the command, in which shells are looked for
 * @param working what the command changed in it
 * @param spec the command and what was around it
 * @param message what failed
 */
record FailedRun(
    StepSurroundings surroundings,
    UnionView view,
    WorkingSnapshot working,
    SandboxSpec spec,
    String message)
    implements FailedCommand {
  private static final List<String> SHELLS = List.of("/bin/bash", "/bin/sh");

  @Override
  public int shell() throws InterruptedException {
    List<String> shell = List.of(findShell(), "-i");
    reopen();
    return surroundings
        .sandbox()
        .get()
        .run(
            spec.withArguments(shell),
            new StandardStreams.Inherited(true),
            surroundings.files().notes().owners(),
            process -> {})
        .shellCode();
  }

  private void reopen() {
    try {
      working.reopen(spec.mounts());
    } catch (IOException e) {
      throw StoreFailure.of("open the file system once more", working.upper(), e);
    }
  }

  private String findShell() {
    for (String shell : SHELLS) {
      try (Resolution found = view.resolve(ByteString.of(shell), true)) {
        if (!(found instanceof Resolution.Missing)) {
          return shell;
        }
      } catch (IOException e) {
        throw StoreFailure.of("look for " + shell, working.upper(), e);
      }
    }
    throw new GrampusException(
        "shell-missing",
        "the image has no " + String.join(" and no ", SHELLS),
        "build the stage on an image that has a shell to look around");
  }
}
