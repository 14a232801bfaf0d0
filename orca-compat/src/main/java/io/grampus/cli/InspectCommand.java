package io.grampus.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what is known of images. */
@Command(
    name = "inspect",
    description = "Print what is known of images, as a JSON list in the form docker has for it.",
    footer = {
      "Examples:",
      "  grampus inspect web:1.0",
      "  grampus inspect web:1.0 | jq '.[0].Config.Env'"
    })
final class InspectCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids of images.")
  private List<String> images = new ArrayList<>();

  InspectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ImageReport report = new ImageReport(session.services().store());
    Images known = new Images(session.services().store().images());
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    images.forEach(image -> all.add(report.of(known.named(image))));
    session.environment().out().println(all.toPrettyString());
    return ExitCode.OK;
  }
}
