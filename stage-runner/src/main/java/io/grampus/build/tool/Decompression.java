package io.grampus.build.tool;

import com.github.luben.zstd.ZstdInputStream;
import io.grampus.os.GrampusException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZUtils;

/** Recognises compressed streams by their first bytes. */
public final class Decompression {
  private static final int BUFFER = 1 << 17;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};

  private Decompression() {}

  /**
   * The stream without its compression (gzip, zstd, bzip2, or xz where Java can), or as it is. The
   * caller closes the given stream.
   *
   * @throws GrampusException {@code compression-unsupported}
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
      return openXz(in);
    }
    return in;
  }

  private static InputStream openXz(InputStream in) throws IOException {
    if (!XZUtils.isXZCompressionAvailable()) {
      throw new GrampusException(
          "compression-unsupported",
          "the file is compressed with xz",
          "decompress it first, with \"xz -d\"");
    }
    return XZCompressorInputStream.builder()
        .setInputStream(in)
        .setDecompressConcatenated(true)
        .get();
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }
}
