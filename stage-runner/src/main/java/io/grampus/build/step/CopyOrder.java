package io.grampus.build.step;

import io.grampus.build.dockerfile.AddInstruction;
import io.grampus.build.dockerfile.CopyInstruction;
import io.grampus.build.dockerfile.CopySources;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.SourceRange;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What COPY and ADD have in common, read and checked.
 *
 * @param range the lines, for errors
 * @param createdBy the line of history
 * @param sources what is copied where
 * @param from stage or image to copy from, or null for the build context
 * @param chown the owner as written, or null
 * @param chmod the mode bits
 * @param exclude patterns of what is left out
 * @param unpack whether archives are unpacked
 */
record CopyOrder(
    SourceRange range,
    String createdBy,
    CopySources sources,
    @Nullable String from,
    @Nullable String chown,
    OptionalInt chmod,
    List<String> exclude,
    boolean unpack) {
  private static final int HIGHEST_MODE = 07777;

  CopyOrder {
    exclude = List.copyOf(exclude);
  }

  static void refuseUnsupported(CopyInstruction copy) {
    if (copy.parents()) {
      throw unsupported("COPY --parents", copy.range());
    }
  }

  static void refuseUnsupported(AddInstruction add) {
    if (add.checksum() != null) {
      throw unsupported("ADD --checksum", add.range());
    }
    for (String path : add.sources().paths()) {
      if (isRemote(path)) {
        throw unsupported("ADD of " + path, add.range());
      }
    }
  }

  static CopyOrder of(CopyInstruction copy) {
    return new CopyOrder(
        copy.range(),
        HistoryText.copy(copy),
        copy.sources(),
        copy.from(),
        copy.chown(),
        mode(copy.chmod(), copy.range()),
        copy.exclude(),
        false);
  }

  static CopyOrder of(AddInstruction add) {
    refuseUnsupported(add); // a variable may have hidden a URL
    return new CopyOrder(
        add.range(),
        HistoryText.add(add),
        add.sources(),
        null,
        add.chown(),
        mode(add.chmod(), add.range()),
        add.exclude(),
        add.unpack() == null || add.unpack());
  }

  private static boolean isRemote(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.matches("(https?|ftp|git|ssh)://.*") || lower.startsWith("git@");
  }

  private static OptionalInt mode(@Nullable String text, SourceRange range) {
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!text.matches("[0-7]{1,6}") || Integer.parseInt(text, 8) > HIGHEST_MODE) {
      throw new DockerfileException(
          "chmod-invalid",
          "--chmod=" + text + " is no octal mode from 0 to 7777",
          "write it like --chmod=0755",
          range);
    }
    return OptionalInt.of(Integer.parseInt(text, 8));
  }

  private static DockerfileException unsupported(String what, SourceRange range) {
    return new DockerfileException(
        "instruction-unsupported",
        what + " is not supported yet",
        "bring the files into the build context before the build",
        range);
  }
}
