package io.grampus.tests.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The root file system that layers make when they are put on one another, by the OCI image
 * specification, "Applying Changesets".
 */
public final class LayerTree {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final NavigableMap<String, TarEntry> entries = new TreeMap<>();

  /** Puts layers on one another, the lowest first. */
  public static LayerTree of(List<List<TarEntry>> layers) {
    LayerTree tree = new LayerTree();
    for (List<TarEntry> layer : layers) {
      LayerTree lower = tree;
      // a whiteout hides what is below its layer, never what its own layer has
      layer.stream().filter(LayerTree::isWhiteout).forEach(lower::hide);
      layer.stream().filter(entry -> !isWhiteout(entry)).forEach(lower::put);
    }
    return tree;
  }

  /** The paths, without a leading slash, and what is there; hard links show what they link to. */
  public Map<String, TarEntry> entries() {
    return entries;
  }

  /** What is at a path, which begins with a slash. */
  public TarEntry at(String path) {
    TarEntry entry = entries.get(path.substring(1));
    if (entry == null) {
      throw new AssertionError("no " + path + " in the image; there are:\n" + entries.keySet());
    }
    return entry;
  }

  /** Whether something is at a path, which begins with a slash. */
  public boolean has(String path) {
    return entries.containsKey(path.substring(1));
  }

  /** Type, mode, owner and link at a path: {@code drwxr-x--- 0:4}. */
  public String summary(String path) {
    return at(path).summary();
  }

  /** The content of one tar file. */
  public static LayerTree ofTar(Path tar) throws IOException {
    try (InputStream input = new BufferedInputStream(Files.newInputStream(tar))) {
      return of(List.of(TarReader.read(input)));
    }
  }

  /** Type, mode and owner at a path, with the names that the image itself has for the owner. */
  public String named(String path) {
    TarEntry entry = at(path);
    String permissions = entry.summary().substring(0, entry.summary().indexOf(' '));
    String user = name("/etc/passwd", entry.uid());
    return permissions + " " + user + ":" + name("/etc/group", entry.gid());
  }

  /** The name in a line "name:x:number:…". */
  private String name(String database, long number) {
    return at(database)
        .text()
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields[2].equals(Long.toString(number)))
        .map(fields -> fields[0])
        .findFirst()
        .orElse(Long.toString(number));
  }

  /** No layers at all. */
  public static LayerTree empty() {
    return of(List.of());
  }

  /**
   * What is not as in another tree, a line for each path, in the order of their bytes: type, mode,
   * owner, size, target, device, extended attributes. Of hard links all but the first say what they
   * are the same as.
   */
  public String differences(LayerTree base) {
    IdentityHashMap<TarEntry, String> firstNames = new IdentityHashMap<>();
    List<String> lines = new ArrayList<>();
    entries.forEach(
        (path, entry) -> {
          String first = firstNames.putIfAbsent(entry, path);
          if (first != null) {
            lines.add("/" + escaped(path) + " is /" + escaped(first));
          } else if (!entry.isLike(base.entries.get(path))) {
            lines.add("/" + escaped(path) + " " + entry.description());
          }
        });
    base.entries.keySet().stream()
        .filter(path -> !entries.containsKey(path))
        .forEach(path -> lines.add("/" + escaped(path) + " is removed"));
    return String.join("\n", lines);
  }

  /** A string that holds bytes, in printable ASCII. */
  static String escaped(String bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char value = bytes.charAt(i);
      boolean printable = value >= ' ' && value < 127 && value != '\\';
      text.append(printable ? Character.toString(value) : "\\x%02x".formatted((int) value));
    }
    return text.toString();
  }

  private static boolean isWhiteout(TarEntry entry) {
    return base(entry.path()).startsWith(WHITEOUT);
  }

  private void hide(TarEntry whiteout) {
    String path = whiteout.path();
    String name = base(path);
    String parent = path.substring(0, path.length() - name.length());
    if (name.equals(OPAQUE)) {
      removeBelow(parent);
    } else {
      remove(parent + name.substring(WHITEOUT.length()));
    }
  }

  private void put(TarEntry entry) {
    String path = entry.path();
    if (entry.type() == '1') {
      TarEntry target = entries.get(entry.link().replaceFirst("^(\\./|/)", ""));
      if (target == null) {
        throw new AssertionError(path + " is a hard link to the missing " + entry.link());
      }
      remove(path);
      entries.put(path, target);
      return;
    }
    if (entry.type() != '5') {
      remove(path);
    }
    entries.put(path, entry);
  }

  private void remove(String path) {
    entries.remove(path);
    removeBelow(path + "/");
  }

  private void removeBelow(String prefix) {
    entries.subMap(prefix, true, prefix + Character.MAX_VALUE, true).clear();
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
