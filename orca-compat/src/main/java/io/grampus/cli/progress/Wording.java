package io.grampus.cli.progress;

import io.grampus.build.BuildEvent.RungChosen;
import io.grampus.build.BuildEvent.Warning;
import io.grampus.build.SourcePlace;
import io.grampus.build.VertexEvent.BaseImageResolved;
import io.grampus.build.VertexEvent.BaseImageUnpacked;
import io.grampus.build.VertexEvent.LayerCommitted;
import io.grampus.build.VertexEvent.Transferred;
import java.time.Duration;
import java.util.Locale;

/** The words that all renderers use for the same things. */
public final class Wording {
  private static final int SHORT_DIGEST = "sha256:".length() + 12;

  private Wording() {}

  /** The kind of sandbox, and why it is no better one. */
  public static String of(RungChosen event) {
    String line = "sandbox " + event.rung();
    return event.reasons().isEmpty() ? line : line + ": " + String.join("; ", event.reasons());
  }

  /** The place, if any, and the message. */
  public static String of(Warning event) {
    SourcePlace place = event.place();
    return (place == null ? "" : place.fileAndLine() + ": ") + event.message();
  }

  /** What a name stands for. */
  public static String of(BaseImageResolved event) {
    String where = event.local() ? " in the local store" : "";
    return "resolved " + event.reference() + "@" + event.digest() + where;
  }

  /** That the files of a base are there. */
  public static String of(BaseImageUnpacked event) {
    return (event.reused() ? "unpacked before: " : "unpacked ") + digest(event.digest());
  }

  /** What became of a step. */
  public static String of(LayerCommitted event) {
    String entries = event.entries() == 1 ? " entry" : " entries";
    return "layer "
        + digest(event.diffId())
        + " "
        + Quantity.bytes(event.size())
        + ", "
        + event.entries()
        + entries;
  }

  /** How far a transfer is. */
  public static String of(Transferred event) {
    String done = Quantity.bytes(event.done());
    return digest(event.item())
        + " "
        + (event.total().isPresent()
            ? done + " / " + Quantity.bytes(event.total().getAsLong())
            : done);
  }

  /** The first twelve digits of a digest; anything else as it is. */
  public static String digest(String text) {
    return text.startsWith("sha256:") && text.length() > SHORT_DIGEST
        ? text.substring(0, SHORT_DIGEST)
        : text;
  }

  /** Seconds with one decimal, for example {@code 1.2s}. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
  }

  /** Seconds with three decimals and no unit, for example {@code 1.234}. */
  public static String milliseconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }
}
