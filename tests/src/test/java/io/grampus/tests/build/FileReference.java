package io.grampus.tests.build;

import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.TarEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What real root would have made of packages: for the files in them what their archives say, for
 * all others, and those that maintainer scripts change, what {@code
 * tests/reference/record-packages.sh} recorded.
 *
 * <p>The record lists whatever is not root's with an ordinary mode. As long as the packages have
 * the versions it was made of, what it does not list must be ordinary, and what it lists must be
 * there. When Debian has moved on, a path that only one side has says nothing and is passed over.
 */
final class FileReference {
  private static final Set<String> ORDINARY =
      Set.of(
          "-rw-r--r-- root:root",
          "-rwxr-xr-x root:root",
          "drwxr-xr-x root:root",
          "lrwxrwxrwx root:root");

  /** Directories whose content the record leaves out, for the reasons given there. */
  private static final Pattern UNRECORDED =
      Pattern.compile(
          "(proc|sys|dev|reference|srv|var/cache/man|var/lib/postgresql/[0-9]+/main)/.*"
              + "|proc|sys|dev|reference|srv|install\\.sh|");

  /** A line of {@code tar -t -v}: mode, owner, size or device, date, time, name and link. */
  private static final Pattern LISTED =
      Pattern.compile("(\\S+) (\\S+)/(\\S+) +\\S+ \\S+ \\S+ \\./(.*?)/?(?: -> .*)?");

  /** The directories that are links in a Debian of today, whatever packages say. */
  private static final Pattern MERGED = Pattern.compile("^(bin|sbin|lib|lib64)(/|$)");

  private final Set<String> versions = new TreeSet<>();
  private final Map<String, String> recorded = new TreeMap<>();
  private final Map<String, Set<String>> attributes = new TreeMap<>();
  private final Map<String, String> packaged = new HashMap<>();

  /** Reads the record, and the listing of the archives, which has those of one after the other. */
  FileReference(Path record, String archives) throws IOException {
    for (String line : Files.readAllLines(record)) {
      String[] fields = line.split(" ", 3);
      if (fields[0].equals("package")) {
        versions.add(fields[1] + " " + fields[2]);
      } else if (fields[0].equals("xattr")) {
        attributes.computeIfAbsent(bytes(fields[2]), path -> new TreeSet<>()).add(fields[1]);
      } else {
        recorded.put(bytes(fields[2]), fields[0] + " " + fields[1]);
      }
    }
    archives.lines().forEach(this::addPackaged);
  }

  /** A directory that several packages have is made by the first one and left alone by others. */
  private void addPackaged(String line) {
    Matcher listed = LISTED.matcher(line);
    if (listed.matches() && !line.startsWith("h") && !listed.group(4).isEmpty()) {
      String path = MERGED.matcher(bytes(listed.group(4))).replaceFirst("usr/$1$2");
      String summary = listed.group(1) + " " + listed.group(2) + ":" + listed.group(3);
      packaged.putIfAbsent(path, summary);
    }
  }

  /** The paths of a tree are strings that hold bytes. */
  private static String bytes(String path) {
    return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** How many files of packages it knows. */
  int packagedFiles() {
    return packaged.size();
  }

  /** Whether it was recorded with these versions of all packages, a line for each. */
  boolean isOf(String installed) {
    return versions.equals(new TreeSet<>(installed.lines().toList()));
  }

  /**
   * What is not as it should be, a line for each path.
   *
   * @param same whether the tree has the versions that were recorded
   */
  List<String> differences(LayerTree tree, boolean same) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, TarEntry> entry : tree.entries().entrySet()) {
      String path = entry.getKey();
      if (!UNRECORDED.matcher(path).matches()) {
        String actual = tree.named("/" + path);
        String expected = expected(path);
        boolean ordinary = expected.isEmpty() && (!same || ORDINARY.contains(actual));
        if (!ordinary && !actual.equals(expected)) {
          lines.add("/" + path + " is " + actual + ", should be " + shown(expected));
        }
        compareAttributes(path, entry.getValue(), lines);
      }
    }
    if (same) {
      recorded.keySet().stream()
          .filter(path -> !tree.has("/" + path))
          .forEach(path -> lines.add("/" + path + " is missing"));
    }
    return lines;
  }

  private String expected(String path) {
    return recorded.getOrDefault(path, packaged.getOrDefault(path, ""));
  }

  private static String shown(String expected) {
    return expected.isEmpty() ? "ordinary" : expected;
  }

  /** Capabilities and access control lists, as {@code NAME=0xVALUE}. */
  private void compareAttributes(String path, TarEntry entry, List<String> lines) {
    Set<String> actual = new TreeSet<>();
    entry
        .xattrs()
        .forEach(
            (name, value) -> {
              byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
              actual.add(name + "=0x" + HexFormat.of().formatHex(bytes));
            });
    Set<String> expected = attributes.getOrDefault(path, Set.of());
    if (!actual.equals(expected)) {
      lines.add("/" + path + " has attributes " + actual + ", should have " + expected);
    }
  }
}
