package io.grampus.cli.report;

import io.grampus.build.BuildResult;
import io.grampus.cli.progress.PrintableText;
import io.grampus.cli.progress.Quantity;
import io.grampus.cli.progress.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * The report as one HTML page that needs nothing else: styles and script are inside, and its
 * content security policy lets the browser execute no other script and load nothing.
 */
final class ReportPage {
  private final BuildRecorder build;
  private final ReportSubject subject;
  private final LayerContents layers;

  ReportPage(BuildRecorder build, ReportSubject subject, LayerContents layers) {
    this.build = build;
    this.subject = subject;
    this.layers = layers;
  }

  /** The whole page. */
  String html() {
    String script = resource("report.js");
    Html html = new Html();
    html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .markup("style-src 'unsafe-inline'; script-src 'sha256-" + sha256(script) + "'; ")
        .markup("base-uri 'none'; form-action 'none'\">\n")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .markup("<meta name=\"generator\" content=\"Grampus\">\n");
    html.element("title", subject.title() + " – build " + state().word);
    html.markup("\n<style>\n" + resource("report.css") + "</style>\n</head>\n<body>\n");
    html.markup("<a class=\"skip\" href=\"#main\">Skip to the timeline</a>\n");
    header(html);
    html.markup("<main id=\"main\">\n");
    new FailureSection(build, subject.failure()).write(html);
    new TimelineSection(build).write(html);
    Collection<ShownLayer> shown = ShownLayer.of(build.vertices());
    new StepsSection(build, shown).write(html);
    new LayersSection(shown, layers).write(html);
    new WarningsSection(build.warnings()).write(html);
    html.markup("</main>\n<footer>Made by Grampus. This page needs no network.</footer>\n");
    html.markup("<script>").markup(script).markup("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private enum State {
    SUCCEEDED("succeeded", "done"),
    FAILED("failed", "failed"),
    INTERRUPTED("interrupted", "canceled");

    final String word;
    final String style;

    State(String word, String style) {
      this.word = word;
      this.style = style;
    }
  }

  private State state() {
    if (subject.interrupted()) {
      return State.INTERRUPTED;
    }
    return subject.failure() == null ? State.SUCCEEDED : State.FAILED;
  }

  private void header(Html html) {
    State state = state();
    html.markup("<header>\n<h1>").markup("<bdi>").text(subject.title()).markup("</bdi> ");
    html.element("span", "badge " + state.style, "Build " + state.word).markup("</h1>\n<dl>");
    fact(html, "Took", Wording.seconds(Duration.between(build.beginning(), build.end())));
    fact(html, "Steps", steps());
    BuildResult result = build.result();
    if (result != null) {
      long size = result.layers().stream().mapToLong(BuildResult.Layer::size).sum();
      fact(html, "Image", Wording.digest(result.imageId()));
      fact(html, "Layers", result.layers().size() + ", " + Quantity.bytes(size));
      result.names().forEach(name -> fact(html, "Name", PrintableText.of(name)));
    }
    if (!build.sandbox().isEmpty()) {
      fact(html, "Commands run in", PrintableText.of(build.sandbox()));
    }
    fact(html, "Began", build.beginning().truncatedTo(ChronoUnit.SECONDS).toString());
    html.markup("</dl>\n<nav aria-label=\"Parts of the page\"><a href=\"#timeline\">Timeline</a> ")
        .markup("<a href=\"#steps\">Steps</a> <a href=\"#layers\">Layers</a> ")
        .markup("<a href=\"#warnings\">Warnings (" + build.warnings().size() + ")</a></nav>\n")
        .markup("</header>\n");
  }

  private String steps() {
    List<RecordedVertex> steps = build.vertices().stream().filter(RecordedVertex::isStep).toList();
    long cached =
        steps.stream().filter(step -> step.outcome == RecordedVertex.Outcome.CACHED).count();
    return steps.size() + ", " + cached + " of them from the cache";
  }

  private static void fact(Html html, String name, String value) {
    html.markup("<div>").element("dt", name).element("dd", value).markup("</div>");
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
