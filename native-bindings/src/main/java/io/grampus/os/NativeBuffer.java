package io.grampus.os;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A zeroed block of memory outside the Java heap at a fixed address, in the machine's byte order.
 *
 * <p>The memory lives as long as this object is reachable; whoever hands {@link #address()} to the
 * kernel keeps the object reachable until the kernel is done with it. Offsets out of the block
 * throw IndexOutOfBoundsException. Not safe for use by several threads at once.
 */
public final class NativeBuffer {
  /** Every struct the kernel takes is aligned well when its block is aligned to this many bytes. */
  private static final int ALIGNMENT = 16;

  private final ByteBuffer memory;
  private final long address;

  private NativeBuffer(ByteBuffer memory, long address) {
    this.memory = memory;
    this.address = address;
  }

  /** Allocates {@code size} zeroed bytes; size 0 gives a valid address all the same. */
  public static NativeBuffer allocate(int size) {
    ByteBuffer block =
        ByteBuffer.allocateDirect(Math.max(size, 1) + ALIGNMENT)
            .alignedSlice(ALIGNMENT)
            .order(ByteOrder.nativeOrder());
    return new NativeBuffer(block, MemoryIO.getInstance().getDirectBufferAddress(block));
  }

  /**
   * A part of memory that will stand at another address: in an executable file, for example.
   *
   * @param address what {@link #address()} is to say
   */
  static NativeBuffer part(ByteBuffer whole, int offset, int size, long address) {
    ByteBuffer slice = whole.slice(offset, size).order(ByteOrder.nativeOrder());
    return new NativeBuffer(slice, address);
  }

  /** A NUL-terminated copy of the bytes, as the kernel takes paths and arguments. */
  public static NativeBuffer cString(byte[] text) {
    NativeBuffer buffer = allocate(text.length + 1);
    buffer.putBytes(0, text, 0, text.length);
    return buffer;
  }

  /** The address of the first byte. */
  public long address() {
    return address;
  }

  /** The usable size in bytes; a little more than was asked for may be usable. */
  public int size() {
    return memory.capacity();
  }

  /** The byte at the offset. */
  public byte getByte(int offset) {
    return memory.get(offset);
  }

  /** Stores a byte. */
  public void putByte(int offset, byte value) {
    memory.put(offset, value);
  }

  /** The unsigned 16-bit value at the offset. */
  public int getUnsignedShort(int offset) {
    return Short.toUnsignedInt(memory.getShort(offset));
  }

  /** Stores the low 16 bits. */
  public void putShort(int offset, int value) {
    memory.putShort(offset, (short) value);
  }

  /** The 32-bit value at the offset. */
  public int getInt(int offset) {
    return memory.getInt(offset);
  }

  /** Stores 32 bits. */
  public void putInt(int offset, int value) {
    memory.putInt(offset, value);
  }

  /** The 64-bit value at the offset. */
  public long getLong(int offset) {
    return memory.getLong(offset);
  }

  /** Stores 64 bits. */
  public void putLong(int offset, long value) {
    memory.putLong(offset, value);
  }

  /** Copies bytes out of the block. */
  public void getBytes(int offset, byte[] destination, int start, int length) {
    memory.get(offset, destination, start, length);
  }

  /** A copy of {@code length} bytes from the offset on. */
  public byte[] getBytes(int offset, int length) {
    byte[] copy = new byte[length];
    memory.get(offset, copy, 0, length);
    return copy;
  }

  /** Copies bytes into the block. */
  public void putBytes(int offset, byte[] source, int start, int length) {
    memory.put(offset, source, start, length);
  }

  /** Whether the bytes from the offset on are these. */
  public boolean has(int offset, byte[] expected) {
    return memory.slice(offset, expected.length).mismatch(ByteBuffer.wrap(expected)) < 0;
  }

  /** Sets {@code length} bytes from the offset on to zero. */
  public void clear(int offset, int length) {
    Objects.checkFromIndexSize(offset, length, memory.capacity());
    int end = offset + length;
    int position = offset;
    for (; position + Long.BYTES <= end; position += Long.BYTES) {
      memory.putLong(position, 0);
    }
    for (; position < end; position++) {
      memory.put(position, (byte) 0);
    }
  }

  /**
   * The index of the first NUL byte in {@code [offset, limit)}, or -1 where there is none.
   *
   * @param limit exclusive end, at most {@link #size()}
   */
  public int indexOfNul(int offset, int limit) {
    for (int position = offset; position < limit; position++) {
      if (memory.get(position) == 0) {
        return position;
      }
    }
    return -1;
  }
}
