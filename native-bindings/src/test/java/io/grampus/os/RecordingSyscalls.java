package io.grampus.os;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A kernel that remembers every call, answers from a script and can refuse the n-th call of a kind;
 * with a delegate, what the script does not decide is done for real.
 */
public final class RecordingSyscalls implements Syscalls {
  /** One call as it arrived. */
  public record Call(SyscallNumber number, List<Long> arguments) {}

  private record Refusal(int occurrence, int errno) {}

  private final Architecture architecture;
  private final Syscalls delegate;
  private final List<Call> calls = new ArrayList<>();
  private final Map<SyscallNumber, Integer> counts = new EnumMap<>(SyscallNumber.class);
  private final Map<SyscallNumber, Refusal> refusals = new EnumMap<>(SyscallNumber.class);
  private final Map<SyscallNumber, Long> results = new EnumMap<>(SyscallNumber.class);

  /** A kernel of that architecture on which every call succeeds with 0. */
  public RecordingSyscalls(Architecture architecture) {
    this.architecture = architecture;
    this.delegate = null;
  }

  /** Records, and passes on what is not refused or scripted. */
  public RecordingSyscalls(Syscalls delegate) {
    this.architecture = delegate.architecture();
    this.delegate = delegate;
  }

  /** Makes the n-th call (from 1) of that kind fail; 0 means every one. */
  public synchronized RecordingSyscalls refuse(SyscallNumber number, int occurrence, int errno) {
    refusals.put(number, new Refusal(occurrence, errno));
    return this;
  }

  /** Gives calls of that kind a result instead of making them. */
  public synchronized RecordingSyscalls answer(SyscallNumber number, long result) {
    results.put(number, result);
    return this;
  }

  /** The calls so far, oldest first. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** How often that call was made. */
  public synchronized int count(SyscallNumber number) {
    return counts.getOrDefault(number, 0);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public long call(SyscallNumber number, long a, long b, long c, long d, long e) {
    Long decided = decide(number, List.of(a, b, c, d, e));
    if (decided != null) {
      return decided;
    }
    return delegate.call(number, a, b, c, d, e);
  }

  @Override
  public long call6(SyscallNumber number, long a, long b, long c, long d, long e, long f) {
    Long decided = decide(number, List.of(a, b, c, d, e, f));
    if (decided != null) {
      return decided;
    }
    return delegate.call6(number, a, b, c, d, e, f);
  }

  @Override
  public long invoke(long codeAddress, long argument) {
    if (delegate == null) {
      throw new UnsupportedOperationException("a recording without a kernel runs no machine code");
    }
    return delegate.invoke(codeAddress, argument);
  }

  private synchronized Long decide(SyscallNumber number, List<Long> arguments) {
    calls.add(new Call(number, arguments));
    int occurrence = counts.merge(number, 1, Integer::sum);
    Refusal refusal = refusals.get(number);
    if (refusal != null && (refusal.occurrence() == 0 || refusal.occurrence() == occurrence)) {
      return (long) -refusal.errno();
    }
    Long result = results.get(number);
    if (result != null) {
      return result;
    }
    return delegate == null ? Long.valueOf(0) : null;
  }
}
