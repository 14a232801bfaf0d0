package io.grampus.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of error codes knows those that the program has, and no others. */
class ErrorCodesTest {
  private static final String CODE = "([a-z]+(?:-[a-z]+)*)";
  private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern QUOTED = Pattern.compile("`" + CODE + "`");
  private static final Pattern WORD = Pattern.compile("\"" + CODE + "\"");
  private static final Pattern RAISED =
      Pattern.compile("new GrampusException\\(\\s*\"" + CODE + "\"");

  private static String page = "";
  private static String source = "";

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "errors.md"));
    StringBuilder all = new StringBuilder();
    for (String module : List.of("native-bindings", "sandbox", "stage-runner", "orca-compat")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    source = all.toString();
  }

  private static Set<String> documented() {
    Set<String> codes = new TreeSet<>();
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      codes.addAll(found(QUOTED, row.group(1)));
    }
    return codes;
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> codes = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      codes.add(matcher.group(1));
    }
    return codes;
  }

  @Test
  void everyDocumentedCodeExists() {
    assertThat(documented()).hasSizeGreaterThan(100);
    assertThat(found(WORD, source)).containsAll(documented());
  }

  @Test
  void everyRaisedCodeIsDocumented() {
    assertThat(documented()).containsAll(found(RAISED, source));
  }
}
