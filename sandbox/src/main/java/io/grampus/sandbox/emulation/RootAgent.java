package io.grampus.sandbox.emulation;

import io.grampus.os.SyscallNumber;
import java.io.Closeable;

/** Makes calls that the builder's user is refused, but root of the sandbox is not. */
interface RootAgent extends Closeable {
  /**
   * Makes a call inside; descriptors and addresses are this process's.
   *
   * @return the call's result or a negated errno, that of the agent's own failure included
   */
  long call(SyscallNumber number, long a, long b, long c, long d, long e);

  /** Binds a socket to an address in a root and a working directory; 0 or a negated errno. */
  long bind(int root, int folder, int socket, long address, int length);

  @Override
  void close();
}
