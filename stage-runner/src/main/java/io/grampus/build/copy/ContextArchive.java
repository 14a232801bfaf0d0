package io.grampus.build.copy;

import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.UpperTree;
import io.grampus.os.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A tar archive that is a build context. */
public final class ContextArchive {
  /** How much of a stream has to be seen to tell what it is. */
  public static final int HEAD_SIZE = 1024;

  private static final int BLOCK = 512;
  private static final int CHECKSUM_START = 148;
  private static final int CHECKSUM_END = 156;
  private static final byte[][] COMPRESSED = {
    {'B', 'Z', 'h'},
    {0x1f, (byte) 0x8b, 8},
    {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
    {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
  };

  private ContextArchive() {}

  /**
   * Whether a stream begins like a tar archive, or like something compressed, which no Dockerfile
   * is. Nothing is consumed.
   */
  public static boolean isArchive(BufferedInputStream stream) throws IOException {
    stream.mark(HEAD_SIZE);
    byte[] head = stream.readNBytes(HEAD_SIZE);
    stream.reset();
    return Arrays.stream(COMPRESSED).anyMatch(magic -> startsWith(head, magic))
        || (head.length >= BLOCK && hasChecksum(head));
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  /** The sum of a header's bytes, its own field counting as blanks; tar(5). */
  private static boolean hasChecksum(byte[] header) {
    int sum = 0;
    boolean isZero = true;
    for (int index = 0; index < BLOCK; index++) {
      boolean isField = index >= CHECKSUM_START && index < CHECKSUM_END;
      sum += isField ? ' ' : header[index] & 0xff;
      isZero &= header[index] == 0;
    }
    String field =
        new String(
            header, CHECKSUM_START, CHECKSUM_END - CHECKSUM_START, StandardCharsets.ISO_8859_1);
    String digits = field.replace('\0', ' ').strip();
    return isZero || (digits.matches("[0-7]{1,7}") && Integer.parseInt(digits, 8) == sum);
  }

  /**
   * Unpacks an archive, compressed or not. Nothing gets out of the tree, and what would is an
   * error.
   *
   * @throws IOException if it is damaged or refused
   */
  public static void extract(InputStream archive, UpperTree target) throws IOException {
    new ArchiveUnpacker(target, ByteString.EMPTY, null).unpack(Decompression.open(archive));
  }
}
