package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.os.PendingCall;
import io.grampus.os.ProcessMemory;
import org.jspecify.annotations.Nullable;

/** The call in hand, and what one supervisor thread needs to look into the process that made it. */
final class NotifiedCall {
  private static final int SCRATCH = 65536 * Integer.BYTES;

  private final PendingCall pending;
  private final ProcessMemory memory;
  private final CredentialTable.Access credentials;
  private final TargetFiles files;
  private final boolean makesAll;
  private @Nullable Credentials executing;
  private final @Nullable CallPatcher patcher;
  private final NativeBuffer scratch = NativeBuffer.allocate(SCRATCH);

  NotifiedCall(HandlerParts parts, PendingCall pending, @Nullable CallPatcher patcher) {
    RootCalls calls = parts.calls();
    this.pending = pending;
    this.patcher = patcher;
    this.makesAll = calls.makesAll();
    this.memory = new ProcessMemory(calls.plain());
    this.credentials = parts.credentials();
    this.files = new TargetFiles(calls, memory, parts.root(), credentials, parts.inspector());
  }

  int thread() {
    return pending.thread();
  }

  long argument(int index) {
    return pending.argument(index);
  }

  /** An argument of the C type int. */
  int intArgument(int index) {
    return (int) pending.argument(index);
  }

  Credentials credentials() {
    return credentials.read(thread());
  }

  long setCredentials(Credentials changed) {
    if (patcher != null) {
      patcher.becomes(thread(), changed);
    }
    return credentials.write(thread(), changed);
  }

  /**
   * Changes the credentials from those before if the execve(2) in hand succeeds; where a tracer
   * hears of that, it does so by {@link #takeExecuting}.
   */
  long setCredentialsByExecute(Credentials before, Credentials after) {
    if (makesAll) {
      executing = after;
      return 0;
    }
    return credentials.writeForExecute(thread(), before, after);
  }

  /**
   * The credentials that the process is to have when its execve(2) has succeeded; null for its own.
   */
  @Nullable Credentials takeExecuting() {
    Credentials taken = executing;
    executing = null;
    return taken;
  }

  TargetFiles files() {
    return files;
  }

  /** Memory for what goes to or comes from the process; overwritten by the next use. */
  NativeBuffer scratch() {
    return scratch;
  }

  /** Fills the scratch memory from the process; 0 or -EFAULT. */
  long fetch(long remote, int length) {
    return memory.read(thread(), remote, scratch, 0, length) == length ? 0 : -Errno.EFAULT;
  }

  /** Copies a string from the process into a buffer; its length, or a negated errno. */
  int fetchString(long remote, NativeBuffer destination, int limit) {
    return memory.readString(thread(), remote, destination, 0, limit);
  }

  /**
   * Gives the caller a copy of a descriptor of this process's, which is closed; its number. Where a
   * loader executes programs, which no file open for writing hinders, that answers the call as
   * well.
   */
  long giveDescriptor(int fd, boolean closeOnExecute) {
    int given =
        makesAll
            ? pending.answerWithDescriptor(fd, closeOnExecute)
            : pending.giveDescriptor(fd, closeOnExecute);
    files.close(fd);
    return makesAll && given >= 0 ? Handler.ANSWERED : given;
  }

  /**
   * Copies scratch memory to the process, if it still is the one that asked; 0 or -EFAULT. A
   * process that is gone gets nothing, as its id may be another's by now.
   */
  long deliver(long remote, int length) {
    if (!pending.stillValid()) {
      return -Errno.EFAULT;
    }
    return memory.write(thread(), remote, scratch, 0, length) == length ? 0 : -Errno.EFAULT;
  }

  /** Takes the call away, for an answer of {@link Handler#LATER}. */
  PendingCall.Postponed postpone() {
    return pending.postpone();
  }

  /** Whether the caller still waits; a change on its behalf may only be made if so. */
  boolean stillValid() {
    return pending.stillValid();
  }
}
