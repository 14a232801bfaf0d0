package io.grampus.build.tool;

import io.grampus.build.text.ClosestWord;
import io.grampus.os.GrampusException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an image's layers when it leaves the store.
 *
 * @param kind the form they get
 * @param level how hard to try, in the words of the kind; empty for its usual level
 * @param force whether layers that are compressed in another way already get this form, too
 */
public record LayerCompression(Kind kind, OptionalInt level, boolean force) {
  /** The forms of a layer. */
  public enum Kind {
    /** What every tool reads. */
    GZIP(0, 9),
    /** Smaller and faster, for tools since about 2020. */
    ZSTD(1, 22),
    /** A plain tar archive. */
    UNCOMPRESSED(0, 0);

    private final int lowest;
    private final int highest;

    Kind(int lowest, int highest) {
      this.lowest = lowest;
      this.highest = highest;
    }

    /** The lowest level. */
    public int lowest() {
      return lowest;
    }

    /** The highest level; 0 for a kind that has none. */
    public int highest() {
      return highest;
    }
  }

  /** Layers that are not compressed yet are compressed with gzip. */
  public static final LayerCompression GZIP = of(Kind.GZIP);

  /** Layers stay as they are. */
  public static final LayerCompression NONE = of(Kind.UNCOMPRESSED);

  /** Refuses a level that the kind does not have. */
  public LayerCompression {
    if (level.isPresent() && (level.getAsInt() < kind.lowest || level.getAsInt() > kind.highest)) {
      throw new IllegalArgumentException(kind + " has no level " + level.getAsInt());
    }
  }

  /** The usual level, and only for layers that have no form yet. */
  public static LayerCompression of(Kind kind) {
    return new LayerCompression(kind, OptionalInt.empty(), false);
  }

  /**
   * The compression that three values say.
   *
   * @param kind its name, or null for gzip
   * @param level a number, or null for the kind's usual one
   * @throws GrampusException {@code compression-invalid}
   */
  public static LayerCompression parse(
      @Nullable String kind, @Nullable String level, boolean force) {
    Kind chosen = kind == null ? Kind.GZIP : kind(kind);
    return new LayerCompression(
        chosen, level == null ? OptionalInt.empty() : level(level, chosen), force);
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    List<String> names =
        Arrays.stream(Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
    throw new GrampusException(
        "compression-invalid",
        "there is no compression \"" + name + "\"" + ClosestWord.question(name, names),
        "the compressions are " + String.join(", ", names));
  }

  private static OptionalInt level(String text, Kind kind) {
    boolean isNumber = text.matches("[0-9]{1,3}");
    if (kind == Kind.UNCOMPRESSED
        || !isNumber
        || Integer.parseInt(text) < kind.lowest()
        || Integer.parseInt(text) > kind.highest()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      throw new GrampusException(
          "compression-invalid",
          "compression " + name + " has no level \"" + text + "\"",
          kind == Kind.UNCOMPRESSED
              ? "leave the level out"
              : "its levels are " + kind.lowest() + " to " + kind.highest());
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
