package io.grampus.os;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;

/**
 * Looks for bytes in native memory with the C library's memmem(3), which goes through a megabyte
 * before the virtual machine has compiled a loop.
 */
final class MemorySearch {
  private static final CallContext FOUR_LONGS =
      CallContext.getCallContext(
          Type.SLONG_LONG,
          new Type[] {Type.SLONG_LONG, Type.SLONG_LONG, Type.SLONG_LONG, Type.SLONG_LONG},
          CallingConvention.DEFAULT,
          false);

  private final Invoker invoker = Invoker.getInstance();
  private final long function = Library.getDefault().getSymbolAddress("memmem");
  private final NativeBuffer wanted;
  private final int length;

  MemorySearch(byte[] wanted) {
    this.wanted = NativeBuffer.cString(wanted);
    this.length = wanted.length;
  }

  /** Where the bytes begin next in {@code [from, end)}, or -1. */
  int next(NativeBuffer memory, int from, int end) {
    long start = memory.address() + from;
    long found =
        invoker.invokeL4(
            FOUR_LONGS, function, start, Math.max(0, end - from), wanted.address(), length);
    return found == 0 ? -1 : (int) (found - memory.address());
  }
}
