package io.grampus.tests.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A web server on a free port of the loopback interface, which notes what it is asked. */
public final class WebServer implements Closeable {
  private static final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }
  }

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private WebServer(HttpServer server) {
    this.server = server;
  }

  /** Starts one that knows nothing yet, and stops it at the end of the test. */
  public static WebServer start(Workspace workspace) {
    return workspace.closeLater(start());
  }

  /** Starts one that knows nothing yet. */
  public static WebServer start() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      WebServer web = new WebServer(HttpServer.create(any, 0));
      web.server.createContext("/", web::answer);
      web.server.start();
      return web;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A URL on it. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** From now on a path has this content. */
  public WebServer gives(String path, byte[] body, Map<String, String> headers) {
    answers.put(path, new Answer(200, headers, body));
    return this;
  }

  /** From now on a path has this content. */
  public WebServer gives(String path, String body) {
    return gives(path, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** From now on a path leads elsewhere. */
  public WebServer redirects(String path, String location) {
    answers.put(path, new Answer(302, Map.of("Location", location), new byte[0]));
    return this;
  }

  /** From now on all files below a directory are here, too. */
  public WebServer givesTree(String prefix, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        gives(prefix + "/" + directory.relativize(file), Files.readAllBytes(file), Map.of());
      }
    }
    return this;
  }

  /** What it was asked: method, path and the answer's status, in order. */
  public List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Answer answer = answers.getOrDefault(path, new Answer(404, Map.of(), new byte[0]));
      String tag = answer.headers.get("ETag");
      boolean same =
          tag != null && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      int status = same ? 304 : answer.status;
      requests.add(exchange.getRequestMethod() + " " + path + " " + status);
      answer.headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          status, same || answer.body.length == 0 ? -1 : answer.body.length);
      if (!same) {
        exchange.getResponseBody().write(answer.body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
