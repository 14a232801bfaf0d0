package io.grampus.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.BuildFailedException;
import io.grampus.build.Inspection;
import io.grampus.build.Inspection.Finding;
import io.grampus.build.SourcePlace;
import io.grampus.build.check.CheckRule;
import io.grampus.build.check.Outline;
import io.grampus.build.check.Outline.Mounted;
import io.grampus.build.check.Target;
import io.grampus.cli.progress.PrintableText;
import io.grampus.os.GrampusException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints answers to a {@link Question}, in the forms that buildx has for them. */
final class InspectionReport {
  private final PrintStream out;

  InspectionReport(PrintStream out) {
    this.out = out;
  }

  /** Prints what a Dockerfile presents. */
  void answer(Question question, Inspection inspection) {
    if (question.subject().equals("outline")) {
      outline(question, inspection.outline());
    } else {
      targets(question, inspection.targets());
    }
  }

  /**
   * Prints what checks found.
   *
   * @param failure what is wrong with the Dockerfile, for programs only, as everybody else reads it
   *     among the errors; null for nothing
   */
  void check(Question question, List<Finding> warnings, @Nullable GrampusException failure) {
    if (question.json()) {
      ObjectNode document = object();
      ArrayNode all = document.putArray("warnings");
      warnings.forEach(warning -> all.add(json(warning)));
      if (failure != null) {
        document.set("buildError", json(failure));
      }
      out.println(document.toPrettyString());
      return;
    }
    if (failure == null || !warnings.isEmpty()) {
      out.println("Check complete, " + counted(warnings.size()) + ".");
    }
    for (Finding warning : warnings) {
      out.println();
      out.println("WARNING: " + warning.rule() + " - " + CheckRule.url(warning.rule()));
      out.println(PrintableText.of(warning.message()));
      out.print(SourceExcerpt.of(warning.place()));
    }
  }

  private static String counted(int count) {
    return switch (count) {
      case 0 -> "no warnings found";
      case 1 -> "1 warning has been found";
      default -> count + " warnings have been found";
    };
  }

  private static ObjectNode json(Finding warning) {
    ObjectNode node = object();
    node.put("ruleName", warning.rule());
    node.put("description", CheckRule.description(warning.rule()));
    node.put("url", CheckRule.url(warning.rule()));
    node.put("detail", warning.message());
    node.set("location", json(warning.place()));
    return node;
  }

  private static ObjectNode json(GrampusException failure) {
    ObjectNode node = object().put("message", failure.getMessage());
    SourcePlace place = failure instanceof BuildFailedException failed ? failed.place() : null;
    node.set("location", place == null ? object() : json(place));
    return node;
  }

  private static ObjectNode json(SourcePlace place) {
    ObjectNode location = object();
    ObjectNode range = location.putArray("ranges").addObject();
    range.putObject("start").put("line", place.firstLine());
    range.putObject("end").put("line", place.lastLine());
    return location;
  }

  private void outline(Question question, Outline outline) {
    if (question.json()) {
      out.println(json(outline).toPrettyString());
      return;
    }
    TextTable head = new TextTable();
    head.row("TARGET:", outline.name().isEmpty() ? "(default)" : outline.name());
    if (!outline.description().isEmpty()) {
      head.row("DESCRIPTION:", outline.description());
    }
    head.print(out);
    if (!outline.arguments().isEmpty()) {
      TextTable arguments = new TextTable();
      arguments.row("BUILD ARG", "VALUE", "DESCRIPTION");
      outline.arguments().forEach(a -> arguments.row(a.name(), a.value(), a.description()));
      out.println();
      arguments.print(out);
    }
    mounted("SECRET", outline.secrets());
    mounted("SSH", outline.ssh());
    if (!outline.caches().isEmpty()) {
      out.println();
      out.println("CACHE MOUNT");
      outline.caches().forEach(id -> out.println(PrintableText.of(id)));
    }
  }

  private void mounted(String kind, List<Mounted> all) {
    if (!all.isEmpty()) {
      TextTable table = new TextTable();
      table.row(kind, "REQUIRED");
      all.forEach(one -> table.row(one.name(), one.required() ? "true" : ""));
      out.println();
      table.print(out);
    }
  }

  private static ObjectNode json(Outline outline) {
    ObjectNode document = object();
    document.put("name", outline.name());
    document.put("description", outline.description());
    ArrayNode arguments = document.putArray("args");
    for (Outline.Argument argument : outline.arguments()) {
      arguments
          .addObject()
          .put("name", argument.name())
          .put("description", argument.description())
          .put("value", argument.value());
    }
    put(document.putArray("secrets"), outline.secrets());
    put(document.putArray("ssh"), outline.ssh());
    ArrayNode caches = document.putArray("cache");
    outline.caches().forEach(id -> caches.addObject().put("ID", id));
    return document;
  }

  private static void put(ArrayNode array, List<Mounted> all) {
    all.forEach(one -> array.addObject().put("name", one.name()).put("required", one.required()));
  }

  private void targets(Question question, List<Target> targets) {
    if (question.json()) {
      ObjectNode document = object();
      ArrayNode all = document.putArray("targets");
      targets.forEach(target -> all.add(json(target)));
      out.println(document.toPrettyString());
      return;
    }
    TextTable table = new TextTable();
    table.row("TARGET", "DESCRIPTION");
    for (Target target : targets) {
      String mark = target.isDefault() ? "(default)" : "";
      table.row((target.name() + " " + mark).strip(), target.description());
    }
    table.print(out);
  }

  private static ObjectNode json(Target target) {
    return object()
        .put("name", target.name())
        .put("default", target.isDefault())
        .put("description", target.description())
        .put("base", target.base())
        .put("platform", target.platform());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
