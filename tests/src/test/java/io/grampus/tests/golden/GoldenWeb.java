package io.grampus.tests.golden;

import io.grampus.tests.harness.TarMaker;
import io.grampus.tests.harness.WebServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What the cases fetch; {@code {web}} stands for its URL, wherever it listens. */
final class GoldenWeb implements Closeable {
  private static final String PLACEHOLDER = "{web}";
  private static final Map<String, String> DATED =
      Map.of("Last-Modified", "Thu, 02 Jan 2020 03:04:05 GMT");

  private final WebServer server;

  private GoldenWeb(WebServer server) {
    this.server = server;
  }

  /** Starts it on a free port of the loopback interface. */
  static GoldenWeb start() {
    WebServer server = WebServer.start();
    server
        .gives("/", "root\n")
        .gives("/file.txt", "fetched\n".getBytes(StandardCharsets.US_ASCII), DATED)
        .gives("/a.tar.gz", archive(), DATED)
        .redirects("/moved", "/file.txt");
    server.gives(
        "/attached",
        "attached\n".getBytes(StandardCharsets.US_ASCII),
        Map.of("Content-Disposition", "attachment; filename=\"given.txt\""));
    return new GoldenWeb(server);
  }

  private static byte[] archive() {
    byte[] archive =
        new TarMaker().directory("packed").file("packed/one", "1\n").symlink("link", "one").bytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A Dockerfile with the server's URL. */
  String placed(String dockerfile) {
    return dockerfile.replace(PLACEHOLDER, server.url(""));
  }

  /** An image's text without it. */
  String taken(String text) {
    return text.replace(server.url(""), PLACEHOLDER);
  }

  @Override
  public void close() {
    server.close();
  }
}
