package io.grampus.tests.report;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.CHROMIUM;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.tests.harness.Browser;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of {@code build --report} in a real browser. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, CHROMIUM})
class ReportIT {
  private static final Path PICTURES = Path.of("target", "report");
  private static final String ATTACK = "</script><script>document.title='owned'</script>";

  /** Names that are not UTF-8, end a script, turn the text or begin a line. */
  private static void hostile(Workspace workspace) {
    workspace.file(
        "context/make",
        """
        set -e
        mkdir -p /srv/names "/srv/names/%s"
        cd /srv/names
        for name in 'not-utf8-\\377' 'bidi-\\342\\200\\256gpj.exe' 'new\\nline' 'back\\134slash'; do
          printf '' > "$(printf "$name")"
        done
        printf x > '<img src=x onerror="document.title=1">'
        echo "%s"
        printf '\\033[31mred\\033[0m \\033]0;title\\007 and \\342\\200\\256 turned\\n'
        """
            .formatted(ATTACK, ATTACK));
    workspace.dockerfile(
        "FROM busybox AS names",
        "COPY make /",
        "RUN sh /make",
        "FROM busybox as last",
        "ARG WORD=one",
        "COPY --from=names /srv/names /srv/names",
        "RUN rm /etc/group && chmod 0700 /etc && echo $WORD > /etc/passwd && ln /bin/sh /link",
        "CMD sh");
  }

  private static Path report(Workspace workspace, String name, String... options) {
    Path page = workspace.out(name);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--report", page.toString(), "-t", "web:1"));
    workspace.grampus().build(all.toArray(String[]::new)).mustSucceed();
    return page;
  }

  private static String text(Browser browser, String selector) {
    return browser.evaluate("document.querySelector('" + selector + "').innerText").asText();
  }

  /** Opens everything, and waits for the lists: they come with an event after the opening. */
  private static void openAll(Browser browser) {
    browser.waitFor(
        """
        (() => {
          const all = [...document.querySelectorAll('details')];
          const before = all.every(each => each.open);
          all.forEach(each => each.open = true);
          return before
              && [...document.querySelectorAll('.layer .tree')].every(tree => tree.firstChild)
              && [...document.querySelectorAll('.tree details')].every(each => each.children[1]);
        })()
        """);
  }

  @Test
  void showsTimesCacheAndLayersOfEveryStage(Workspace workspace) {
    hostile(workspace);
    report(workspace, "first.html");
    Path page = report(workspace, "second.html", "--build-arg", "WORD=two");
    Browser browser = Browser.start(workspace);
    browser.open(page, 1280, false);

    assertThat(text(browser, "h1")).isEqualTo("web:1 Build succeeded");
    assertThat(text(browser, "header dl")).contains("4, 3 of them from the cache");
    assertThat(text(browser, "#timeline"))
        .contains("Preparation", "Stage names", "Stage last", "Output")
        .contains("[names 3/3] RUN sh /make");
    assertThat(browser.evaluate("document.querySelectorAll('.chart .badge.cached').length").asInt())
        .isEqualTo(3);
    openAll(browser);
    assertThat(text(browser, "#steps"))
        .contains("Cache: hit.")
        .contains("build argument WORD was \"one\", is \"two\"");
    assertThat(text(browser, ".layer:last-of-type .tree"))
        .contains("group")
        .contains("mode 0755 → 0700")
        .contains("content")
        .contains("link");
    assertThat(text(browser, ".layer:last-of-type .counts")).contains("+1").contains("−1");
    assertThat(text(browser, "#warnings"))
        .contains("FromAsCasing")
        .contains("FROM busybox as last");
    browser.picture(PICTURES.resolve("wide.png"));
  }

  @Test
  void letsHostileNamesAndLinesDoNoHarm(Workspace workspace) {
    hostile(workspace);
    Path page = report(workspace, "page.html");
    Browser browser = Browser.start(workspace);
    browser.open(page, 1280, true);
    openAll(browser);

    String tree = text(browser, "#layers");
    assertThat(tree)
        .contains("not-utf8-\\xff")
        .contains("bidi-\\u{202e}gpj.exe")
        .contains("new\\nline")
        .contains("back\\\\slash")
        .contains("<img src=x onerror=\"document.title=1\">")
        .contains("</")
        .contains("script><script>document.title='owned'<");
    assertThat(text(browser, "#steps")).contains(ATTACK).contains("red  and  turned");
    assertThat(browser.evaluate("document.title").asText()).isEqualTo("web:1 – build succeeded");
    assertThat(browser.evaluate("document.images.length").asInt()).isZero();
    assertThat(browser.evaluate("document.body.innerText.includes('\\u202e')").asBoolean())
        .isFalse();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(event -> event.path("request").path("url").asText())
        .containsExactly(page.toUri().toString());
    browser.picture(PICTURES.resolve("hostile-dark.png"));
  }

  @Test
  void isReadableNarrowLightAndDark(Workspace workspace) {
    hostile(workspace);
    Path page = report(workspace, "page.html");
    Browser browser = Browser.start(workspace);
    for (boolean dark : new boolean[] {false, true}) {
      browser.open(page, 400, dark);
      openAll(browser);
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(400);
      assertThat(browser.evaluate(LOW_CONTRAST)).isEmpty();
      browser.picture(PICTURES.resolve("narrow-" + (dark ? "dark" : "light") + ".png"));
    }
  }

  /** Texts whose contrast is below what WCAG 2.2, success criterion 1.4.3, asks for. */
  private static final String LOW_CONTRAST =
      """
      (() => {
        const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
        const opaque = (element) => {
          for (let e = element; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color.length === 3 || color[3] > 0) return color;
          }
          return [255, 255, 255];
        };
        const part = (value) => {
          value /= 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        };
        const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        const low = [];
        for (const element of document.querySelectorAll('body *')) {
          const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
          if (!own || ['SCRIPT', 'NOSCRIPT'].includes(element.tagName)) continue;
          const a = light(parse(getComputedStyle(element).color));
          const b = light(opaque(element));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) low.push(element.className + ' ' + element.textContent + ' ' + ratio);
        }
        return low;
      })()
      """;

  @Test
  void isUsedByKeyboardAndReadAloud(Workspace workspace) {
    hostile(workspace);
    Path page = report(workspace, "page.html");
    Browser browser = Browser.start(workspace);
    browser.open(page, 1280, false);

    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.textContent").asText())
        .isEqualTo("Skip to the timeline");
    browser.evaluate("document.querySelector('.layer:last-of-type summary').focus()");
    browser.press("Enter", 13);
    browser.waitFor("document.querySelector('.layer:last-of-type .tree summary') !== null");
    browser.press("Tab", 9);
    browser.waitFor("document.activeElement.closest('.tree') !== null");

    List<String> roles = new ArrayList<>();
    List<String> nameless = new ArrayList<>();
    JsonNode nodes =
        browser.call("Accessibility.getFullAXTree", browser.parameters()).path("nodes");
    for (JsonNode node : nodes) {
      String role = node.path("role").path("value").asText();
      roles.add(role);
      boolean mustHaveName =
          List.of("link", "button", "DisclosureTriangle", "table", "region", "navigation")
              .contains(role);
      if (mustHaveName && node.path("name").path("value").asText().isBlank()) {
        nameless.add(node.toString());
      }
    }
    assertThat(roles).contains("table", "columnheader", "row", "cell", "main", "navigation");
    assertThat(nameless).isEmpty();
  }

  @Test
  void tellsWhatFailed(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox", "RUN echo fine > /fine", "RUN echo '<b>why</b>'; exit 7", "RUN echo never");
    Path page = workspace.out("page.html");

    Outcome failed = workspace.grampus().build("--report", page.toString());

    assertThat(failed.exitCode()).isEqualTo(7);
    Browser browser = Browser.start(workspace);
    browser.open(page, 1280, false);
    assertThat(text(browser, "h1")).endsWith("Build failed");
    assertThat(text(browser, "#failure"))
        .contains("exit code: 7")
        .contains("Dockerfile:3")
        .contains("<b>why</b>");
    assertThat(browser.evaluate("document.querySelector('.step[open] .badge').innerText").asText())
        .isEqualTo("failed");
    openAll(browser);
    assertThat(text(browser, "#layers")).contains("fine");
    browser.picture(PICTURES.resolve("failed.png"));
  }

  @Test
  void isRefusedWhereItCannotBeWritten(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo not executed");

    Outcome failed = workspace.grampus().build("--report", "/proc/report.html");

    assertThat(failed.exitCode()).isEqualTo(125);
    assertThat(failed.errors())
        .contains("ERROR: the report cannot be written to /proc/report.html")
        .doesNotContain("not executed");
  }
}
