package io.grampus.build.remote;

import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What is known of a URL: the file that it gave last, and the tag by which its server knows that.
 *
 * @param file the file
 * @param tag the ETag header, empty for none
 */
record DownloadRecord(FetchedFile file, String tag) {
  /** A line of text that mentions the blob, so that a prune keeps it. */
  byte[] encode() {
    String tagText = Base64.getEncoder().encodeToString(tag.getBytes(StandardCharsets.ISO_8859_1));
    String line = file.digest() + " " + file.modified() + " " + tagText + "\n";
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  /** Empty for what is no such line. */
  static Optional<DownloadRecord> decode(byte[] bytes) {
    String[] words = new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", -1);
    try {
      if (words.length < 2) {
        return Optional.empty();
      }
      FetchedFile file = new FetchedFile(Digest.parse(words[0]), Instant.parse(words[1]));
      String tagText = words.length > 2 ? words[2] : "";
      String tag = new String(Base64.getDecoder().decode(tagText), StandardCharsets.ISO_8859_1);
      return Optional.of(new DownloadRecord(file, tag));
    } catch (IllegalArgumentException | DateTimeException | GrampusException e) {
      return Optional.empty();
    }
  }
}
