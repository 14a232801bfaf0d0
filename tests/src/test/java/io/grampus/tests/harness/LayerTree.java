package io.grampus.tests.harness;

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
  static LayerTree of(List<List<TarEntry>> layers) {
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
