package io.grampus.build.layer;

import io.grampus.build.layer.FileChange.Aspect;
import io.grampus.os.ByteString;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells in what two trees differ. */
public final class TreeComparison {
  private record File(int layer, int number) {}

  private final NavigableMap<ByteString, TreeFile> before;
  private final NavigableMap<ByteString, TreeFile> after;
  private final Map<File, ByteString> firstBefore;
  private final Map<File, ByteString> firstAfter;

  private TreeComparison(
      NavigableMap<ByteString, TreeFile> before, NavigableMap<ByteString, TreeFile> after) {
    this.before = before;
    this.after = after;
    this.firstBefore = firstNames(before);
    this.firstAfter = firstNames(after);
  }

  /** All differences, in the order of the paths' bytes. */
  public static List<FileChange> between(
      NavigableMap<ByteString, TreeFile> before, NavigableMap<ByteString, TreeFile> after) {
    return new TreeComparison(before, after).changes();
  }

  /** The name by which a file with several is known here: the first of them. */
  private static Map<File, ByteString> firstNames(NavigableMap<ByteString, TreeFile> files) {
    Map<File, ByteString> names = new HashMap<>();
    files.forEach(
        (path, file) -> {
          if (file.entry().type() != TarType.DIRECTORY) {
            names.putIfAbsent(new File(file.layer(), file.number()), path);
          }
        });
    return names;
  }

  private List<FileChange> changes() {
    NavigableSet<ByteString> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    List<FileChange> changes = new ArrayList<>();
    for (ByteString path : paths) {
      TreeFile was = before.get(path);
      TreeFile is = after.get(path);
      Set<Aspect> aspects = aspects(path, was, is);
      if (was == null || is == null || !aspects.isEmpty()) {
        changes.add(new FileChange(path, was, is, aspects));
      }
    }
    return changes;
  }

  private Set<Aspect> aspects(ByteString path, @Nullable TreeFile was, @Nullable TreeFile is) {
    Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    if (was == null || is == null) {
      return aspects;
    }
    TarEntry old = was.entry();
    TarEntry now = is.entry();
    addIf(old.type() != now.type(), Aspect.TYPE, aspects);
    boolean sameType = aspects.isEmpty();
    addIf(sameType && !was.content().equals(is.content()), Aspect.CONTENT, aspects);
    addIf(sameType && !old.target().equals(now.target()), Aspect.TARGET, aspects);
    addIf(sameType && !old.node().equals(now.node()), Aspect.DEVICE, aspects);
    // the mode of a symbolic link means nothing
    boolean hasMode = now.type() != TarType.SYMLINK;
    addIf(hasMode && old.permissions() != now.permissions(), Aspect.MODE, aspects);
    addIf(!old.owner().equals(now.owner()), Aspect.OWNER, aspects);
    addIf(!old.xattrs().equals(now.xattrs()), Aspect.XATTRS, aspects);
    addIf(
        sameType && !first(was, firstBefore, path).equals(first(is, firstAfter, path)),
        Aspect.LINKS,
        aspects);
    addIf(!old.modified().equals(now.modified()), Aspect.TIME, aspects);
    return aspects;
  }

  private static ByteString first(TreeFile file, Map<File, ByteString> names, ByteString path) {
    return names.getOrDefault(new File(file.layer(), file.number()), path);
  }

  private static void addIf(boolean differs, Aspect aspect, Set<Aspect> aspects) {
    if (differs) {
      aspects.add(aspect);
    }
  }
}
