package io.grampus.build.step;

import io.grampus.build.step.CacheKey.Input;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The inputs of a step as one word: deflated, in the file name safe form of base 64, so that
 * nothing in it looks like a digest or a directory to whoever looks for those in cache records.
 */
final class RecordedInputs {
  private static final int LARGEST = 64 << 20;

  private RecordedInputs() {}

  static String encode(List<Input> inputs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream word = Base64.getUrlEncoder().withoutPadding().wrap(bytes);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(word)))) {
      out.writeInt(inputs.size());
      for (Input input : inputs) {
        write(out, input.name());
        write(out, input.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** The inputs, or none where the text is not what {@link #encode} wrote. */
  static List<Input> decode(String word) {
    try (DataInputStream in = open(word)) {
      int count = in.readInt();
      List<Input> inputs = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        inputs.add(new Input(read(in), read(in)));
      }
      return inputs;
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The value of the first input if it has that name. */
  static Optional<String> decodeFirst(String word, String name) {
    try (DataInputStream in = open(word)) {
      boolean isFirst = in.readInt() > 0 && read(in).equals(name);
      return isFirst ? Optional.of(read(in)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static DataInputStream open(String word) {
    byte[] bytes = Base64.getUrlDecoder().decode(word);
    return new DataInputStream(
        new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes))));
  }

  private static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("no text has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut off");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
