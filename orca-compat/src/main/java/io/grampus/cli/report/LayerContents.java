package io.grampus.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.grampus.build.LayerHistory;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.FileChange;
import io.grampus.build.layer.FileChange.Aspect;
import io.grampus.build.layer.TarType;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each layer changed, as counts and as the data of the page's tree. */
final class LayerContents {
  /** Enough for the packages that one RUN installs; more would make the page slow. */
  private static final int MOST_ENTRIES = 20_000;

  /**
   * One layer's changes.
   *
   * @param json an array of [letter, path, size, text] for each, in order
   * @param hidden how many changes are not in it
   */
  record Changes(long added, long changed, long deleted, String json, long hidden) {}

  private final Map<List<Digest>, Changes> byStack = new LinkedHashMap<>();
  private String problem = "";

  /** Reads all layers of the stacks; what cannot be read is a {@link #problem}. */
  static LayerContents read(LayerHistory history, Collection<List<Descriptor>> stacks) {
    LayerContents contents = new LayerContents();
    try {
      history.visit(
          stacks.stream().map(LayerContents::digests).toList(),
          (stack, changes) -> contents.byStack.put(stack, summary(changes)));
    } catch (IOException | GrampusException e) {
      contents.problem = String.valueOf(e.getMessage());
    }
    return contents;
  }

  private static List<Digest> digests(List<Descriptor> stack) {
    return stack.stream().map(Descriptor::digest).toList();
  }

  /** The changes of the topmost layer of a stack; null where it could not be read. */
  @Nullable Changes of(List<Descriptor> stack) {
    return byStack.get(digests(stack));
  }

  /** Why some layers are not shown, or nothing. */
  String problem() {
    return problem;
  }

  private static Changes summary(List<FileChange> changes) {
    Map<FileChange.Kind, Long> counts = new EnumMap<>(FileChange.Kind.class);
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    long hidden = 0;
    for (FileChange change : changes) {
      if (isOnlyTimeOfDirectory(change)) {
        continue;
      }
      counts.merge(change.kind(), 1L, Long::sum);
      if (rows.size() < MOST_ENTRIES) {
        row(change, rows.addArray());
      } else {
        hidden++;
      }
    }
    return new Changes(
        counts.getOrDefault(FileChange.Kind.ADDED, 0L),
        counts.getOrDefault(FileChange.Kind.CHANGED, 0L),
        counts.getOrDefault(FileChange.Kind.DELETED, 0L),
        rows.toString(),
        hidden);
  }

  /** Every directory in which something changes has a new time, which is not worth a line. */
  private static boolean isOnlyTimeOfDirectory(FileChange change) {
    return change.aspects().equals(Set.of(Aspect.TIME))
        && change.present().entry().type() == TarType.DIRECTORY;
  }

  private static void row(FileChange change, ArrayNode row) {
    boolean isDirectory = change.present().entry().type() == TarType.DIRECTORY;
    String text =
        switch (change.kind()) {
          case ADDED -> FileText.of(change.present());
          case CHANGED -> String.join(", ", FileText.differences(change));
          case DELETED -> "";
        };
    row.add(String.valueOf(change.kind().letter()));
    row.add(VisibleText.of(change.path()) + (isDirectory ? "/" : ""));
    row.add(change.kind() == FileChange.Kind.DELETED ? 0 : change.present().entry().size());
    row.add(text);
  }
}
