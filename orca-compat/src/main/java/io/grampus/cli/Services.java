package io.grampus.cli;

import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import java.util.List;

/** The parts of the program that commands use; each is made when it is first asked for. */
interface Services {

  /** Builds images. */
  BuildService builder();

  /** Runs commands in images. */
  ContainerRunner runner();

  /** What {@code grampus doctor} tells of this machine, the kinds of sandbox first. */
  List<Finding> findings();
}
