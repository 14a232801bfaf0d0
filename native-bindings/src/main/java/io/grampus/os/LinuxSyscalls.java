package io.grampus.os;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The running kernel, reached through the C library's {@code syscall(2)} with all-long arguments.
 *
 * <p>The invoker of jffi, the layer below jnr-ffi, is used as it is: it needs no classes generated
 * at run time, which halves the time to the first call, and it costs as little per call. It passes
 * six arguments at most, the number included; calls with six arguments of their own therefore go
 * through the C library's function of the same name.
 */
public final class LinuxSyscalls implements Syscalls {
  private static final int MAXIMUM_ARGUMENTS = 6;

  private final Architecture architecture;
  private final Invoker invoker = Invoker.getInstance();
  private final LastError lastError = LastError.getInstance();
  private final CallContext sixLongs;
  private final CallContext oneLong;
  private final long syscallFunction;
  private final Map<SyscallNumber, Long> sixArgumentFunctions = new EnumMap<>(SyscallNumber.class);

  /**
   * Binds the C library.
   *
   * @throws GrampusException {@code architecture-unsupported}, or {@code native-library} where the
   *     foreign function library cannot be loaded, as with a temporary directory mounted noexec
   */
  public LinuxSyscalls() {
    this.architecture = Architecture.current();
    try {
      this.sixLongs = context(MAXIMUM_ARGUMENTS);
      this.oneLong = context(1);
      Library library = Library.getDefault();
      this.syscallFunction = symbol(library, "syscall");
      for (SyscallNumber number :
          new SyscallNumber[] {
            SyscallNumber.PROCESS_VM_READV, SyscallNumber.PROCESS_VM_WRITEV, SyscallNumber.MMAP
          }) {
        sixArgumentFunctions.put(number, symbol(library, number.callName()));
      }
      if (library.getSymbolAddress("copy_file_range") != 0) {
        sixArgumentFunctions.put(
            SyscallNumber.COPY_FILE_RANGE, library.getSymbolAddress("copy_file_range"));
      }
    } catch (LinkageError e) {
      throw new GrampusException(
          "native-library",
          "the foreign function library could not be loaded: " + e.getMessage(),
          "set -Djffi.extract.dir to a directory of yours that is not mounted noexec",
          e);
    }
  }

  private static CallContext context(int arguments) {
    Type[] types = new Type[arguments];
    Arrays.fill(types, Type.SLONG_LONG);
    return CallContext.getCallContext(Type.SLONG_LONG, types, CallingConvention.DEFAULT, true);
  }

  private static long symbol(Library library, String name) {
    long address = library.getSymbolAddress(name);
    if (address == 0) {
      throw new UnsatisfiedLinkError("the C library has no function " + name);
    }
    return address;
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    int kernelNumber = number.on(architecture);
    if (kernelNumber < 0) {
      return -Errno.ENOSYS;
    }
    return result(invoker.invokeL6(sixLongs, syscallFunction, kernelNumber, a, b, c, d, e));
  }

  @Override
  public long call6(SyscallNumber number, long a, long b, long c, long d, long e, long f) {
    Long function = sixArgumentFunctions.get(number);
    if (function == null) {
      throw new IllegalArgumentException("no six-argument binding for " + number.callName());
    }
    return result(invoker.invokeL6(sixLongs, function, a, b, c, d, e, f));
  }

  @Override
  public long invoke(long codeAddress, long argument) {
    return invoker.invokeL1(oneLong, codeAddress, argument);
  }

  /** The error number is read in the thread and right behind the call that set it. */
  private long result(long returned) {
    return returned == -1 ? -lastError.get() : returned;
  }
}
