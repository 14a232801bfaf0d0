package io.grampus.build.tool;

import java.util.OptionalInt;

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
}
