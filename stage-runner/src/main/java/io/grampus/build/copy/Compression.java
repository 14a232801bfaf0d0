package io.grampus.build.copy;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a file is compressed, by its first bytes. */
enum Compression {
  GZIP("\u001f\u008b\b"),
  BZIP2("BZh"),
  XZ("\u00fd7zXZ\0"),
  ZSTD("(\u00b5/\u00fd"),
  NONE("");

  /** Bytes that tell all of them apart. */
  static final int MAGIC_SIZE = 6;

  private static final int BUFFER_SIZE = 64 * 1024;

  /** What decompressing with the largest dictionary that xz writes by itself (-9) needs. */
  private static final int XZ_MEMORY_KIBIBYTES = 100 * 1024;

  /** Each character stands for one byte. */
  private final String magic;

  Compression(String magic) {
    this.magic = magic;
  }

  /** The compression of a file that starts with those bytes. */
  static Compression of(byte[] file, int length) {
    String start = new String(file, 0, length, StandardCharsets.ISO_8859_1);
    for (Compression candidate : values()) {
      if (start.startsWith(candidate.magic)) {
        return candidate;
      }
    }
    return NONE;
  }

  /** A stream of the content; several compressed streams in a row are one content. */
  InputStream decompress(InputStream in) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(in, BUFFER_SIZE);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIBIBYTES);
      case ZSTD -> new ZstdInputStream(in);
      case NONE -> in;
    };
  }
}
