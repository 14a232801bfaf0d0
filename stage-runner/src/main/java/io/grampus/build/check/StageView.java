package io.grampus.build.check;

import io.grampus.build.dockerfile.StageScope;

/**
 * What the checks know of a stage between two instructions.
 *
 * @param scope its variables
 * @param complete whether the variables are all there are, which needs the base image
 * @param shell whether a SHELL was set, here or in what it is based on
 * @param workdir whether a WORKDIR was set, here or in a stage it is based on
 */
record StageView(StageScope scope, boolean complete, boolean shell, boolean workdir) {
  StageView withScope(StageScope other) {
    return new StageView(other, complete, shell, workdir);
  }

  StageView withShell() {
    return new StageView(scope, complete, true, workdir);
  }

  StageView withWorkdir() {
    return new StageView(scope, complete, shell, true);
  }
}
