package io.grampus.cli.report;

import io.grampus.build.layer.FileChange;
import io.grampus.build.layer.FileChange.Aspect;
import io.grampus.build.layer.TarEntry;
import io.grampus.build.layer.TreeFile;
import io.grampus.cli.progress.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Files and their changes as text, as {@code ls -l} has it. */
public final class FileText {
  private static final String BITS = "rwxrwxrwx";

  private FileText() {}

  /** Type and permissions, for example {@code -rwsr-xr-x}. */
  public static String mode(TarEntry file) {
    char type =
        switch (file.type()) {
          case REGULAR, HARD_LINK -> '-';
          case DIRECTORY -> 'd';
          case SYMLINK -> 'l';
          case CHARACTER_DEVICE -> 'c';
          case BLOCK_DEVICE -> 'b';
          case FIFO -> 'p';
        };
    StringBuilder text = new StringBuilder().append(type);
    int mode = file.permissions();
    for (int bit = 0; bit < BITS.length(); bit++) {
      text.append((mode >> (8 - bit) & 1) == 1 ? BITS.charAt(bit) : '-');
    }
    special(text, 3, mode & 04000, 's');
    special(text, 6, mode & 02000, 's');
    special(text, 9, mode & 01000, 't');
    return text.toString();
  }

  private static void special(StringBuilder text, int at, int bit, char letter) {
    if (bit != 0) {
      boolean executable = text.charAt(at) == 'x';
      text.setCharAt(at, executable ? letter : Character.toUpperCase(letter));
    }
  }

  /** What a file is beyond its name and size, for example {@code drwxr-xr-x 0:0}. */
  public static String of(TreeFile file) {
    TarEntry entry = file.entry();
    String text = mode(entry) + " " + owner(entry);
    if (!entry.target().isEmpty()) {
      text += " → " + VisibleText.of(entry.target());
    }
    if (!entry.xattrs().isEmpty()) {
      text += " xattrs " + xattrs(entry);
    }
    return text;
  }

  /** In what a path differs, each aspect with what it was and is. */
  public static List<String> differences(FileChange change) {
    List<String> words = new ArrayList<>();
    for (Aspect aspect : change.aspects()) {
      words.add(difference(aspect, change));
    }
    return words;
  }

  private static String difference(Aspect aspect, FileChange change) {
    TreeFile before = change.before();
    TreeFile after = change.after();
    if (before == null || after == null) {
      return aspect.word();
    }
    TarEntry old = before.entry();
    TarEntry now = after.entry();
    return switch (aspect) {
      case TYPE -> "type " + word(old) + " → " + word(now);
      case CONTENT ->
          old.size() == now.size()
              ? "content"
              : "content " + Quantity.bytes(old.size()) + " → " + Quantity.bytes(now.size());
      case TARGET ->
          "target " + VisibleText.of(old.target()) + " → " + VisibleText.of(now.target());
      case DEVICE -> "device " + device(old) + " → " + device(now);
      case MODE -> "mode " + octal(old) + " → " + octal(now);
      case OWNER -> "owner " + owner(old) + " → " + owner(now);
      case XATTRS -> "xattrs " + xattrs(old) + " → " + xattrs(now);
      case LINKS -> "links";
      case TIME -> "time " + time(old) + " → " + time(now);
    };
  }

  private static String word(TarEntry file) {
    return switch (file.type()) {
      case REGULAR, HARD_LINK -> "file";
      default -> file.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static String octal(TarEntry file) {
    return String.format("%04o", file.permissions());
  }

  private static String owner(TarEntry file) {
    return file.owner().uid() + ":" + file.owner().gid();
  }

  private static String device(TarEntry file) {
    return file.node().major() + ":" + file.node().minor();
  }

  private static String time(TarEntry file) {
    long seconds = file.modified().seconds();
    boolean isDate =
        seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
    return isDate
        ? Instant.ofEpochSecond(seconds, file.modified().nanoseconds()).toString()
        : seconds + " s";
  }

  private static String xattrs(TarEntry file) {
    return file.xattrs().isEmpty()
        ? "none"
        : String.join(",", file.xattrs().keySet().stream().map(VisibleText::of).toList());
  }
}
