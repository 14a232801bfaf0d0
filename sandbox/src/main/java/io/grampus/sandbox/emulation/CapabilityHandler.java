package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;

/**
 * capget, capset and the options of prctl(2) that capabilities(7) describes: keeps the capabilities
 * that the process would have, which its ids decide. What root changes the kernel does as well.
 */
final class CapabilityHandler {
  static final int PR_SET_DUMPABLE = 4;
  static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_SET_MM = 35;
  static final int PR_CAPBSET_DROP = 24;
  static final int PR_SET_SECUREBITS = 28;
  static final int PR_SET_NO_NEW_PRIVS = 38;
  static final int PR_GET_NO_NEW_PRIVS = 39;
  static final int PR_CAP_AMBIENT = 47;

  /** Of prctl(2), the option included. */
  private static final int ARGUMENTS = 5;

  private static final int AMBIENT_IS_SET = 1;
  private static final int AMBIENT_RAISE = 2;
  private static final int AMBIENT_LOWER = 3;
  private static final int AMBIENT_CLEAR_ALL = 4;

  private static final int VERSION_1 = 0x19980330;
  private static final int VERSION_2 = 0x20071026;
  private static final int SIZE_OF_HEADER = 8;

  /** One struct __user_cap_data_struct: effective, permitted, inheritable. */
  private static final int SIZE_OF_DATA = 12;

  /** CAP_CHECKPOINT_RESTORE. */
  private static final int LAST = 40;

  /** The kernel cuts off what no capability has. */
  private static final long KNOWN = (1L << (LAST + 1)) - 1;

  private final SandboxProcesses processes;
  private final boolean kernelKnowsRoot;

  CapabilityHandler(SandboxProcesses processes, boolean kernelKnowsRoot) {
    this.processes = processes;
    this.kernelKnowsRoot = kernelKnowsRoot;
  }

  /** prctl(option, value, …). */
  long control(NotifiedCall call) {
    Credentials who = call.credentials();
    long value = call.argument(1);
    return switch (call.intArgument(0)) {
      case PR_SET_DUMPABLE -> setDumpable(value);
      case PR_SET_KEEPCAPS -> keep(call, who, value);
      case PR_SET_SECUREBITS -> setSecureBits(call, who, (int) value);
      case PR_CAPBSET_DROP -> dropBounding(call, who, value);
      case PR_CAP_AMBIENT ->
          isZeroFrom(call, 3) ? ambient(call, who, value, call.argument(2)) : Handler.CONTINUE;
      case PR_SET_NO_NEW_PRIVS ->
          value == 1 && isZeroFrom(call, 2) ? refuseNewPrivileges(call, who) : Handler.CONTINUE;
      case PR_GET_NO_NEW_PRIVS ->
          isZeroFrom(call, 1) ? (who.noNewPrivileges() ? 1 : 0) : Handler.CONTINUE;
      // how an execve that failed is told from one that did not: CredentialTable
      case PR_SET_MM -> -Errno.EPERM;
      default -> Handler.CONTINUE;
    };
  }

  /** The kernel refuses arguments that mean nothing. */
  private static boolean isZeroFrom(NotifiedCall call, int first) {
    for (int index = first; index < ARGUMENTS; index++) {
      if (call.argument(index) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The builder could not read paths in a process that is closed to all but the kernel's root. */
  private long setDumpable(long value) {
    return kernelKnowsRoot || value < 0 || value > 1 ? Handler.CONTINUE : 0;
  }

  private static long refuseNewPrivileges(NotifiedCall call, Credentials who) {
    return call.setCredentials(who.withoutNewPrivileges());
  }

  private static long store(NotifiedCall call, Credentials who, Capabilities changed) {
    return changed.equals(who.capabilities())
        ? 0
        : call.setCredentials(who.withCapabilities(changed));
  }

  /** Lets the kernel do the same, where the sandbox's root has the capabilities for it. */
  private long storeAndContinue(NotifiedCall call, Credentials who, Capabilities changed) {
    long result = store(call, who, changed);
    return result == 0 && kernelKnowsRoot ? Handler.CONTINUE : result;
  }

  private long keep(NotifiedCall call, Credentials who, long value) {
    Capabilities now = who.capabilities();
    if ((value & ~1L) != 0 || now.hasSecureBit(Capabilities.KEEP_CAPS_LOCKED)) {
      return Handler.CONTINUE;
    }
    int others = now.secureBits() & ~Capabilities.KEEP_CAPS;
    int bits = value == 1 ? others | Capabilities.KEEP_CAPS : others;
    return storeAndContinue(call, who, now.withSecureBits(bits));
  }

  private long setSecureBits(NotifiedCall call, Credentials who, int bits) {
    return who.has(Capabilities.SETPCAP) && who.capabilities().allowsSecureBits(bits)
        ? storeAndContinue(call, who, who.capabilities().withSecureBits(bits))
        : -Errno.EPERM;
  }

  private long dropBounding(NotifiedCall call, Credentials who, long capability) {
    if (!who.has(Capabilities.SETPCAP)) {
      return -Errno.EPERM;
    }
    return capability < 0 || capability > LAST
        ? -Errno.EINVAL
        : storeAndContinue(call, who, who.capabilities().withoutBounding((int) capability));
  }

  private static long ambient(NotifiedCall call, Credentials who, long action, long capability) {
    Capabilities now = who.capabilities();
    if (action == AMBIENT_CLEAR_ALL && capability == 0) {
      return store(call, who, now.withAmbient(0));
    }
    if (capability < 0 || capability > LAST) {
      return -Errno.EINVAL;
    }
    long bit = Capabilities.bit((int) capability);
    return switch ((int) action) {
      case AMBIENT_IS_SET -> (now.ambient() & bit) == 0 ? 0 : 1;
      case AMBIENT_LOWER -> store(call, who, now.withAmbient(now.ambient() & ~bit));
      case AMBIENT_RAISE -> {
        boolean allowed =
            (now.permitted() & now.inheritable() & bit) != 0
                && !now.hasSecureBit(Capabilities.NO_AMBIENT_RAISE);
        yield allowed ? store(call, who, now.withAmbient(now.ambient() | bit)) : -Errno.EPERM;
      }
      default -> Handler.CONTINUE;
    };
  }

  /** capget(header, data). */
  long get(NotifiedCall call) {
    int size = sizeOfData(call);
    if (size == 0 || call.argument(1) == 0) {
      return Handler.CONTINUE;
    }
    int process = call.scratch().getInt(Integer.BYTES);
    Credentials who = process == 0 ? call.credentials() : processes.credentials(process);
    if (who == null) {
      return Handler.CONTINUE;
    }
    Capabilities shown = who.capabilities();
    put(call.scratch(), 0, shown.effective(), size);
    put(call.scratch(), Integer.BYTES, shown.permitted(), size);
    put(call.scratch(), 2 * Integer.BYTES, shown.inheritable(), size);
    return call.deliver(call.argument(1), size);
  }

  /** capset(header, data): a process changes its own only, and the kernel refuses the rest. */
  long set(NotifiedCall call) {
    int size = sizeOfData(call);
    int process = size == 0 ? 0 : call.scratch().getInt(Integer.BYTES);
    boolean own = process == 0 || process == processes.numberInside(call.thread());
    if (size == 0 || !own) {
      return Handler.CONTINUE;
    }
    if (call.fetch(call.argument(1), size) != 0) {
      return -Errno.EFAULT;
    }
    Credentials who = call.credentials();
    Capabilities now = who.capabilities();
    long effective = get(call.scratch(), 0, size) & KNOWN;
    long permitted = get(call.scratch(), Integer.BYTES, size) & KNOWN;
    long inheritable = get(call.scratch(), 2 * Integer.BYTES, size) & KNOWN;
    if (!now.allowsSets(permitted, effective, inheritable)) {
      return -Errno.EPERM;
    }
    Capabilities changed = now.withSets(permitted, effective, inheritable);
    return who.privileged() ? storeAndContinue(call, who, changed) : store(call, who, changed);
  }

  /** Bytes of the data that the header asks for; 0 where the kernel had better see to it. */
  private static int sizeOfData(NotifiedCall call) {
    if (call.fetch(call.argument(0), SIZE_OF_HEADER) != 0) {
      return 0;
    }
    return switch (call.scratch().getInt(0)) {
      case VERSION_1 -> SIZE_OF_DATA;
      case VERSION_2, KernelConstants.LINUX_CAPABILITY_VERSION_3 -> 2 * SIZE_OF_DATA;
      default -> 0;
    };
  }

  private static void put(NativeBuffer data, int offset, long set, int size) {
    data.putInt(offset, (int) set);
    if (size > SIZE_OF_DATA) {
      data.putInt(SIZE_OF_DATA + offset, (int) (set >>> Integer.SIZE));
    }
  }

  private static long get(NativeBuffer data, int offset, int size) {
    long low = Integer.toUnsignedLong(data.getInt(offset));
    return size > SIZE_OF_DATA
        ? low | ((long) data.getInt(SIZE_OF_DATA + offset) << Integer.SIZE)
        : low;
  }
}
