package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.grampus.os.GrampusException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of some content. Always 64 lower-case hexadecimal digits, so that it is safe
 * as a file name.
 *
 * @param hex the 64 digits, without the algorithm
 */
public record Digest(String hex) implements Comparable<Digest> {
  private static final String PREFIX = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** Refuses anything but 64 lower-case hexadecimal digits. */
  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new GrampusException(
          "digest-invalid",
          "not a SHA-256 digest: \"" + hex + "\"",
          "a digest is \"sha256:\" and 64 lower-case hexadecimal digits");
    }
  }

  /**
   * Reads the form {@code sha256:<64 hexadecimal digits>}.
   *
   * @throws GrampusException {@code digest-invalid}, for another algorithm as well
   */
  @JsonCreator
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new GrampusException(
          "digest-invalid",
          "not a SHA-256 digest: \"" + text + "\"",
          "only the algorithm sha256 is supported");
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] content) {
    return finish(sha256(), content);
  }

  /** A fresh SHA-256 computation, for content that streams by; see {@link #finish}. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The 32 bytes of the digest of some of these bytes. */
  public static byte[] sha256(byte[] content, int start, int length) {
    MessageDigest computation = sha256();
    computation.update(content, start, length);
    return computation.digest();
  }

  /** Ends a computation started with {@link #sha256}. */
  public static Digest finish(MessageDigest computation) {
    return new Digest(HexFormat.of().formatHex(computation.digest()));
  }

  private static Digest finish(MessageDigest computation, byte[] last) {
    computation.update(last);
    return finish(computation);
  }

  /** The first 12 digits, which people use to name an image. */
  public String shortHex() {
    return hex.substring(0, 12);
  }

  /** {@code sha256:} and the digits. */
  @JsonValue
  @Override
  public String toString() {
    return PREFIX + hex;
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }
}
