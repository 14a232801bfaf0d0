package io.grampus.tests.harness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a tar archive as its bytes say it. Names, links and extended attributes are bytes,
 * kept here as ISO 8859-1 strings, which hold any byte.
 *
 * @param type the type flag: 0 file, 1 hard link, 2 symlink, 3 character device, 4 block device, 5
 *     directory, 6 FIFO
 * @param mode permission bits, setuid, setgid and sticky included
 * @param device major and minor number of a device, as {@code 1:3}; else empty
 * @param modified seconds since the epoch, with a fraction if there is one
 * @param content a regular file's bytes, up to {@link TarReader#KEPT}; larger ones' beginning
 */
public record TarEntry(
    String name,
    char type,
    int mode,
    long uid,
    long gid,
    long size,
    String link,
    String device,
    String modified,
    Map<String, String> xattrs,
    String content) {
  /** Longer files are described by a digest. */
  private static final int SHOWN = 200;

  /** A string that holds these bytes. */
  static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The bytes that a string holds. */
  static byte[] bytes(String string) {
    return string.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name without a leading or trailing slash or dot; empty for the root. */
  public String path() {
    String path = name;
    while (path.startsWith("./") || path.startsWith("/")) {
      path = path.substring(path.indexOf('/') + 1);
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.equals(".") ? "" : path;
  }

  /** The content as text. */
  public String text() {
    return new String(bytes(content), StandardCharsets.UTF_8);
  }

  /**
   * What {@code ls} would show, for assertions: {@code -rwsr-xr-x 0:0}, {@code lrwxrwxrwx 0:0 ->
   * target}.
   */
  public String summary() {
    return "0hlcbdp".replace('0', '-').charAt(type - '0')
        + permissions()
        + " "
        + uid
        + ":"
        + gid
        + (type == '2' ? " -> " + link : "")
        + (device.isEmpty() ? "" : " " + device);
  }

  /** The summary with everything else but the time. */
  String description() {
    StringBuilder text = new StringBuilder(LayerTree.escaped(summary()));
    if (type == '0') {
      text.append(" size ").append(size);
      if (size > 0) {
        text.append(' ').append(size <= SHOWN ? '"' + LayerTree.escaped(content) + '"' : hash());
      }
    }
    HexFormat hex = HexFormat.of();
    xattrs.forEach((name, value) -> text.append(' ' + name + '=' + hex.formatHex(bytes(value))));
    return text.toString();
  }

  /** Whether another one is the same but for its name and time. */
  boolean isLike(@Nullable TarEntry other) {
    return other != null
        && description().equals(other.description())
        && content.equals(other.content);
  }

  private String hash() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(content));
      return "sha256:" + HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String permissions() {
    StringBuilder text = new StringBuilder();
    for (int shift = 6; shift >= 0; shift -= 3) {
      int bits = (mode >> shift) & 7;
      text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
      boolean special = ((mode >> 9) & (1 << (shift / 3))) != 0;
      char executable = (bits & 1) != 0 ? 'x' : '-';
      char set = shift == 0 ? 't' : 's';
      if (special) {
        executable = (bits & 1) != 0 ? set : Character.toUpperCase(set);
      }
      text.append(executable);
    }
    return text.toString();
  }
}
