package io.grampus.build.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Recognises compressed streams by their first bytes. */
public final class Decompression {
  private static final int BUFFER = 1 << 17;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};

  /** What decompressing with the largest dictionary that xz writes by itself (-9) needs. */
  private static final int XZ_MEMORY_KIBIBYTES = 100 * 1024;

  private Decompression() {}

  /**
   * The stream without its compression (gzip, zstd, bzip2 or xz), or as it is. Several compressed
   * streams in a row are one content. The caller closes the given stream.
   */
  public static InputStream open(InputStream compressed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(compressed, BUFFER);
    in.mark(XZ.length);
    byte[] head = in.readNBytes(XZ.length);
    in.reset();
    if (startsWith(head, GZIP)) {
      return new GZIPInputStream(in, BUFFER);
    }
    if (startsWith(head, ZSTD)) {
      return new ZstdInputStream(in);
    }
    if (startsWith(head, BZIP2)) {
      return new BZip2CompressorInputStream(in, true);
    }
    if (startsWith(head, XZ)) {
      return new XZInputStream(in, XZ_MEMORY_KIBIBYTES);
    }
    return in;
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }
}
