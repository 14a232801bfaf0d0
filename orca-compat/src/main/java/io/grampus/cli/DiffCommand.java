package io.grampus.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.LayerHistory;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.FileChange;
import io.grampus.build.layer.FileChange.Aspect;
import io.grampus.build.layer.TreeComparison;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.cli.report.FileText;
import io.grampus.cli.report.VisibleText;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells in which files two images differ. */
@Command(
    name = "diff",
    description = {
      "Tell in which files two images differ.",
      "",
      "A is for an added path, C for a changed one with what changed, D for a deleted one. "
          + "Configurations are not compared; \"grampus inspect\" shows them.",
      "",
      "The exit code is 0 where there is no difference, 1 where there is one, 2 on failure."
    },
    footer = {"Example:", "  grampus diff web:1.0 web:1.1"})
final class DiffCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;

  private final Session session;

  @Parameters(index = "0", paramLabel = "BEFORE", description = "An image's name or id.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "Another image's name or id.")
  private String after = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = HistoryCommand.Formats.class,
      completionCandidates = HistoryCommand.Formats.class,
      description = "table or json. Else table.")
  private ReportFormat format = ReportFormat.TABLE;

  @Option(names = "--times", description = "Compare times of modification, too.")
  private boolean times;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing; the exit code tells.")
  private boolean quiet;

  DiffCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      List<FileChange> changes = changes();
      if (!quiet) {
        print(changes);
      }
      if (session.environment().out().checkError()) {
        return TROUBLE;
      }
      return changes.isEmpty() ? ExitCode.OK : DIFFERENT;
    } catch (RuntimeException e) {
      Environment environment = session.environment();
      new ErrorReporter(environment.err(), session.options().debug()).report(e);
      return TROUBLE;
    }
  }

  private List<FileChange> changes() {
    Store store = session.services().store();
    Images images = new Images(store.images());
    StoredImage one = images.named(before);
    StoredImage other = images.named(after);
    LayerHistory history = new LayerHistory(store.blobs());
    try {
      return TreeComparison.between(history.files(layers(one)), history.files(layers(other)))
          .stream()
          .filter(change -> times || !change.aspects().equals(Set.of(Aspect.TIME)))
          .toList();
    } catch (IOException e) {
      throw new GrampusException(
          "layer-unreadable",
          "a layer of these images cannot be read: it " + e.getMessage(),
          "pull or build the image again",
          e);
    }
  }

  private static List<Digest> layers(StoredImage image) {
    return image.manifest().layers().stream().map(Descriptor::digest).toList();
  }

  private void print(List<FileChange> changes) {
    PrintStream out = session.environment().out();
    if (format == ReportFormat.JSON) {
      out.println(json(changes).toPrettyString());
      return;
    }
    for (FileChange change : changes) {
      String differences = String.join(", ", differences(change));
      out.println(
          change.kind().letter()
              + " /"
              + VisibleText.of(change.path())
              + (differences.isEmpty() ? "" : ": " + differences));
    }
  }

  private List<String> differences(FileChange change) {
    return FileText.differences(times ? change : change.without(Aspect.TIME));
  }

  private ArrayNode json(List<FileChange> changes) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (FileChange change : changes) {
      ObjectNode node = all.addObject();
      node.put("kind", String.valueOf(change.kind().letter()));
      node.put("path", "/" + VisibleText.of(change.path()));
      ArrayNode aspects = node.putArray("aspects");
      (times ? change : change.without(Aspect.TIME))
          .aspects()
          .forEach(aspect -> aspects.add(aspect.word()));
      node.put("text", String.join(", ", differences(change)));
    }
    return all;
  }
}
