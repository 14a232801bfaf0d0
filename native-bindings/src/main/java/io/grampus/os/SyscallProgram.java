package io.grampus.os;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable list of system calls for a freshly cloned child to make one after the other.
 *
 * <p>It is a value: two programs that would do the same are equal, so a plan can be tested without
 * being carried out. {@link CloneStub} lays it out in native memory and runs it.
 */
public record SyscallProgram(List<Entry> entries) {
  /** Copies the list; the order is the order of execution. */
  public SyscallProgram {
    entries = List.copyOf(entries);
  }

  /** What a call is given in one argument register. */
  public sealed interface Argument {}

  /** A number, passed as it is. */
  public record Value(long value) implements Argument {}

  /** The address of a copy of these bytes; for a C string they end with NUL. */
  public record Bytes(ByteString content) implements Argument {}

  /** The address of a NULL-terminated array of addresses of C strings, as execve(2) takes. */
  public record StringArray(List<ByteString> strings) implements Argument {
    /** Copies the list. */
    public StringArray {
      strings = List.copyOf(strings);
    }
  }

  /** The address of a struct sock_fprog that describes the filter. */
  public record Filter(BpfProgram program) implements Argument {}

  /**
   * The result of an earlier call of this program, for example the descriptor that it opened; one
   * result can be used twice.
   */
  public record ResultOf(int entry) implements Argument {}

  /** The address of an array of 64-bit words, as structures with addresses in them are. */
  public record Words(List<Argument> words) implements Argument {
    /** Copies the list. */
    public Words {
      words = List.copyOf(words);
    }
  }

  /** The address at which the result of an entry is stored, errors included. */
  public record PlaceOfResult(int entry) implements Argument {}

  /** What happens when a call fails. */
  public sealed interface OnError {}

  /** The program ends there, with exit status 127. */
  public record Stop() implements OnError {}

  /** The program goes on, whatever the error. */
  public record Ignore() implements OnError {}

  /** The program goes on if the call failed with this error number, and ends otherwise. */
  public record IgnoreOnly(int errno) implements OnError {}

  /**
   * One call.
   *
   * @param purpose what the call is for, in words that complete "could not …"
   * @param number which call
   * @param arguments at most six
   * @param onError what to do when it fails
   * @param skipAfterSuccess how many following entries to leave out when it succeeds
   */
  public record Entry(
      String purpose,
      SyscallNumber number,
      List<Argument> arguments,
      OnError onError,
      int skipAfterSuccess) {
    /** Checks the counts and copies the list. */
    public Entry {
      arguments = List.copyOf(arguments);
      if (arguments.size() > 6 || skipAfterSuccess < 0) {
        throw new IllegalArgumentException("too many arguments, or a negative skip: " + purpose);
      }
    }

    /** A call that ends the program when it fails. */
    public static Entry of(String purpose, SyscallNumber number, Argument... arguments) {
      return new Entry(purpose, number, Arrays.asList(arguments), new Stop(), 0);
    }

    /** The same call, whose failure does not matter. */
    public Entry ignoringErrors() {
      return new Entry(purpose, number, arguments, new Ignore(), skipAfterSuccess);
    }

    /** The same call, for which one error number counts as a success without a result. */
    public Entry ignoring(int errno) {
      return new Entry(purpose, number, arguments, new IgnoreOnly(errno), skipAfterSuccess);
    }

    /** The same call; when it succeeds, the next {@code count} entries are left out. */
    public Entry skippingAfterSuccess(int count) {
      return new Entry(purpose, number, arguments, onError, count);
    }
  }

  /** An argument that is a number. */
  public static Argument value(long value) {
    return new Value(value);
  }

  /** An argument that is a C string in UTF-8. */
  public static Argument text(String text) {
    return cString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An argument that is a C string of these bytes, which must not hold NUL. */
  public static Argument cString(byte[] text) {
    return new Bytes(terminated(text));
  }

  /** An argument that points at these words. */
  public static Argument words(Argument... words) {
    return new Words(List.of(words));
  }

  /** An argument that points at these bytes as they are. */
  public static Argument bytes(byte[] content) {
    return new Bytes(ByteString.of(content));
  }

  /** An argument that is an argv or envp array of UTF-8 strings. */
  public static Argument strings(List<String> strings) {
    return new StringArray(
        strings.stream()
            .map(string -> terminated(string.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }

  private static ByteString terminated(byte[] text) {
    for (byte b : text) {
      if (b == 0) {
        throw new IllegalArgumentException("a C string cannot hold a NUL byte");
      }
    }
    return ByteString.of(Arrays.copyOf(text, text.length + 1));
  }

  /** Collects entries in order. Not safe for several threads. */
  public static final class Builder {
    private final List<Entry> entries = new ArrayList<>();

    /** Appends an entry and returns its index, for {@link ResultOf}. */
    public int add(Entry entry) {
      entries.add(entry);
      return entries.size() - 1;
    }

    /** Appends a call that must succeed and returns its index. */
    public int add(String purpose, SyscallNumber number, Argument... arguments) {
      return add(Entry.of(purpose, number, arguments));
    }

    /** Appends all entries of another list, whose {@link ResultOf} must not refer to entries. */
    public void addAll(List<Entry> others) {
      entries.addAll(others);
    }

    /** Appends a call that writes the result of an entry, eight bytes, to a descriptor. */
    public void tell(int descriptor, int entry) {
      add(
          "tell the result",
          SyscallNumber.WRITE,
          value(descriptor),
          new PlaceOfResult(entry),
          value(Long.BYTES));
    }

    /** The program so far. */
    public SyscallProgram build() {
      return new SyscallProgram(entries);
    }
  }
}
